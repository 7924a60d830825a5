/** At least twelve characters of any kind (NIST SP 800-63B asks for length, not for a mix), at most what hashing should be asked to do. */
const SHORTEST = 12;
const LONGEST = 200;

export type PasswordFault =
  | 'too-short'
  | 'too-long'
  | 'contains-login'
  | 'too-common'
  | 'too-uniform'
  | 'keyboard-pattern'
  | 'easy-sequence'
  | 'names-or-dates'
  | 'too-guessable';

/** What is wrong with a new password that needs no list to see it, or null. */
export function plainFault(password: string, login: string): PasswordFault | null {
  if (password.length < SHORTEST) return 'too-short';
  if (password.length > LONGEST) return 'too-long';
  const plain = password.toLowerCase();
  const name = login.split('@')[0] ?? login;
  if (name.length >= 4 && plain.includes(name)) return 'contains-login';
  if (new Set(plain).size < 5) return 'too-uniform';
  return null;
}
