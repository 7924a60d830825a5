import { DamagedFile } from './damaged-file.ts';
import { inspectOffice } from './office.ts';
import { inspectPdf, isPdf } from './pdf.ts';
import { cleanPicture, pictureFormatOf } from './picture.ts';
import { isZip } from './zip.ts';

export interface Inspected {
  readonly mediaType: string;
  /** What is given out instead of what was sent: the same without its metadata. Null: what was sent is given out as it is. */
  readonly content: Buffer | null;
  /** A signed PDF, which stays as it is, metadata included: changed, it would be signed no more. */
  readonly isSigned: boolean;
}

/**
 * Says what a file is by its content alone, refuses what does more than to be looked at, and takes out the metadata. What goes out is written
 * anew of what was understood, so nothing that hides before, between or behind its parts (a second file, a script) survives.
 *
 * Accepted: PDF, JPEG, PNG, WebP, and the office files of today without macros. Not: TIFF, GIF, the office files of before 2007 (a container in
 * which macros can't be told from text without running half of it), HTML, SVG, archives, programs. Throws {@link DamagedFile} with what is
 * wrong. It may take long and much memory, so it runs in a thread of its own (inspect-apart.ts).
 */
export async function inspectFile(bytes: Buffer): Promise<Inspected> {
  const picture = pictureFormatOf(bytes);
  if (picture !== null && picture !== 'gif') {
    return { mediaType: `image/${picture}`, content: await cleanPicture(bytes, picture), isSigned: false };
  }
  if (isPdf(bytes)) return { mediaType: 'application/pdf', ...(await inspectPdf(bytes)) };
  if (isZip(bytes)) return { ...(await inspectOffice(bytes)), isSigned: false };
  throw new DamagedFile('file-type-not-accepted');
}
