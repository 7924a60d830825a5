import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import { inspectFile } from './inspect-file.ts';

/** A file that came with a request, looked into and cleaned, in a temporary place of its own. */
export interface ReceivedFile {
  readonly path: string;
  /** As the sender called it; to be cleaned before it is shown to anybody. */
  readonly declaredName: string;
  /** By the content. */
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Of what is to be stored. */
  readonly sha256: string;
  /** Of what was sent, by which a retry is known. */
  readonly sentSha256: string;
  readonly isStripped: boolean;
  discard(): Promise<void>;
}

/** Files looked into at the same time, each whole in memory for that while: this bounds the memory of any number of uploads. */
const AT_ONCE = 2;
let inside = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (inside >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  else inside += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }
}

/** The refusal of a file above the limit, which it names. */
export function tooLarge(maximumBytes: number): Refusal {
  const limit = String(maximumBytes / 1024 / 1024);
  return new Refusal('body-too-large', { facts: { maximumBytes }, fields: [{ pointer: '/file', code: 'file-too-large', limit }] });
}

/** Takes a stream in, cut at the limit; refuses `body-too-large`, and whatever {@link inspectFile} doesn't accept. */
export async function receiveFile(stream: Readable, declaredName: string, maximumBytes: number): Promise<ReceivedFile> {
  const directory = join(tmpdir(), 'wasl-received');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, randomUUID());
  const sent = createHash('sha256');
  let sizeBytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      sent.update(chunk);
      if (sizeBytes > maximumBytes) done(tooLarge(maximumBytes));
      else done(null, chunk);
    },
  });
  const discard = () => rm(path, { force: true });
  try {
    await pipeline(stream, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    if (sizeBytes === 0) throw refuseField('file-not-accepted', '/file', 'file-empty');
    const sentSha256 = sent.digest('hex');
    const inspected = await inTurn(async () => {
      const { mediaType, content } = await inspectFile(await readFile(path));
      if (content === null) return { mediaType, sizeBytes, sha256: sentSha256, isStripped: false };
      await writeFile(path, content);
      return { mediaType, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), isStripped: true };
    });
    return { path, declaredName, sentSha256, ...inspected, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}
