/** At least twelve characters of any kind (NIST SP 800-63B asks for length, not for a mix), at most what hashing should be asked to do. */
const SHORTEST = 12;
const LONGEST = 200;

/** The commonest of that length, by what they begin with. */
const COMMON = ['password', '123456789', 'qwertyuiop', 'iloveyou', 'administrator', 'letmein', 'welcome'];

export type PasswordFault = 'too-short' | 'too-long' | 'contains-login' | 'too-common' | 'too-uniform';

/** What is wrong with a new password, or null. */
export function passwordFault(password: string, login: string): PasswordFault | null {
  if (password.length < SHORTEST) return 'too-short';
  if (password.length > LONGEST) return 'too-long';
  const plain = password.toLowerCase();
  const name = login.split('@')[0] ?? login;
  if (name.length >= 4 && plain.includes(name)) return 'contains-login';
  if (COMMON.some((common) => plain.startsWith(common))) return 'too-common';
  if (new Set(plain).size < 5) return 'too-uniform';
  return null;
}
