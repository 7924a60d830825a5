import { ENDING_OF, type MediaType } from './media-type.ts';

const MAXIMUM_CHARACTERS = 120;
/** Controls, marks that turn the direction of reading (they make `exe.pdf` of `fdp.exe`), and what file systems reserve. */
// oxlint-disable-next-line no-control-regex -- to take them out is the point
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff<>:"|?*]/gu;

/**
 * The name that a file is shown and saved under: the sender's own without folders, with nothing in it that misleads or that a file system
 * refuses, and the ending of what the content is, whatever ending was sent.
 */
export function fileNameOf(declared: string, mediaType: MediaType): string {
  const last = declared.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replaceAll(UNWANTED, '')
    .replace(/^[.\s]+/, '')
    .trim();
  const stem = clean.replace(/\.[A-Za-z0-9]{1,8}$/, '').replace(/[.\s]+$/, '');
  // By code points: a cut in the midst of one would leave half a character.
  const short = Array.from(stem).slice(0, MAXIMUM_CHARACTERS).join('');
  return `${short === '' ? 'document' : short}.${ENDING_OF[mediaType]}`;
}
