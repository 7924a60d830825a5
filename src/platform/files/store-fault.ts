import { OperatorFault } from '../../kernel/operator-fault.ts';
import { postgresErrorOf } from '../db/postgres-error.ts';
import { explainFileFault } from './file-fault.ts';

/** A store of files is gone, can't be reached or fails by itself: trying again may help, once somebody has mended it. */
export class StoreUnavailable extends OperatorFault {
  override readonly name = 'StoreUnavailable';
  readonly fault: string;
  /** What an operator is to do. */
  readonly remedy: string;

  constructor(fault: string, remedy: string, options?: ErrorOptions) {
    super('file-store-unavailable', `${fault}: ${remedy}`, options);
    this.fault = fault;
    this.remedy = remedy;
  }
}

/** A store of objects has no room left. */
class StoreFull extends Error {
  override readonly name = 'StoreFull';
}

/** disk_full: PostgreSQL could not make a file longer. */
const DISK_FULL = '53100';
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', DISK_FULL]);
/** How stores that speak S3 say so, besides by the status. */
const FULL_NAMES = /^(?:XMinioStorageFull|QuotaExceeded|InsufficientStorage)/;

/** Whether a disk is full (or somebody's part of it): PostgreSQL's, that of the files, that for temporary ones, or the store's. */
export function isStorageFull(error: unknown): boolean {
  if (postgresErrorOf(error)?.code === DISK_FULL) return true;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof StoreFull || NO_ROOM.has(String((cause as NodeJS.ErrnoException).code))) return true;
  }
  return false;
}

/** What a fault of the file system means for whoever wanted something kept there or read; other faults as they are. */
export function faultOfFileSystem(error: unknown, fault: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || isStorageFull(error)) return error;
  return new StoreUnavailable(fault, explainFileFault(error) ?? error.message, { cause: error });
}

/** A store of objects that refuses what its settings make us ask: only other settings help, or other rights. */
class StoreRefuses extends OperatorFault {
  override readonly name = 'StoreRefuses';

  constructor(message: string, options?: ErrorOptions) {
    super('file-store-refuses', message, options);
  }
}

/** What an operator is to mend, by what the store or its client calls it. */
const REMEDIES: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'it doesn’t know the key: mend S3_ACCESS_KEY_ID',
  SignatureDoesNotMatch: 'the secret is not the key’s: mend S3_SECRET_ACCESS_KEY',
  AccessDenied: 'the key may not do this: let it read, write, delete and list in the bucket',
  NoSuchBucket: 'there is no such bucket: make it, or mend S3_BUCKET',
  PermanentRedirect: 'the bucket is elsewhere: mend S3_REGION or S3_ENDPOINT',
  AuthorizationHeaderMalformed: 'the bucket is in another region: mend S3_REGION',
};
/** By the status alone: an answer to HEAD has no body that could say more. */
const REMEDIES_BY_STATUS: Readonly<Record<number, string>> = {
  301: 'the bucket is elsewhere: mend S3_REGION or S3_ENDPOINT',
  403: 'the key, its secret or its rights are not such that it may do this: see S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
};
const NO_KEY = 'there is no key to show it: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY';

/** Throws what an error of a store's client means to us; the client's own where it says nothing of the kind. */
export function faultOfStore(error: unknown): never {
  if (error instanceof StoreUnavailable) throw error;
  const { name = '', code = name, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (status === 507 || FULL_NAMES.test(name)) throw new StoreFull('the store of files has no room left', { cause: error });
  // Where keys come from the machine itself it may have them again in a moment.
  if (name === 'CredentialsProviderError') throw new StoreUnavailable('the store of files can’t be asked', NO_KEY, { cause: error });
  const remedy = REMEDIES[name] ?? REMEDIES_BY_STATUS[status ?? 0];
  if (remedy !== undefined) throw new StoreRefuses(`the store of files refuses: ${remedy}`, { cause: error });
  if (status === undefined || status >= 500) {
    throw new StoreUnavailable(`the store of files fails or can’t be reached (${code})`, 'see S3_ENDPOINT, and the store itself', {
      cause: error,
    });
  }
  throw error;
}
