import { createHash } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { namingFile } from '../files/file-fault.ts';
import { eachTold, type OnProgress, unheard } from '../progress.ts';
import { type Catalogue, catalogueSchema } from './catalogue.ts';
import { CATALOGUE_ENTRY, fileEntry, type Manifest, manifestSchema, MANIFEST_ENTRY, tableEntry, UnusableBackup } from './manifest.ts';

/** What is read whole; everything else streams. */
const MAXIMUM_WHOLE_BYTES = 512 * 1024 * 1024;

export interface ArchiveReader {
  readonly manifest: Manifest;
  readonly catalogue: Catalogue;
  open(entry: string): Promise<Readable>;
  /** Reads everything to its end and throws {@link UnusableBackup} naming what is not as the manifest says. */
  verify(onProgress?: OnProgress): Promise<void>;
  close(): void;
}

/** Opens a backup; throws {@link UnusableBackup} for what isn't one, or breaks off, or was changed. */
export async function readArchive(path: string): Promise<ArchiveReader> {
  const opening = openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  const zip = await namingFile(path, opening).catch((error: Error) => {
    if ('code' in error && typeof error.code === 'string') throw error;
    throw new UnusableBackup(`${path} is no backup, or breaks off: ${error.message}`, { cause: error });
  });
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const open = (name: string): Promise<Readable> => {
      const entry = entries.get(name);
      if (!entry) throw new UnusableBackup(`${name} is missing from the backup`);
      return zip.openReadStreamPromise(entry);
    };
    const whole = async (name: string, sum: string): Promise<unknown> => {
      if ((entries.get(name)?.uncompressedSize ?? 0) > MAXIMUM_WHOLE_BYTES) throw new UnusableBackup(`${name} is too large`);
      const content = await buffer(await open(name));
      if (createHash('sha256').update(content).digest('hex') !== sum) throw new UnusableBackup(`${name} was altered`);
      return JSON.parse(content.toString('utf8'));
    };
    const manifest = manifestSchema.safeParse(await whole(MANIFEST_ENTRY, zip.comment));
    if (!manifest.success) throw new UnusableBackup('the backup is of a format that this version of Wasl does not read');
    const catalogue = catalogueSchema.parse(await whole(CATALOGUE_ENTRY, manifest.data.catalogue.sha256));
    return {
      manifest: manifest.data,
      catalogue,
      open,
      verify: (onProgress = unheard) => verifyEntries(manifest.data, new Set(entries.keys()), open, onProgress),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    if (error instanceof UnusableBackup) throw error;
    throw new UnusableBackup(`the backup is damaged: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function verifyEntries(
  manifest: Manifest,
  present: Set<string>,
  open: (name: string) => Promise<Readable>,
  onProgress: OnProgress,
): Promise<void> {
  const expected = [
    ...manifest.tables.map(({ name, sha256, sizeBytes }) => ({ name: tableEntry(name), sha256, sizeBytes })),
    ...manifest.files.map(({ sha256, sizeBytes }) => ({ name: fileEntry(sha256), sha256, sizeBytes })),
  ];
  const listed = new Set([MANIFEST_ENTRY, CATALOGUE_ENTRY, ...expected.map(({ name }) => name)]);
  const faults = [...present].filter((name) => !listed.has(name)).map((name) => `${name} does not belong into it`);
  await eachTold(expected, 'Parts of the archive read', onProgress, async ({ name, sha256, sizeBytes }) => {
    if (!present.has(name)) faults.push(`${name} is missing`);
    else if (!(await isAsWritten(await open(name), sha256, sizeBytes))) faults.push(`${name} was altered`);
  });
  if (faults.length > 0) throw new UnusableBackup(`the backup is damaged: ${faults.slice(0, 20).join('; ')}`);
}

async function isAsWritten(source: Readable, sha256: string, sizeBytes: number): Promise<boolean> {
  const sum = createHash('sha256');
  let seen = 0;
  const measure = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sum.update(chunk);
      seen += chunk.length;
      done();
    },
  });
  try {
    await pipeline(source, measure);
  } catch {
    return false; // what does not unpack any more
  }
  return seen === sizeBytes && sum.digest('hex') === sha256;
}
