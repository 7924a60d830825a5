import { constants, inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFContext, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRawStream } from '@cantoo/pdf-lib';
import { DamagedFile } from './damaged-file.ts';

/** The filters of streams (ISO 32000-2, 7.4), and the short names that readers take for them too. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  Fl: 'FlateDecode',
  LZW: 'LZWDecode',
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
  RL: 'RunLengthDecode',
  DCT: 'DCTDecode',
  CCF: 'CCITTFaxDecode',
};
const UNPACKING = new Set(['FlateDecode', 'LZWDecode', 'ASCIIHexDecode', 'ASCII85Decode', 'RunLengthDecode']);
/** What is a picture, and stays packed. */
const PICTURES = new Set(['DCTDecode', 'JPXDecode', 'JBIG2Decode', 'CCITTFaxDecode']);
/** A chain of them is either a bomb or a mistake. */
const MAXIMUM_FILTERS = 4;

export interface Unpacked {
  readonly contents: Uint8Array;
  /** The filters that were not undone, the picture's. */
  readonly rest: readonly string[];
}

/** Undoes what packs a stream, up to so many bytes; refuses `file-unpacks-too-large` where there are more, after any of its filters. */
export function unpack(stream: PDFRawStream, maximum: number): Unpacked {
  const filters = filtersOf(stream.dict);
  if (filters.length > MAXIMUM_FILTERS) throw new DamagedFile('file-unpacks-too-large');
  let contents = stream.contents;
  for (const [index, filter] of filters.entries()) {
    if (filter === 'Crypt') throw new DamagedFile('file-is-encrypted');
    if (PICTURES.has(filter)) return { contents, rest: filters.slice(index) };
    if (!UNPACKING.has(filter)) throw new DamagedFile('file-damaged');
    contents = filter === 'FlateDecode' ? inflate(contents, maximum) : undo(filter, contents, maximum);
  }
  return { contents, rest: [] };
}

function filtersOf(dict: PDFDict): string[] {
  const filter = dict.lookup(PDFName.of('Filter'));
  const all = filter instanceof PDFArray ? filter.asArray().map((each) => dict.context.lookup(each)) : [filter];
  return all.flatMap((each) => (each instanceof PDFName ? [FULL_NAMES[each.decodeText()] ?? each.decodeText()] : []));
}

function inflate(contents: Uint8Array, maximum: number): Uint8Array {
  if (contents.length === 0) return contents;
  try {
    return inflateSync(contents, { maxOutputLength: Math.max(maximum, 1), finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw new DamagedFile('file-unpacks-too-large', { cause: error });
    // Readers show what they can of a damaged stream.
    return undo('FlateDecode', contents, maximum);
  }
}

/** What the library reads a stream by; it grows with what comes out, and asks for room first. */
interface Decoder {
  ensureBuffer(requested: number): Uint8Array;
  decode(): Uint8Array;
}

function undo(filter: string, contents: Uint8Array, maximum: number): Uint8Array {
  const dict = PDFDict.withContext(PDFContext.create());
  dict.set(PDFName.of('Filter'), PDFName.of(filter));
  const decoder = decodePDFRawStream(PDFRawStream.of(dict, contents)) as unknown as Decoder;
  const ensureBuffer = decoder.ensureBuffer.bind(decoder);
  decoder.ensureBuffer = (requested) => {
    if (requested > maximum + 65_536) throw new DamagedFile('file-unpacks-too-large');
    return ensureBuffer(requested);
  };
  try {
    return decoder.decode();
  } catch (error) {
    if (error instanceof DamagedFile) throw error;
    throw new DamagedFile('file-damaged', { cause: error });
  }
}

const numberOf = (dict: PDFDict, key: string, otherwise: number): number => {
  const value: PDFObject | undefined = dict.lookup(PDFName.of(key));
  return value instanceof PDFNumber ? value.asNumber() : otherwise;
};

/** Whether a stream holds differences to the bytes before rather than these. */
export function isPredicted(dict: PDFDict): boolean {
  const parameters = parametersOf(dict);
  return parameters instanceof PDFDict && numberOf(parameters, 'Predictor', 1) > 1;
}

/** Those of its last filter. */
export function parametersOf(dict: PDFDict): PDFObject | undefined {
  const found = dict.lookup(PDFName.of('DecodeParms'));
  return found instanceof PDFArray ? dict.context.lookup(found.asArray().at(-1)) : found;
}

/** Undoes the prediction of a stream of bytes from those before and above (7.4.4.4), each row by the way that it names. */
export function unpredicted(dict: PDFDict, contents: Uint8Array): Uint8Array {
  const parameters = parametersOf(dict);
  const predictor = parameters instanceof PDFDict ? numberOf(parameters, 'Predictor', 1) : 1;
  if (!(parameters instanceof PDFDict) || predictor === 1) return contents;
  const columns = numberOf(parameters, 'Columns', 1);
  const isPlain = numberOf(parameters, 'Colors', 1) === 1 && numberOf(parameters, 'BitsPerComponent', 8) === 8;
  if (predictor < 10 || !isPlain || columns < 1 || columns > 65_536) throw new DamagedFile('file-damaged');
  const rows = Math.ceil(contents.length / (columns + 1));
  const plain = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const way = contents[row * (columns + 1)];
    for (let column = 0; column < columns; column += 1) {
      const at = row * columns + column;
      const left = column > 0 ? (plain[at - 1] ?? 0) : 0;
      const above = row > 0 ? (plain[at - columns] ?? 0) : 0;
      const corner = column > 0 && row > 0 ? (plain[at - columns - 1] ?? 0) : 0;
      const by = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][way ?? 0] ?? 0;
      plain[at] = (contents[row * (columns + 1) + 1 + column] ?? 0) + by;
    }
  }
  return plain;
}

function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) => Math.abs(left + above - corner - each)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
