import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { crc32 } from './crc32.ts';
import { DamagedFile } from './damaged-file.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DESCRIPTOR = 0x08074b50;
const ENCRYPTED = 0x0001;
const HAS_DESCRIPTOR = 0x0008;

/** What an office file of 25 MB may hold: far above any real one, far below what hurts whoever opens it. */
const MAXIMUM_ENTRIES = 5_000;
const MAXIMUM_UNPACKED = 250 * 1024 * 1024;
/** Deflate can't exceed 1032 to 1; the XML of large tables reaches some 60. */
const MAXIMUM_RATIO = 200;
const RATIO_COUNTS_FROM = 10 * 1024 * 1024;

const inflate = promisify(inflateRaw);

export interface ZipEntry {
  readonly name: string;
  readonly isStored: boolean;
  /** Unpacks it; the archive has been found to be what its directory says. */
  read(): Promise<Buffer>;
}

export const isZip = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.readUInt32LE(0) === LOCAL;

/**
 * The entries of an archive that is nothing else besides: it begins with its first entry, ends with its directory, and its entries lie
 * without gaps or overlaps between them (PKWARE APPNOTE 6.3.10, section 4.3). So nothing is hidden in it, and no bomb is folded into it. Every
 * entry is unpacked once, within limits, and must have the length and the sum that the directory says.
 */
export async function readZip(bytes: Buffer): Promise<ZipEntry[]> {
  const end = bytes.length - 22;
  if (end < 0 || bytes.readUInt32LE(end) !== END || bytes.readUInt16LE(end + 20) !== 0) throw new DamagedFile('file-is-two-things');
  const count = bytes.readUInt16LE(end + 10);
  const directory = bytes.readUInt32LE(end + 16);
  if (bytes.readUInt16LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count) throw new DamagedFile('file-damaged');
  if (directory + bytes.readUInt32LE(end + 12) !== end) throw new DamagedFile('file-is-two-things');
  if (count > MAXIMUM_ENTRIES) throw new DamagedFile('file-unpacks-too-large');

  const records = readDirectory(bytes, directory, end, count);
  const unpacked = records.reduce((sum, { size }) => sum + size, 0);
  if (unpacked > MAXIMUM_UNPACKED || (unpacked > RATIO_COUNTS_FROM && unpacked > bytes.length * MAXIMUM_RATIO)) {
    throw new DamagedFile('file-unpacks-too-large');
  }
  const entries: ZipEntry[] = [];
  let next = 0;
  for (const record of records.toSorted((one, other) => one.offset - other.offset)) {
    if (record.offset !== next) throw new DamagedFile('file-is-two-things');
    const data = dataOf(bytes, record);
    next = data.end;
    const read = () => unpack(data.packed, record);
    await read();
    entries.push({ name: record.name, isStored: record.method === 0, read });
  }
  if (next !== directory) throw new DamagedFile('file-is-two-things');
  return entries;
}

interface Record {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
}

function readDirectory(bytes: Buffer, from: number, end: number, count: number): Record[] {
  const names = new Set<string>();
  let at = from;
  const records = Array.from({ length: count }, (): Record => {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL) throw new DamagedFile('file-damaged');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const record = {
      name: bytes.toString('utf8', at + 46, nameEnd),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (record.flags & ENCRYPTED) throw new DamagedFile('file-is-encrypted');
    if (names.has(record.name.toLowerCase()) || isUnsafeName(record.name)) throw new DamagedFile('file-damaged');
    names.add(record.name.toLowerCase());
    if (record.method !== 0 && record.method !== 8) throw new DamagedFile('file-damaged');
    return record;
  });
  if (at !== end) throw new DamagedFile('file-is-two-things');
  return records;
}

/** Absolute, climbing out of its folder, or with characters that no office program writes. */
const isUnsafeName = (name: string): boolean => name === '' || /[\\\p{Cc}]|^\/|^[a-z]:/iu.test(name) || name.split('/').includes('..');

function dataOf(bytes: Buffer, { offset, flags, packedSize, name }: Record): { packed: Buffer; end: number } {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) throw new DamagedFile('file-damaged');
  const nameEnd = offset + 30 + bytes.readUInt16LE(offset + 26);
  const from = nameEnd + bytes.readUInt16LE(offset + 28);
  const to = from + packedSize;
  if (to > bytes.length || bytes.toString('utf8', offset + 30, nameEnd) !== name) throw new DamagedFile('file-damaged');
  const packed = bytes.subarray(from, to);
  if (!(flags & HAS_DESCRIPTOR)) return { packed, end: to };
  const isMarked = to + 4 <= bytes.length && bytes.readUInt32LE(to) === DESCRIPTOR;
  return { packed, end: to + (isMarked ? 16 : 12) };
}

async function unpack(packed: Buffer, { method, size, crc }: Record): Promise<Buffer> {
  let content = packed;
  if (method === 8) {
    try {
      content = (await inflate(packed, { maxOutputLength: size + 1 })) as Buffer;
    } catch (error) {
      const isTooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      throw new DamagedFile(isTooLong ? 'file-unpacks-too-large' : 'file-damaged');
    }
  }
  if (content.length !== size || crc32(content) !== crc) throw new DamagedFile('file-damaged');
  return content;
}
