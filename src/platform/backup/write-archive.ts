import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { namingFile } from '../files/file-fault.ts';
import { draftOf } from './leftovers.ts';

export interface Written {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A ZIP archive in the making, under another name until it is whole. It holds secrets: only its owner may read it. */
export interface ArchiveWriter {
  /** Where it is until then. */
  readonly draft: string;
  add(name: string, source: Readable, options?: { readonly compress?: boolean }): Promise<Written>;
  /** Closes it with this comment and waits until it is on the disk. */
  close(comment: string): Promise<void>;
  /** Gives it its name; a file of that name is replaced only if the caller has let it come so far. */
  publish(): Promise<void>;
  discard(): Promise<void>;
}

/** Begins an archive that will be at `path`. Everything streams: no table and no file is ever whole in memory. */
export async function writeArchive(path: string): Promise<ArchiveWriter> {
  const draft = draftOf(path);
  const handle = await open(draft, 'wx', 0o600);
  const zip = new ZipFile();
  const written = namingFile(draft, pipeline(zip.outputStream, handle.createWriteStream({ flush: true })));
  // A full disk, or a source that breaks off, ends whatever is being added.
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject);
    written.catch(reject);
  });
  failed.catch(() => undefined);

  return {
    draft,
    async add(name, source, { compress = true } = {}) {
      const sum = createHash('sha256');
      let sizeBytes = 0;
      const measured = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          sum.update(chunk);
          sizeBytes += chunk.length;
          done(null, chunk);
        },
      });
      zip.addReadStream(measured, name, { compress, mode: 0o100600 });
      await Promise.race([pipeline(source, measured), failed]);
      return { sizeBytes, sha256: sum.digest('hex') };
    },
    async close(comment) {
      zip.end({ forceZip64Format: false, comment });
      await Promise.race([written, failed]);
    },
    async publish() {
      await rename(draft, path);
      const directory = await open(dirname(path), 'r');
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    },
    async discard() {
      // Closes the file too, which otherwise would wait for more.
      (zip.outputStream as Readable).destroy();
      await written.catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}
