import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** An operating system account that the server runs as in place of root: PostgreSQL refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Existing accounts without rights of their own, the most fitting first. None is ever created. */
const UNPRIVILEGED = ['postgres', 'node', 'nobody'] as const;

/**
 * The account to drop to, or undefined where the server runs as whoever runs this process.
 *
 * A cluster that exists decides by its owner: PostgreSQL insists on it, and an account that was installed later
 * (the `postgres` package, say) must not lock anybody out of data made as `nobody`.
 */
export function accountFor(cluster: string | undefined): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = knownAccounts();
  if (cluster !== undefined && existsSync(cluster)) {
    const { uid, gid } = lstatSync(cluster);
    if (uid !== 0) return accounts.find((account) => account.uid === uid) ?? { name: `uid ${uid}`, uid, gid };
  }
  for (const name of UNPRIVILEGED) {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account !== undefined) return account;
  }
  throw new OperatorFault(
    'embedded-postgres-unusable',
    `PostgreSQL does not run as root and none of the accounts ${UNPRIVILEGED.join(', ')} exists here: ` +
      'run as another user, or set DATABASE_URL to a PostgreSQL server of yours.',
  );
}

/** The uid that has to own what the server uses, or undefined on Windows, which has none. */
export function ownerUid(account: Account | undefined): number | undefined {
  return account?.uid ?? process.getuid?.();
}

/** Whether the account can enter a directory (or run a program). Asked of the kernel, which alone knows every rule. */
export function canReach(account: Account | undefined, path: string): boolean {
  return account === undefined || spawnSync('test', ['-x', path], { ...runAs(account), cwd: '/' }).status === 0;
}

/** The part of a child process's options that makes it run as the account. */
export function runAs(account: Account | undefined): { readonly uid?: number; readonly gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

function knownAccounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
}
