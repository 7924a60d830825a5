import { setTimeout as sleep } from 'node:timers/promises';
import { postgres } from './driver.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';
import { quoted, USUAL_OWNER } from './role-table.ts';
import { isTlsAsked } from './tls.ts';

/** Why a server can't be talked to yet, in a few words: it isn't there, not yet or not any more. */
const PASSING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  CONNECTION_CLOSED: 'connection closed',
  CONNECTION_DESTROYED: 'connection closed',
  CONNECT_TIMEOUT: 'no answer',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no way to it',
  ENETUNREACH: 'no way to it',
  ENOTFOUND: 'its name is not known yet',
  EAI_AGAIN: 'its name is not known yet',
  ENOENT: 'its socket is not there yet',
  '57P03': 'it is starting up',
  '57P01': 'it is shutting down',
  '57P02': 'it is recovering from a crash',
  '53300': 'it has no connection free',
};

const LONGEST_TRY_SECONDS = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

export interface Patience {
  readonly seconds: number;
  readonly say: (line: string) => void;
  readonly unwanted?: AbortSignal | undefined;
}

/** Where a database is, and the setting that says so. */
export interface NamedUrl {
  readonly url: string;
  readonly setting: string;
}

/**
 * Waits until a database lets us in that comes up late, as it does where both are started at once; says what it waits for. What
 * waiting doesn't mend (a wrong password, no such database, TLS that the other side doesn't speak) fails at once, in words that say
 * what to do.
 */
export async function waitForDatabase({ url, setting }: NamedUrl, { seconds, say, unwanted }: Patience): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  const where = placeOf(url);
  let told = '';
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const failure = await knock(url, Math.max(1, Math.min(LONGEST_TRY_SECONDS, (deadline - Date.now()) / 1000)));
    if (failure === undefined) return;
    const why = PASSING[codeOf(failure)];
    if (why === undefined) throw new OperatorFault('database-refuses', await explain(failure, { url, setting }, where), { cause: failure });
    const leftMs = deadline - Date.now();
    if (leftMs <= 0) {
      throw new OperatorFault(
        'database-unreachable',
        `The database at ${where} let nobody in within ${seconds} s (${why}). ` +
          `See that PostgreSQL runs there and that ${setting} is right; DATABASE_WAIT_SECONDS sets how long to wait.`,
        { cause: failure },
      );
    }
    unwanted?.throwIfAborted();
    if (why !== told) say(`Waiting for the database at ${where}, up to ${Math.ceil(leftMs / 1000)} s: ${why}.`);
    told = why;
    await sleep(Math.min(pauseMs, leftMs), undefined, unwanted && { signal: unwanted });
  }
}

/** One try to get in; what stood against it, if anything. */
async function knock(url: string, seconds: number): Promise<unknown> {
  const sql = postgres(url, { max: 1, connect_timeout: seconds, fetch_types: false, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** What is said about a database that refuses us; the password stays out of it. */
async function explain(failure: unknown, { url, setting }: NamedUrl, where: string): Promise<string> {
  const { username, pathname } = new URL(url);
  const user = decodeURIComponent(username) || 'this user';
  const database = decodeURIComponent(pathname.slice(1));
  const message = failure instanceof Error ? failure.message : String(failure);
  const code = codeOf(failure);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `The certificate of the database at ${where} is another's (${message}): name the server in ${setting} as its certificate does, or give it one for this name.`;
  }
  if (OF_CERTIFICATE.test(code)) {
    return (
      `The certificate of the database at ${where} can't be verified (${message}): start with NODE_EXTRA_CA_CERTS set to a file with the ` +
      `certificate of who signed it, or write sslmode=require in ${setting}, which encrypts and takes any certificate.`
    );
  }
  switch (code) {
    case 'SERVER_WITHOUT_TLS':
      return `The database at ${where} speaks no TLS, which sslmode in ${setting} asks for: set ssl = on there, with a certificate and its key, or take sslmode away.`;
    case '28P01':
      // PostgreSQL doesn't tell strangers whether there is a role.
      return `The database at ${where} refuses the password of ${user}: mend it in ${setting}, or set it there with \\password ${user} in psql; where the role isn't there yet, README tells how to make it.`;
    case '28000':
      if (await insistsOnTls(url)) {
        return `The database at ${where} lets ${user} in by TLS alone: add sslmode=require to ${setting}, or verify-full where its certificate is to be verified too.`;
      }
      return `The database at ${where} doesn't let ${user}, the login of ${setting}, in (${message}): where that role may not log in, alter role ${quoted(user)} login password '…' as a superuser lets it; else see what pg_hba.conf asks.`;
    case '3D000':
      return (
        `There is no database ${database} at ${where}, which ${setting} names: name another there, ` +
        `or make it as a superuser with: create database ${quoted(database)} owner ${quoted(setting === 'DATABASE_OWNER_URL' ? user : USUAL_OWNER)}`
      );
    case '42501':
      return `${user} may not connect to the database ${database} at ${where}: grant connect on database ${quoted(database)} to ${quoted(user)}`;
    default:
      return `The database at ${where} can't be used: ${message}. See ${setting}.`;
  }
}

/** What Node calls certificates that it doesn't believe: CERT_HAS_EXPIRED, DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE … */
const OF_CERTIFICATE = /(?:^|_)CERT(?:_|$)|^UNABLE_TO_VERIFY/;

/** Whether a login that is refused without TLS is let in with it. The server's own words about it are in its own language. */
async function insistsOnTls(url: string): Promise<boolean> {
  const secured = new URL(url);
  if (isTlsAsked(secured)) return false;
  secured.searchParams.set('sslmode', 'require');
  return (await knock(secured.href, LONGEST_TRY_SECONDS)) === undefined;
}

/** The server of an address, as people are told of it. */
export function placeOf(url: string): string {
  const { host, searchParams } = new URL(url);
  return host || searchParams.get('host') || 'localhost';
}

function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : '';
}
