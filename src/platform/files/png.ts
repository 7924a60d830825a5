import { crc32 } from 'node:zlib';
import { DamagedFile } from './damaged-file.ts';
import { orientationBlock, readOrientation } from './orientation.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The chunks that a picture is shown by, animation included; no text, no time, no EXIF, nothing private (W3C PNG, third edition). */
const SHOWN = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sBIT',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'bKGD',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
]);

export const isPng = (bytes: Buffer): boolean => bytes.subarray(0, 8).equals(SIGNATURE);

/** The picture without text, EXIF and whatever stands behind its end; which way is up stays, in a block of ours. */
export function cleanPng(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  let hasPicture = false;
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length) throw new DamagedFile('file-damaged');
    const end = at + 12 + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length || (at === 8) !== (type === 'IHDR')) throw new DamagedFile('file-damaged');
    const chunk = bytes.subarray(at, end);
    if (crc32(chunk.subarray(4, -4)) !== chunk.readUInt32BE(chunk.length - 4)) throw new DamagedFile('file-damaged');
    if (type === 'eXIf') orientation = readOrientation(chunk.subarray(8, -4));
    if (type === 'IDAT') hasPicture = true;
    if (SHOWN.has(type)) kept.push(chunk);
    if (type === 'IEND') break;
    at = end;
  }
  const [header, ...rest] = kept;
  if (!hasPicture || !header) throw new DamagedFile('file-damaged');
  return Buffer.concat([SIGNATURE, header, ...(orientation === 1 ? [] : [chunkOf('eXIf', orientationBlock(orientation))]), ...rest]);
}

function chunkOf(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(named.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  named.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(named), named.length + 4);
  return chunk;
}
