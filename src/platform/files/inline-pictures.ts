import { DamagedFile } from './damaged-file.ts';
import { readJpeg } from './jpeg.ts';

/** A picture that is written into the drawing of a page: its description between BI and ID, then its bytes (ISO 32000-2, 8.9.7). */
const INLINE = /(?<![^\0\s\])>}])BI(?=[\0\s/])([^]{0,2000}?)[\0\s]ID[\0\s]/g;
const END = /[\0\s]EI(?![^\0\s])/;
const FILTERS = /\/F(?:ilter)?[\0\s]*(?:\/(\w+)|\[([^\]]*)\])/;
const SPACE = 0x20;

/** The drawing with its JPEG pictures stripped, each as long as it was; null where there is none. Refuses one that is packed once more. */
export function stripInlinePictures(drawing: Buffer): Buffer | null {
  const text = drawing.toString('latin1');
  let plain: Buffer | null = null;
  for (const match of text.matchAll(INLINE)) {
    const filters = filtersOf(match[1] ?? '');
    if (!filters.some(isJpeg)) continue;
    // What packs it has an end of its own; nobody is known to write this.
    if (!isJpeg(filters[0] ?? '')) throw new DamagedFile('file-too-complex');
    const start = match.index + match[0].length;
    // The same letters may stand in a text.
    if (drawing[start] !== 0xff || drawing[start + 1] !== 0xd8) continue;
    const picture = readJpeg(drawing.subarray(start));
    const behind = text.slice(start + picture.end).search(END);
    if (behind === -1) throw new DamagedFile('file-damaged');
    plain ??= Buffer.from(drawing);
    plain.fill(SPACE, start, start + picture.end + behind);
    picture.plain.copy(plain, start);
  }
  return plain;
}

const isJpeg = (filter: string): boolean => filter === 'DCT' || filter === 'DCTDecode';

function filtersOf(description: string): string[] {
  const [, one, several = ''] = FILTERS.exec(description) ?? [];
  return one === undefined ? [...several.matchAll(/\/(\w+)/g)].map(([, name]) => name ?? '') : [one];
}
