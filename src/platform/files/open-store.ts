import { join, resolve } from 'node:path';
import type { ByteStore, ContentHash } from './byte-store.ts';
import { assertUsable, makeDataDirectory } from './data-directory.ts';
import { diskStore } from './disk-store.ts';
import { s3Store } from './s3-store.ts';
import { makeStoreDirectory, planStoreDirectory, type StartOfStore } from './store-directory.ts';

export interface StoreSettings {
  readonly WASL_DATA: string;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_ACCESS_KEY_ID?: string | undefined;
  readonly S3_SECRET_ACCESS_KEY?: string | undefined;
}

/** The directory of files, where they are in no bucket. */
export const directoryOf = ({ WASL_DATA }: StoreSettings): string => resolve(join(WASL_DATA, 'files'));

/** Where the settings say that files are kept: in a bucket where one is named, else in the data directory. */
export async function openStore(settings: StoreSettings): Promise<ByteStore> {
  if (settings.S3_BUCKET === undefined) {
    await assertUsable(resolve(settings.WASL_DATA), ['files']);
    return diskStore(directoryOf(settings));
  }
  return s3Store({
    bucket: settings.S3_BUCKET,
    region: settings.S3_REGION,
    endpoint: settings.S3_ENDPOINT,
    accessKeyId: settings.S3_ACCESS_KEY_ID,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY,
  });
}

/**
 * What a start does with the store, of which the database names these contents as the first stored; a bucket is made by whoever keeps it.
 * Throws {@link StoreUnavailable} where the store is not there.
 */
export const planStart = async (settings: StoreSettings, oldest: readonly ContentHash[]): Promise<StartOfStore> =>
  settings.S3_BUCKET === undefined ? planStoreDirectory(directoryOf(settings), oldest) : 'nothing';

/** Makes the store where the settings say that it is to be, with the data directory around it; what is there stays as it is. */
export async function makeStore(settings: StoreSettings): Promise<void> {
  if (settings.S3_BUCKET !== undefined) return;
  await makeDataDirectory(resolve(settings.WASL_DATA));
  await makeStoreDirectory(directoryOf(settings));
}
