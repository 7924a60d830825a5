import { createHash } from 'node:crypto';
import { appendFile, lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { callbackify } from 'node:util';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import { isConnectionFault } from '../db/connection-fault.ts';
import { isAlive } from '../process/is-alive.ts';
import { inspector } from './inspect-apart.ts';
import { fileSystemCalls } from './store-calls.ts';
import { faultOfFileSystem } from './store-fault.ts';

/** Bytes to be stored, at a place of their own. */
export interface ReceivedContent {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A file that came with a request, looked into and cleaned, in a temporary place of its own: as everybody gets it, but for {@link original}. */
export interface ReceivedFile extends ReceivedContent {
  /** As the sender called it; to be cleaned before it is shown to anybody. */
  readonly declaredName: string;
  /** By the content. */
  readonly mediaType: string;
  /** Of what was sent, by which a retry is known. */
  readonly sentSha256: string;
  /** As it was sent, where something was taken out of it: for the sender's own side. */
  readonly original: ReceivedContent | null;
  /** A signed PDF, which stays as it is. */
  readonly isSigned: boolean;
  discard(): Promise<void>;
}

/** All that is to be stored of it. */
export const contentsOf = ({ path, sizeBytes, sha256, original }: ReceivedFile): ReceivedContent[] => [
  { path, sizeBytes, sha256 },
  ...(original ? [original] : []),
];

/** Files looked into at the same time, each whole in memory and in a thread for that while: this bounds what any number of uploads takes. */
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

/**
 * Each file has a directory that was made for it alone: no name that another account of the machine could take first. Whose it is stands in
 * the name, by which what a killed process left is known. Its disk may hang as well as the store's, and so each call is one of the few.
 */
const makePlace = (): Promise<string> => fileSystemCalls.ask(() => mkdtemp(join(tmpdir(), `wasl-received-${process.pid}-`)));

/** Takes away what killed processes of this account left; at the start, before this process receives anything. Answers how many. */
export async function sweepReceived(): Promise<number> {
  let swept = 0;
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^wasl-received-(\d+)-/.exec(name)?.[1]);
    // A container's processes have the same number again and again: what is under ours is not of ours yet.
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
    const place = join(tmpdir(), name);
    const found = await lstat(place).catch(() => null);
    if (!found?.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) continue;
    await rm(place, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

/**
 * Takes a stream in, cut at the limit; refuses `body-too-large`, and whatever {@link Inspector.inspect} doesn't accept. Throws
 * {@link StoreUnavailable} where the place for temporary files fails.
 */
export async function receiveFile(stream: Readable, declaredName: string, maximumBytes: number): Promise<ReceivedFile> {
  try {
    return await receiveInto(await makePlace(), stream, declaredName, maximumBytes);
  } catch (error) {
    // A sender who is gone is no fault of the disk.
    throw isConnectionFault(error) ? error : faultOfFileSystem(error, 'the directory for temporary files can’t be used (TMPDIR)');
  }
}

async function receiveInto(place: string, stream: Readable, declaredName: string, maximumBytes: number): Promise<ReceivedFile> {
  const path = join(place, 'content');
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
  const discard = () => fileSystemCalls.ask(() => rm(place, { recursive: true, force: true }));
  try {
    inspector.prepare();
    await pipeline(stream, counted, writeTo(path));
    if (sizeBytes === 0) throw refuseField('file-not-accepted', '/file', 'file-empty');
    const sentSha256 = sent.digest('hex');
    const original = { path, sizeBytes, sha256: sentSha256 };
    const inspected = await inTurn(async () => {
      const { mediaType, content, isSigned } = await inspector.inspect(await fileSystemCalls.ask(() => readFile(path)));
      if (content === null) return { ...original, mediaType, original: null, isSigned };
      const cleanedPath = join(place, 'cleaned');
      await fileSystemCalls.ask(() => writeFile(cleanedPath, content, { mode: 0o600 }));
      const cleaned = { path: cleanedPath, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
      return { ...cleaned, mediaType, original, isSigned };
    });
    return { declaredName, sentSha256, ...inspected, discard };
  } catch (error) {
    await discard().catch(() => undefined); // what failed before is what is told
    throw error;
  }
}

/** Writes a new file piece by piece, each by a call of its own: a sender over a slow line keeps none of the few places. */
function writeTo(path: string): Writable {
  let flag = 'ax';
  const append = async (piece: Buffer): Promise<void> => {
    await fileSystemCalls.ask(() => appendFile(path, piece, { flag, mode: 0o600 }));
    flag = 'a';
  };
  return new Writable({ write: (piece: Buffer, _encoding, done) => callbackify(append)(piece, done) });
}
