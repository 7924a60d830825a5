import { access, chmod } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makeStore, type StoreSettings } from './platform/files/open-store.ts';
import { fileSystemCalls } from './platform/files/store-calls.ts';
import { makeDirectory } from './platform/files/take-owner.ts';

const CLOSED = 0o700;
/** Where root starts the embedded database, its server is another account and has its own directory inside. */
const PASS_THROUGH = 0o711;

/** Makes the store of files where the settings say that it is to be, and the data directory around it. */
export async function makeFiles(settings: StoreSettings): Promise<void> {
  if (settings.S3_BUCKET === undefined) await makeDataDirectory(settings, CLOSED);
  await makeStore(settings);
}

/** Makes the data directory for an embedded database. */
export const makeHome = (settings: StoreSettings): Promise<void> =>
  makeDataDirectory(settings, process.geteuid?.() === 0 ? PASS_THROUGH : CLOSED);

/** Closed to everybody else, whatever the umask; one that is there keeps its mode. What can't be made is told by whoever needs it. */
async function makeDataDirectory({ WASL_DATA }: StoreSettings, mode: number): Promise<void> {
  const directory = resolve(WASL_DATA);
  try {
    await fileSystemCalls.visit(async ({ call }) => {
      if (await call(() => isThere(directory))) return;
      await call(() => makeDirectory(directory));
      await call(() => chmod(directory, mode));
    });
  } catch {
    return;
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
