import { DamagedFile } from './damaged-file.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP14 = 0xee;

/**
 * The picture without EXIF, XMP, IPTC, colour profile, comments, thumbnails, maker's notes and anything behind its end (ITU-T T.81, annex B).
 * Kept: what decoding needs, and Adobe's colour transform (APP14). For the pictures in a PDF, which says by itself what they are coloured by
 * and which way is up, and whose pages would look otherwise were they encoded anew. There, many end without their end mark.
 */
export const stripJpeg = (bytes: Buffer): Buffer => readJpeg(bytes).plain;

/** A picture without what describes it, and where it ended among bytes that go on. */
export function readJpeg(bytes: Buffer): { readonly plain: Buffer; readonly end: number } {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new DamagedFile('file-damaged');
  const kept: Buffer[] = [];
  let hasPicture = false;
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) throw new DamagedFile('file-damaged');
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) {
      at += 2;
      break;
    }
    if (marker === 0 || marker === SOI || at + 4 > bytes.length) throw new DamagedFile('file-damaged');
    const length = bytes.readUInt16BE(at + 2);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw new DamagedFile('file-damaged');
    const segment = bytes.subarray(at, end);
    if (isPartOfPicture(marker)) kept.push(segment);
    // Adobe's says in its first twelve bytes how the colours are meant; what would hang behind them is dropped.
    if (marker === APP14 && segment.toString('latin1', 4, 9) === 'Adobe' && segment.length >= 16) kept.push(adobeAlone(segment));
    at = end;
    if (marker === SOS) {
      hasPicture = true;
      const scanEnd = endOfScan(bytes, at);
      kept.push(bytes.subarray(at, scanEnd));
      at = scanEnd;
    }
  }
  if (!hasPicture) throw new DamagedFile('file-damaged');
  return { plain: Buffer.concat([Buffer.from([0xff, SOI]), ...kept, Buffer.from([0xff, EOI])]), end: at };
}

/** Frames, tables, restart intervals and scans; no application data (APPn) and no comment (COM). */
const isPartOfPicture = (marker: number): boolean => marker >= 0xc0 && marker <= 0xdf;

function adobeAlone(segment: Buffer): Buffer {
  const plain = Buffer.from(segment.subarray(0, 16));
  plain.writeUInt16BE(14, 2);
  return plain;
}

/** Coded data end at the next marker that is neither a stuffed zero nor a restart, or with the file. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
