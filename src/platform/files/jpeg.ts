import { DamagedFile } from './damaged-file.ts';
import { orientationBlock, readOrientation } from './orientation.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const EXIF = 'Exif\0\0';

export const isJpeg = (bytes: Buffer): boolean => bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;

/**
 * The picture without EXIF, XMP, IPTC, comments, thumbnails, maker's notes and anything behind its end (ITU-T T.81, annex B). Kept: what
 * decoding needs, the colour profile (ICC, APP2), Adobe's colour transform (APP14), and which way is up, in an EXIF block of ours.
 */
export function cleanJpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  let hasPicture = false;
  let at = 2;
  for (;;) {
    if (bytes[at] !== 0xff) throw new DamagedFile('file-damaged');
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) break;
    if (marker === 0 || marker === SOI || at + 4 > bytes.length) throw new DamagedFile('file-damaged');
    const length = bytes.readUInt16BE(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw new DamagedFile('file-damaged');
    const segment = bytes.subarray(at, end);
    const begins = (text: string) => segment.toString('latin1', 4, 4 + text.length) === text;
    if (marker === APP1 && begins(EXIF)) orientation = readOrientation(segment.subarray(4 + EXIF.length));
    if (marker === APP0 && begins('JFIF\0') && segment.length >= 18) kept.push(withoutThumbnail(segment));
    else if (isPartOfPicture(marker) || (marker === APP14 && begins('Adobe')) || (marker === APP2 && begins('ICC_PROFILE\0'))) {
      kept.push(segment);
    }
    at = end;
    if (marker === SOS) {
      hasPicture = true;
      const scanEnd = endOfScan(bytes, at);
      kept.push(bytes.subarray(at, scanEnd));
      at = scanEnd;
    }
  }
  if (!hasPicture) throw new DamagedFile('file-damaged');
  return Buffer.concat([
    Buffer.from([0xff, SOI]),
    ...(orientation === 1 ? [] : [exifSegment(orientation)]),
    ...kept,
    Buffer.from([0xff, EOI]),
  ]);
}

/** Frames, tables, restart intervals and scans; no application data (APPn) and no comment (COM). */
const isPartOfPicture = (marker: number): boolean => marker >= 0xc0 && marker <= 0xdf;

function withoutThumbnail(segment: Buffer): Buffer {
  const plain = Buffer.from(segment.subarray(0, 18));
  plain.writeUInt16BE(16, 2);
  plain.writeUInt16BE(0, 16);
  return plain;
}

/** Coded data end at the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new DamagedFile('file-damaged');
}

function exifSegment(orientation: number): Buffer {
  const content = Buffer.concat([Buffer.from(EXIF, 'latin1'), orientationBlock(orientation)]);
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}
