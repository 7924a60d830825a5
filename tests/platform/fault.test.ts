import t from 'tap';
import { postgres } from '#src/platform/db/driver.ts';
import { refusalOf } from '#src/platform/http/fault.ts';

const inDatabase = (code: string, severity = 'ERROR'): Error =>
  Object.assign(new postgres.PostgresError('as the server says it'), { name: 'PostgresError', code, severity });

t.test('what passes by itself is told as such, and not as a fault of ours', async (t) => {
  for (const [code, what] of [
    ['08006', 'a connection that failed'],
    ['40001', 'a race'],
    ['53300', 'too many connections'],
    ['55P03', 'a lock that is not to be had'],
    ['57014', 'a statement that took too long'],
    ['57P01', 'a server that shuts down'],
    ['58030', 'a disk that can’t be read'],
  ] as const) {
    t.equal(refusalOf(inDatabase(code))?.code, 'try-again', what);
  }
  t.equal(refusalOf(inDatabase('42501', 'FATAL'))?.code, 'try-again', 'a login that is let in no more');
});

t.test('a full disk is told as one, and what nobody foresaw is nobody’s refusal', async (t) => {
  t.equal(refusalOf(inDatabase('53100'))?.code, 'storage-full');
  t.equal(refusalOf(inDatabase('22021'))?.code, 'malformed-request', 'a NUL where words are looked for');
  t.equal(refusalOf(inDatabase('42P01')), null);
  t.equal(refusalOf(new TypeError('undefined is not a function')), null);
});
