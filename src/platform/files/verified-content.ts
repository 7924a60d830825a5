import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { type Readable, Transform, Writable } from 'node:stream';
import { type ByteStore, type ContentHash, FileMissing } from './byte-store.ts';

/** What is under this hash is not what was stored. */
export class FileAltered extends Error {
  override readonly name = 'FileAltered';
}

export interface Content {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
}

/** Whether a stored file can't be given out as what it was: lost, or altered. */
export const isDamage = (error: unknown): boolean => error instanceof FileMissing || error instanceof FileAltered;

/** Reads the file to its end. Throws {@link FileMissing} or {@link FileAltered} where it is not what was stored. */
export async function checkContent(store: ByteStore, content: Content): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(await store.open(content.hash), verifier(content), nowhere);
}

/** The file, its last piece held back until the whole is known to be right: a reader gets it all, or a broken connection. */
export async function openContent(store: ByteStore, content: Content): Promise<Readable> {
  const source = await store.open(content.hash);
  const checked = verifier(content);
  source.on('error', (error) => checked.destroy(error));
  checked.on('close', () => source.destroy());
  return source.pipe(checked);
}

function verifier({ hash, sizeBytes }: Content): Transform {
  const sum = createHash('sha256');
  let seen = 0;
  let held: Buffer | null = null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum.update(chunk);
      seen += chunk.length;
      const next = held;
      held = chunk;
      if (seen > sizeBytes) done(new FileAltered(`file ${hash} is longer than the ${sizeBytes} bytes stored`));
      else done(null, next ?? undefined);
    },
    flush(done) {
      if (seen !== sizeBytes || sum.digest('hex') !== hash) done(new FileAltered(`file ${hash} is not what was stored`));
      else done(null, held ?? undefined);
    },
  });
}
