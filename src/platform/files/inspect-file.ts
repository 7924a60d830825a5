import { refuseField } from '../../kernel/refusal.ts';
import { cleanJpeg, isJpeg } from './jpeg.ts';
import { inspectOffice } from './office.ts';
import { cleanPng, isPng } from './png.ts';
import { DamagedFile } from './damaged-file.ts';
import { cleanWebp, isWebp } from './webp.ts';
import { isZip } from './zip.ts';

export interface Inspected {
  readonly mediaType: string;
  /** What to store instead of what was sent: an image without its metadata. Null: as it was sent. */
  readonly content: Buffer | null;
}

/**
 * Says what a file is by its content alone, and takes the metadata out of an image without touching its picture. Every image goes out
 * as its parts were understood, so nothing that hides before, between or behind them (a second file, a script) survives.
 *
 * Accepted: PDF, JPEG, PNG, WebP, and the office files of today without macros. Not: TIFF (its metadata is woven into the picture's own
 * directory), the office files of before 2007 (a container in which macros can't be told from text without running half of it), HTML,
 * SVG, archives, programs. Refuses `file-not-accepted` with what is wrong.
 */
export async function inspectFile(bytes: Buffer): Promise<Inspected> {
  try {
    if (isJpeg(bytes)) return cleaned('image/jpeg', bytes, cleanJpeg(bytes));
    if (isPng(bytes)) return cleaned('image/png', bytes, cleanPng(bytes));
    if (isWebp(bytes)) return cleaned('image/webp', bytes, cleanWebp(bytes));
    if (isPdf(bytes)) return { mediaType: 'application/pdf', content: null };
    if (isZip(bytes)) return { mediaType: await inspectOffice(bytes), content: null };
  } catch (error) {
    if (error instanceof DamagedFile) throw refuseField('file-not-accepted', '/file', error.fault);
    throw error;
  }
  throw refuseField('file-not-accepted', '/file', 'file-type-not-accepted');
}

const cleaned = (mediaType: string, before: Buffer, after: Buffer): Inspected => ({
  mediaType,
  content: after.equals(before) ? null : after,
});

/** Its header at the very start and its end mark in the last kilobyte (ISO 32000-2, 7.5.2 and 7.5.5), and no archive appended to it. */
function isPdf(bytes: Buffer): boolean {
  if (!/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) return false;
  if (!bytes.subarray(-1024).includes('%%EOF')) throw new DamagedFile('file-damaged');
  if (bytes.subarray(-65_557).includes('PK\u0005\u0006', 0, 'latin1')) throw new DamagedFile('file-is-two-things');
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(bytes.toString('latin1'))) throw new DamagedFile('file-is-encrypted');
  return true;
}
