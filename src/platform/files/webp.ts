import { DamagedFile } from './damaged-file.ts';
import { orientationBlock, readOrientation } from './orientation.ts';

const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;
const SHOWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

export const isWebp = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';

/** The picture without EXIF, XMP, unknown chunks and whatever stands behind its end (RFC 9649); which way is up stays. */
export function cleanWebp(bytes: Buffer): Buffer {
  const whole = 8 + bytes.readUInt32LE(4);
  if (whole > bytes.length) throw new DamagedFile('file-damaged');
  const kept: Buffer[] = [];
  let orientation = 1;
  let flags: Buffer | null = null;
  let hasPicture = false;
  for (let at = 12; at < whole;) {
    if (at + 8 > whole) throw new DamagedFile('file-damaged');
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > whole) throw new DamagedFile('file-damaged');
    const type = bytes.toString('latin1', at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, Math.min(end, whole)));
    if (type === 'EXIF') orientation = readOrientation(tiffOf(chunk.subarray(8, 8 + size)));
    if (type === 'VP8X' && size >= 10) flags = chunk;
    if (/^(?:VP8 |VP8L|ANMF)$/.test(type)) hasPicture = true;
    if (SHOWN.has(type)) kept.push(chunk);
    at = end;
  }
  if (!hasPicture) throw new DamagedFile('file-damaged');
  // Only the extended form (VP8X) can hold metadata at all.
  if (flags) flags[8] = ((flags[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (orientation === 1 ? 0 : HAS_EXIF);
  if (flags && orientation !== 1) kept.push(chunkOf(orientationBlock(orientation)));
  const body = Buffer.concat(kept);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

/** Some writers put JPEG's own prefix before the block. */
const tiffOf = (block: Buffer): Buffer => (block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block);

function chunkOf(block: Buffer): Buffer {
  const head = Buffer.from('EXIF\0\0\0\0', 'latin1');
  head.writeUInt32LE(block.length, 4);
  return Buffer.concat([head, block]);
}
