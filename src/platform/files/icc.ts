/** Where a profile says that it is one (ISO 15076-1, 7.2). */
const SIGNATURE = { at: 36, is: 'acsp' };
const HEADER_BYTES = 128;
const ENTRY_BYTES = 12;
/** Of its head: when it was made, of which maker's which device, by whom, and the digest over all of it. */
const DESCRIBING = [
  [24, 36],
  [48, 56],
  [80, HEADER_BYTES],
] as const;
/** Tags that colours are computed by (9.2); the others are texts, dates and what makers keep for themselves. */
const COLOURING =
  /^(?:[rgb]XYZ|[rgbk]TRC|wtpt|bkpt|chad|chrm|lumi|meas|view|gamt|A2B[0-3]|B2A[0-3]|D2B[0-3]|B2D[0-3]|pre[0-2]|ncl2|clr[ot]|clot|rig[02]|cicp|tech)$/;
/** A text in several languages: none, in records of the one size that is allowed (10.15). */
const TEXTS = { type: 'mluc', recordBytes: 12 };

export const isIccProfile = (bytes: Buffer): boolean => bytes.toString('latin1', SIGNATURE.at, SIGNATURE.at + 4) === SIGNATURE.is;

/** A colour profile that colours as before and says nothing of who made it, when, and for whose device; as long as it was. */
export function stripIccProfile(bytes: Buffer): Buffer {
  const plain = Buffer.alloc(bytes.length);
  bytes.copy(plain, 0, 0, HEADER_BYTES + 4);
  for (const [from, to] of DESCRIBING) plain.fill(0, from, to);
  const tags = tagsOf(bytes);
  bytes.copy(plain, HEADER_BYTES + 4, HEADER_BYTES + 4, HEADER_BYTES + 4 + tags.length * ENTRY_BYTES);
  for (const { start } of tags.filter((tag) => !tag.colours)) {
    const type = bytes.toString('latin1', start, start + 4);
    plain.write(type, start, 'latin1');
    if (type === TEXTS.type && start + 16 <= plain.length) plain.writeUInt32BE(TEXTS.recordBytes, start + 12);
  }
  // Last: where tags share their bytes, colours count.
  for (const { start, end } of tags.filter((tag) => tag.colours)) bytes.copy(plain, start, start, end);
  return plain;
}

interface Tag {
  readonly start: number;
  readonly end: number;
  readonly colours: boolean;
}

/** What the table of tags names within the profile. */
function tagsOf(bytes: Buffer): Tag[] {
  if (bytes.length < HEADER_BYTES + 4) return [];
  const count = Math.min(bytes.readUInt32BE(HEADER_BYTES), Math.floor((bytes.length - HEADER_BYTES - 4) / ENTRY_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const at = HEADER_BYTES + 4 + index * ENTRY_BYTES;
    const name = bytes.toString('latin1', at, at + 4);
    const start = bytes.readUInt32BE(at + 4);
    return { start, end: start + bytes.readUInt32BE(at + 8), colours: COLOURING.test(name) };
  }).filter(({ start, end }) => start >= HEADER_BYTES && end <= bytes.length);
}
