import { DamagedFile } from './damaged-file.ts';

/** The boxes that a picture is shown by (ITU-T T.800, annex I): signature, kind, header, code stream. No XML, UUID, rights, nor what is unknown. */
const SHOWN = new Set(['jP  ', 'ftyp', 'jp2h', 'jp2c']);
const SIGNATURE = Buffer.from('0000000c6a5020200d0a870a', 'hex');
const COMMENT = 0xff64;
const START_OF_TILE = 0xff90;

/** A JPEG 2000 picture out of a PDF without its metadata; its code stream stays as it is, but for comments. */
export function stripJpeg2000(bytes: Buffer): Buffer {
  if (bytes.readUInt16BE(0) === 0xff4f) return withoutComments(bytes);
  if (!bytes.subarray(0, 12).equals(SIGNATURE)) throw new DamagedFile('file-damaged');
  const kept: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) throw new DamagedFile('file-damaged');
    const said = bytes.readUInt32BE(at);
    const head = said === 1 ? 16 : 8;
    if (at + head > bytes.length) throw new DamagedFile('file-damaged');
    const length = said === 0 ? bytes.length - at : said === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : said;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (length < head || at + length > bytes.length) throw new DamagedFile('file-damaged');
    const content = bytes.subarray(at + head, at + length);
    if (SHOWN.has(type)) kept.push(boxOf(type, type === 'jp2c' ? withoutComments(content) : content));
    at += length;
  }
  return Buffer.concat(kept);
}

function boxOf(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** Comments stand among the marker segments before the first tile (annex A.9.2). */
function withoutComments(code: Buffer): Buffer {
  const kept = [code.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= code.length && code.readUInt16BE(at) !== START_OF_TILE) {
    const end = at + 2 + code.readUInt16BE(at + 2);
    if (end <= at + 3 || end > code.length) throw new DamagedFile('file-damaged');
    if (code.readUInt16BE(at) !== COMMENT) kept.push(code.subarray(at, end));
    at = end;
  }
  kept.push(code.subarray(at));
  return Buffer.concat(kept);
}
