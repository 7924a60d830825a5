/** `/items/3/area` of the segments `items`, 3, `area` (RFC 6901, section 3); of none, the whole document: an empty text. */
export const pointerTo = (...segments: readonly (string | number)[]): string =>
  segments.map((segment) => `/${escaped(String(segment))}`).join('');

const escaped = (segment: string): string => (/[~/]/.test(segment) ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment);
