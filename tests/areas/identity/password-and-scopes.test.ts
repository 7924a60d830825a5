import fc from 'fast-check';
import t from 'tap';
import { plainFault } from '#src/areas/identity/domain/password.ts';
import { passwordFault } from '#src/areas/identity/weak-passwords.ts';
import { SCOPES, scopesOf } from '#src/kernel/scope.ts';
import { hashPassword, hashSecret, isRightPassword, isSameSecret, isSecretOf, newSecret } from '#src/areas/identity/secrets.ts';
import type { Refusal } from '#src/kernel/refusal.ts';
import { ROLES } from '#src/kernel/role.ts';

t.test('a password is refused for what is wrong with it', async (t) => {
  const cases = [
    ['elevenchars', 'too-short'],
    ['twelve chars', null],
    ['x'.repeat(201), 'too-long'],
    ['my salem.ali secret', 'contains-login'],
    ['MY SALEM.ALI SECRET', 'contains-login'],
    ['Password2026!', 'too-common'],
    ['qwertyuiop12', 'too-common'],
    ['abababababab', 'too-uniform'],
    ['P4ssw0rd2026', 'too-common'],
    ['zxcvbnm,./asdf', 'keyboard-pattern'],
    ['wasl demo 2026', null],
    ['أربع كلمات لا صلة بينها', null],
  ] as const;
  const own = { login: 'salem.ali@border.example', displayName: 'Salem Ali', organisation: 'unsmil' };
  for (const [password, fault] of cases) t.equal(await passwordFault(password, own), fault, password.slice(0, 20));
});

t.test('no accepted password contains the name that it is for', async () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 30 }),
      fc.string({ maxLength: 30 }),
      (before, after) => plainFault(`${before}salem.ali${after}`, 'salem.ali@border.example') !== null,
    ),
  );
});

t.test('no role holds a scope that does not exist, and an auditor’s only read', async (t) => {
  for (const role of ROLES) {
    t.ok(
      scopesOf(role).every((scope) => SCOPES.includes(scope)),
      role,
    );
  }
  t.ok(scopesOf('auditor').every((scope) => scope.endsWith(':read')));
  t.notOk(
    scopesOf('administrator').some((scope) => scope.startsWith('needs:') || scope.startsWith('offers:')),
    'no rights on content',
  );
  t.notOk((SCOPES as readonly string[]).some((scope) => scope === 'reference:write' || scope === 'events:write'));
});

t.test('secrets are 256 bits, told apart by their prefix, and kept as a hash', async (t) => {
  const kinds = ['session', 'apiKey', 'invitation', 'csrf'] as const;
  for (const kind of kinds) {
    const secret = newSecret(kind);
    t.match(secret, /^wasl_[skic]_[A-Za-z0-9_-]{43}$/);
    t.strictSame(
      kinds.filter((other) => isSecretOf(other, secret)),
      [kind],
    );
    t.not(hashSecret(secret), hashSecret(newSecret(kind)));
    t.ok(isSameSecret(hashSecret(secret), hashSecret(secret)));
    t.notOk(isSameSecret(hashSecret(secret), 'short'));
  }
});

t.test('a password is kept as argon2id with the parameters that OWASP names', async (t) => {
  const hash = await hashPassword('four words of no kin');
  t.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  t.ok(await isRightPassword(hash, 'four words of no kin'));
  t.notOk(await isRightPassword(hash, 'four words of no kim'));
});

t.test('an unknown account costs as much time as a wrong password', async (t) => {
  const hash = await hashPassword('four words of no kin');
  const time = async (stored: string | null): Promise<number> => {
    const rounds: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      const start = performance.now();
      t.notOk(await isRightPassword(stored, 'a guess at it all'));
      rounds.push(performance.now() - start);
    }
    return rounds.sort((a, b) => a - b)[4] ?? 0;
  };
  const [unknown, wrong] = [await time(null), await time(hash)];
  // Generous, because other work shares the machine: what this catches is a short cut, which would be a thousand times faster.
  t.ok(unknown > wrong / 5, `${unknown.toFixed(1)} ms and ${wrong.toFixed(1)} ms`);
});

t.test('a crowd at the door waits for its passwords to be compared, and its end is told to come again', async (t) => {
  const stored = await hashPassword('the right one');
  const outcomes = await Promise.allSettled(Array.from({ length: 110 }, () => isRightPassword(stored, 'the right one')));
  const right = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  t.equal(right.length, 102, 'two at work and a hundred that wait');
  t.ok(refused.every((outcome) => outcome.status === 'rejected' && (outcome.reason as Refusal).code === 'try-again'));
});
