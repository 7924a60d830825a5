import { join, resolve } from 'node:path';
import type { ByteStore } from './byte-store.ts';
import { assertUsable } from './data-directory.ts';
import { diskStore } from './disk-store.ts';
import { s3Store } from './s3-store.ts';

export interface StoreSettings {
  readonly WASL_DATA: string;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_REGION: string;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_ACCESS_KEY_ID?: string | undefined;
  readonly S3_SECRET_ACCESS_KEY?: string | undefined;
}

/** Where the settings say that files are kept: in a bucket where one is named, else in the data directory. */
export function openStore(settings: StoreSettings): Promise<ByteStore> | ByteStore {
  if (settings.S3_BUCKET === undefined) {
    assertUsable(resolve(settings.WASL_DATA), ['files']);
    return diskStore(resolve(join(settings.WASL_DATA, 'files')));
  }
  return s3Store({
    bucket: settings.S3_BUCKET,
    region: settings.S3_REGION,
    endpoint: settings.S3_ENDPOINT,
    accessKeyId: settings.S3_ACCESS_KEY_ID,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY,
  });
}
