import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { plural } from '../../kernel/plural.ts';
import type { ByteStore } from '../files/byte-store.ts';
import { type Content, isDamage, openContent } from '../files/verified-content.ts';
import { eachTold, type OnProgress, unheard } from '../progress.ts';
import { makeWorkshop } from './leftovers.ts';
import { CATALOGUE_ENTRY, fileEntry, FORMAT, type Manifest, MANIFEST_ENTRY, tableEntry, UnusableBackup } from './manifest.ts';
import { type Snapshot, withSnapshot } from './snapshot.ts';
import { type ArchiveWriter, writeArchive } from './write-archive.ts';

export interface BackupRequest {
  /** A login that is the role of backups, or may become it. */
  readonly url: string;
  readonly files: ByteStore;
  /** Finds the files that the rows name: columns `sha256` and `sizeBytes`. */
  readonly filesQuery: string;
  readonly path: string;
  readonly program: string;
  readonly now: Date;
  /** Goes on without files that are lost or altered, and lists them; otherwise such a file ends the backup. */
  readonly withoutDamagedFiles: boolean;
  readonly onProgress?: OnProgress;
  /** Looks at the finished archive before it gets its name; what it throws leaves no archive behind. */
  readonly check: (draft: string) => Promise<void>;
}

/** Writes the rows and the files of one moment into an archive, which gets its name when it is whole and found good. */
export async function takeBackup(request: BackupRequest): Promise<Manifest> {
  const archive = await writeArchive(request.path);
  try {
    const manifest = await withSnapshot(request.url, async (snapshot) => {
      const tables = await writeTables(archive, snapshot, request.onProgress);
      const { files, damagedFiles } = await writeFiles(archive, snapshot, request);
      const catalogue = await archive.add(CATALOGUE_ENTRY, Readable.from([Buffer.from(JSON.stringify(snapshot.catalogue))]));
      const { migrations, sequences, server } = snapshot;
      const takenAt = request.now.toISOString();
      return {
        format: FORMAT,
        program: request.program,
        takenAt,
        server,
        migrations,
        tables,
        sequences,
        files,
        damagedFiles,
        catalogue,
      } as const;
    });
    const { sha256 } = await archive.add(MANIFEST_ENTRY, Readable.from([Buffer.from(JSON.stringify(manifest, null, 1))]));
    await archive.close(sha256);
    await request.check(archive.draft);
    await archive.publish();
    return manifest;
  } catch (error) {
    await archive.discard();
    throw error;
  }
}

async function writeTables(archive: ArchiveWriter, snapshot: Snapshot, onProgress = unheard): Promise<Manifest['tables']> {
  const tables: Manifest['tables'] = [];
  await eachTold(snapshot.tables, 'Tables written', onProgress, async (table) => {
    const written = await archive.add(tableEntry(table.name), await snapshot.copy(table));
    tables.push({ name: table.name, columns: [...table.copied], ...(await snapshot.digest(table)), ...written });
  });
  return tables;
}

/** Rows are never written before their files, and no file goes that a row names: those of the snapshot are all there. */
async function writeFiles(
  archive: ArchiveWriter,
  snapshot: Snapshot,
  { files: store, filesQuery, path, withoutDamagedFiles, onProgress = unheard }: BackupRequest,
): Promise<Pick<Manifest, 'files' | 'damagedFiles'>> {
  const files: Manifest['files'] = [];
  const damagedFiles: string[] = [];
  const workshop = await makeWorkshop(dirname(path), 'backup');
  try {
    const named = await snapshot.ask<{ sha256: string; sizeBytes: number }>(filesQuery);
    await eachTold(named, 'Files written', onProgress, async ({ sha256, sizeBytes }) => {
      const copy = join(workshop, 'file');
      try {
        await pipeline(await openContent(store, { hash: sha256, sizeBytes }), createWriteStream(copy, { mode: 0o600 }));
      } catch (error) {
        if (!isDamage(error)) throw error;
        damagedFiles.push(sha256);
        return;
      }
      // Documents and pictures are packed already.
      await archive.add(fileEntry(sha256), createReadStream(copy), { compress: false });
      files.push({ sha256, sizeBytes });
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  if (damagedFiles.length > 0 && !withoutDamagedFiles) {
    throw new UnusableBackup(
      `${plural(damagedFiles.length, 'stored file is', 'stored files are')} lost or altered: ${damagedFiles.slice(0, 10).join(', ')}; bring them back, or go on with --without-damaged-files`,
    );
  }
  return { files, damagedFiles };
}

/** Puts the files of a backup into a store, each proven to be what it was. */
export async function restoreFiles(
  source: { readonly manifest: Manifest; open(entry: string): Promise<Readable> },
  store: ByteStore,
  workshop: string,
  onProgress: OnProgress = unheard,
): Promise<number> {
  await eachTold(source.manifest.files, 'Files restored', onProgress, async ({ sha256, sizeBytes }) => {
    const copy = join(workshop, 'file');
    const sum = createHash('sha256');
    const content = await source.open(fileEntry(sha256));
    content.on('data', (chunk: Buffer) => sum.update(chunk));
    await pipeline(content, createWriteStream(copy, { mode: 0o600 }));
    if (sum.digest('hex') !== sha256) throw new UnusableBackup(`file ${sha256} of the backup was altered`);
    await store.put(sha256, copy);
    await assertStored(store, { hash: sha256, sizeBytes });
  });
  return source.manifest.files.length;
}

async function assertStored(store: ByteStore, content: Content): Promise<void> {
  // Reading fails where it is not what it was.
  await finished((await openContent(store, content)).resume());
}
