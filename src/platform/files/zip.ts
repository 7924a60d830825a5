import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { ZipFile as WritableZip } from 'yazl';
import { DamagedFile } from './damaged-file.ts';

const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const HAS_DESCRIPTOR = 0x0008;
/** Behind an entry of which the sizes were not known before: with a mark or without, sizes of four bytes or of eight. */
const DESCRIPTOR_LENGTHS = [12, 16, 20, 24];

/** What an office file of 25 MB may hold: far above any real one, far below what hurts whoever opens it. */
const MAXIMUM_ENTRIES = 5_000;
const MAXIMUM_UNPACKED = 250 * 1024 * 1024;
/** Deflate can't exceed 1032 to 1; the XML of large tables reaches some 60. */
const MAXIMUM_RATIO = 200;
const RATIO_COUNTS_FROM = 10 * 1024 * 1024;
/** Of one entry, which is held whole while it is looked into. */
const MAXIMUM_ENTRY = 100 * 1024 * 1024;

export interface ZipEntry {
  readonly name: string;
  readonly isStored: boolean;
  readonly read: () => Promise<Buffer>;
}

export const isZip = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.readUInt32LE(0) === LOCAL;

/**
 * The entries of an archive that is nothing else besides: it begins with its first entry, ends with its directory, and its entries lie
 * without gaps or overlaps between them (PKWARE APPNOTE 6.3.10, section 4.3). So nothing is hidden in it, and no bomb is folded into it.
 * Every entry is unpacked once, piece by piece and kept nowhere, and must have the length and the sum that the directory says.
 */
export async function readZip(bytes: Buffer): Promise<ZipEntry[]> {
  const end = bytes.length - END_LENGTH;
  if (end < 0 || bytes.readUInt32LE(end) !== END) throw new DamagedFile('file-is-two-things');
  const directory = bytes.readUInt32LE(end + 16);
  if (directory + bytes.readUInt32LE(end + 12) !== end) throw new DamagedFile('file-is-two-things');
  try {
    const archive = await fromBufferPromise(bytes, { strictFileNames: true });
    const entries = await readDirectory(archive, bytes.length);
    if (directory + lengthOfDirectory(entries) !== end) throw new DamagedFile('file-is-two-things');
    await requireNothingBetween(archive, entries, directory);
    for (const entry of entries) await requireSum(archive, entry);
    return entries.map((entry) => ({
      name: entry.fileName,
      isStored: entry.compressionMethod === 0,
      read: () => readEntry(archive, entry),
    }));
  } catch (error) {
    if (error instanceof DamagedFile) throw error;
    // What the library throws is about the archive: bytes that are in memory already can't fail to be read.
    throw new DamagedFile('file-damaged', { cause: error });
  }
}

async function readDirectory(archive: ZipFile, sizeBytes: number): Promise<Entry[]> {
  if (archive.entryCount > MAXIMUM_ENTRIES) throw new DamagedFile('file-unpacks-too-large');
  const entries: Entry[] = [];
  const names = new Set<string>();
  let unpacked = 0;
  for await (const entry of archive.eachEntry()) {
    if (entry.isEncrypted()) throw new DamagedFile('file-is-encrypted');
    const name = entry.fileName.toLowerCase();
    if (!entry.canDecodeFileData() || names.has(name) || /^$|\p{Cc}/u.test(name)) throw new DamagedFile('file-damaged');
    names.add(name);
    entries.push(entry);
    unpacked += entry.uncompressedSize;
  }
  if (unpacked > MAXIMUM_UNPACKED || (unpacked > RATIO_COUNTS_FROM && unpacked > sizeBytes * MAXIMUM_RATIO)) {
    throw new DamagedFile('file-unpacks-too-large');
  }
  return entries;
}

const lengthOfDirectory = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + CENTRAL_LENGTH + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength, 0);

async function requireNothingBetween(archive: ZipFile, entries: readonly Entry[], directory: number): Promise<void> {
  const inOrder = entries.toSorted((one, other) => one.relativeOffsetOfLocalHeader - other.relativeOffsetOfLocalHeader);
  if (inOrder[0]?.relativeOffsetOfLocalHeader !== 0) throw new DamagedFile('file-is-two-things');
  for (const [index, entry] of inOrder.entries()) {
    const local = await archive.readLocalFileHeaderPromise(entry);
    if (!local.fileName.equals(entry.fileNameRaw)) throw new DamagedFile('file-damaged');
    const next = inOrder[index + 1]?.relativeOffsetOfLocalHeader ?? directory;
    const between = next - (local.fileDataStart + entry.compressedSize);
    const mayLieThere = entry.generalPurposeBitFlag & HAS_DESCRIPTOR ? DESCRIPTOR_LENGTHS : [0];
    if (!mayLieThere.includes(between)) throw new DamagedFile('file-is-two-things');
  }
}

async function requireSum(archive: ZipFile, entry: Entry): Promise<void> {
  let sum = 0;
  // The stream ends with an error as soon as more comes out than the directory says, and with one where less does.
  for await (const piece of await archive.openReadStreamPromise(entry)) sum = crc32(piece as Buffer, sum);
  if (sum !== entry.crc32) throw new DamagedFile('file-damaged');
}

async function readEntry(archive: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.uncompressedSize > MAXIMUM_ENTRY) throw new DamagedFile('file-unpacks-too-large');
  return buffer(await archive.openReadStreamPromise(entry));
}

export interface NewEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly isStored: boolean;
}

/** An archive of these entries in their order that says nothing of when and where it was made. */
export async function writeZip(entries: readonly NewEntry[]): Promise<Buffer> {
  const archive = new WritableZip();
  // The first day that the format knows.
  const options = { mtime: new Date(1980, 0, 1), mode: 0o100_644, forceDosTimestamp: true };
  for (const { name, content, isStored } of entries) {
    if (name.endsWith('/')) archive.addEmptyDirectory(name, { mtime: options.mtime, forceDosTimestamp: true });
    else archive.addBuffer(content, name, { ...options, compress: !isStored });
  }
  archive.end();
  return buffer(archive.outputStream);
}
