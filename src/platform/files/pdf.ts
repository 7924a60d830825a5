import { deflateSync } from 'node:zlib';
import {
  PDFArray,
  PDFDict,
  PDFName,
  type PDFObject,
  PDFObjectStreamParser,
  PDFParser,
  PDFRawStream,
  PDFRef,
  PDFStreamWriter,
  PDFString,
  PDFWriter,
  type PDFContext,
  PDFNumber,
  PDFHexString,
  PDFXRefStreamParser,
} from '@cantoo/pdf-lib';
import { DamagedFile } from './damaged-file.ts';
import { isIccProfile, stripIccProfile } from './icc.ts';
import { stripInlinePictures } from './inline-pictures.ts';
import { stripJpeg } from './jpeg.ts';
import { stripJpeg2000 } from './jpeg2000.ts';
import { faultOfBytes, faultOfObject } from './pdf-rules.ts';
import { isPredicted, parametersOf, unpack, unpredicted } from './pdf-streams.ts';

const MAXIMUM_OBJECTS = 300_000;
/** Of all streams of a file, and of one that holds objects. */
const MAXIMUM_UNPACKED = 500 * 1024 * 1024;
const MAXIMUM_OBJECT_STREAM = 64 * 1024 * 1024;

export interface InspectedPdf {
  /** Without its metadata. Null: as it came, since it is signed. */
  readonly content: Buffer | null;
  readonly isSigned: boolean;
}

export const isPdf = (bytes: Buffer): boolean => /^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8));

/**
 * Looks through a PDF and takes its metadata out. Every object counts, wherever it stands (packed among others, in an earlier revision, named
 * by nobody): what acts when the file is opened, or carries or calls in another file, is refused. What passes is written anew of what can be
 * reached from its pages, without the description of the document (14.3), its earlier revisions, its previews, the names of those who annotated
 * it, and the metadata of its pictures and colour profiles. A signed one is left as it is, since any change breaks its signature.
 */
export async function inspectPdf(bytes: Buffer): Promise<InspectedPdf> {
  requireOneFile(bytes);
  const { context, objects, foundCount } = await parse(bytes);
  for (const object of objects) {
    const fault = faultOfObject(object);
    if (fault) throw new DamagedFile(fault);
  }
  const fault = faultOfBytes(bytes);
  if (fault) throw new DamagedFile(fault);
  requireRoom(objects);
  if (isSigned(objects, bytes)) {
    // Whoever opens it goes by its own table of contents: an object may stand nowhere but where we saw it.
    if (countHeads(bytes) !== foundCount) throw new DamagedFile('file-is-two-things');
    return { content: null, isSigned: true };
  }
  return { content: await cleaned(context), isSigned: false };
}

/** Begins with its header, ends with its end mark (7.5.2, 7.5.5) and nothing behind, and has no archive appended to it. */
function requireOneFile(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  const end = text.lastIndexOf('%%EOF');
  if (end === -1) throw new DamagedFile('file-damaged');
  if (
    !/^%%EOF[\0\s]*$/.test(text.slice(end, end + 4096)) ||
    text
      .slice(end + 5)
      .trim()
      .replaceAll('\0', '') !== ''
  ) {
    throw new DamagedFile('file-is-two-things');
  }
  const isFarFromItsTable = text.includes('startxref') && !/startxref[\0\s]+\d+[\0\s]+$/.test(text.slice(Math.max(0, end - 64), end));
  if (isFarFromItsTable) throw new DamagedFile('file-is-two-things');
  if (bytes.subarray(-65_557).includes('PK\u0005\u0006', 0, 'latin1')) throw new DamagedFile('file-is-two-things');
  if (/\/Encrypt[\0\s]+\d+[\0\s]+\d+[\0\s]+R/.test(text)) throw new DamagedFile('file-is-encrypted');
}

interface Parsed {
  readonly context: PDFContext;
  /** All that were read, also those that a later one of the same number replaced. */
  readonly objects: readonly PDFObject[];
  /** How many stood by themselves and not in a stream of objects. */
  readonly foundCount: number;
}

async function parse(bytes: Buffer): Promise<Parsed> {
  const objects: PDFObject[] = [];
  let packedCount = 0;
  const faults: Error[] = [];
  const bounded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      faults.push(error instanceof Error ? error : new DamagedFile('file-damaged', { cause: error }));
      throw error;
    }
  };
  // The library unpacks what holds objects without a limit, and goes on after a fault: both are watched here.
  const { forStream } = PDFObjectStreamParser;
  const { forStream: forTable } = PDFXRefStreamParser;
  PDFObjectStreamParser.forStream = (stream, wait) =>
    bounded(() => {
      const count = stream.dict.lookup(PDFName.of('N'));
      packedCount += count instanceof PDFNumber ? count.asNumber() : 0;
      if (packedCount > MAXIMUM_OBJECTS) throw new DamagedFile('file-too-complex');
      return forStream(unpackedStream(stream), wait);
    });
  PDFXRefStreamParser.forStream = (stream) => bounded(() => forTable(withoutEntries(stream)));
  try {
    const parser = PDFParser.forBytesWithOptions(bytes, Infinity, true);
    const { context } = parser as unknown as { context: PDFContext };
    const assign = context.assign.bind(context);
    context.assign = (ref, object) => {
      if (objects.length >= MAXIMUM_OBJECTS) faults.push(new DamagedFile('file-too-complex'));
      if (faults[0]) throw faults[0];
      objects.push(object);
      assign(ref, object);
    };
    await parser.parseDocument();
    if (faults[0]) throw faults[0];
    const { Encrypt, Root } = context.trailerInfo;
    if (Encrypt) throw new DamagedFile('file-is-encrypted');
    if (!(context.lookup(Root) instanceof PDFDict)) throw new DamagedFile('file-damaged');
    return { context, objects, foundCount: objects.length - packedCount };
  } catch (error) {
    if (faults[0] instanceof DamagedFile) throw faults[0];
    if (error instanceof DamagedFile) throw error;
    throw new DamagedFile('file-damaged', { cause: faults[0] ?? error });
  } finally {
    PDFObjectStreamParser.forStream = forStream;
    PDFXRefStreamParser.forStream = forTable;
  }
}

/** A stream of objects as the library may read it: unpacked within limits, by its predictor too, which the library passes over. */
function unpackedStream(stream: PDFRawStream): PDFRawStream {
  const { contents, rest } = unpack(stream, MAXIMUM_OBJECT_STREAM);
  if (rest.length > 0) throw new DamagedFile('file-damaged');
  const plain = stream.dict.clone();
  for (const key of ['Filter', 'DecodeParms']) plain.delete(PDFName.of(key));
  return PDFRawStream.of(plain, unpredicted(stream.dict, contents));
}

/** A table of contents, of which only the trailer is read: objects are found by reading all of the file. */
function withoutEntries(stream: PDFRawStream): PDFRawStream {
  const plain = stream.dict.clone();
  for (const key of ['Filter', 'DecodeParms']) plain.delete(PDFName.of(key));
  plain.set(PDFName.of('Index'), plain.context.obj([0, 0]));
  return PDFRawStream.of(plain, new Uint8Array());
}

/** All streams together may unpack to so much, whoever opens the file. */
function requireRoom(objects: readonly PDFObject[]): void {
  let left = MAXIMUM_UNPACKED;
  for (const object of objects) {
    if (object instanceof PDFRawStream) left -= unpack(object, left).contents.length;
  }
}

/** A signature over bytes that are there (12.8.1), and not the mere place for one. */
function isSigned(objects: readonly PDFObject[], bytes: Buffer): boolean {
  const isSignature = (dict: PDFDict): boolean => {
    const range = dict.lookup(PDFName.of('ByteRange'));
    const contents = dict.lookup(PDFName.of('Contents'));
    if (!(range instanceof PDFArray) || !(contents instanceof PDFHexString) || !/[1-9a-f]/i.test(contents.asString())) return false;
    const [start, length, next, rest] = range.asArray().map((each) => (each instanceof PDFNumber ? each.asNumber() : -1));
    if (start !== 0 || length === undefined || next === undefined || rest === undefined) return false;
    return bytes[length] === 0x3c && next > length && bytes[next - 1] === 0x3e && rest > 0 && next + rest <= bytes.length;
  };
  const within = (object: PDFObject): boolean => {
    if (object instanceof PDFArray) return object.asArray().some(within);
    return object instanceof PDFDict && (isSignature(object) || object.values().some(within));
  };
  return objects.some(within);
}

/** How many objects begin somewhere in the bytes, whatever white space or comment stands in their heads. */
const countHeads = (bytes: Buffer): number => {
  const between = '(?:[\\0\\s]|%[^\\r\\n]{0,200}[\\r\\n])';
  return bytes.toString('latin1').match(new RegExp(`\\d${between}{1,200}\\d{1,5}${between}{1,200}obj(?![a-z])`, 'g'))?.length ?? 0;
};

/** Keys of what describes the file, its parts or who worked on them, and shows nothing of them. */
const DESCRIBING = ['Metadata', 'PieceInfo', 'LastModified', 'Thumb', 'SpiderInfo', 'CreatorInfo', 'Prop_Build', 'Perms', 'DSS'];
/** The same of texts; elsewhere the keys mean something else. */
const DESCRIBING_TEXTS = ['Author', 'Creator', 'Producer', 'Keywords', 'CreationDate', 'ModDate', 'M', 'NM', 'Location', 'ContactInfo'];
/** Annotations that have an author, by their title (12.5.6.2); that of a field of a form is its name. */
const isMarkup = (dict: PDFDict): boolean =>
  dict.has(PDFName.of('Rect')) && dict.has(PDFName.of('Subtype')) && dict.lookup(PDFName.of('Subtype')) !== PDFName.of('Widget');

async function cleaned(context: PDFContext): Promise<Buffer> {
  delete context.trailerInfo.Info;
  delete context.trailerInfo.ID;
  const reached = keepReached(context);
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
  context.largestObjectNumber = Math.max(0, ...[...reached].map(({ objectNumber }) => objectNumber));
  const writer = context.pdfFileDetails.useObjectStreams
    ? PDFStreamWriter.forContext(context, Infinity)
    : PDFWriter.forContext(context, Infinity);
  return Buffer.from(await writer.serializeToBuffer());
}

/** What can be reached from the root once all that describes is taken out, pictures without their metadata. */
function keepReached(context: PDFContext): Set<PDFRef> {
  const reached = new Set<PDFRef>();
  const open: PDFObject[] = context.trailerInfo.Root ? [context.trailerInfo.Root] : [];
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    if (object instanceof PDFRef) {
      if (reached.has(object)) continue;
      reached.add(object);
      const found = context.lookup(object);
      const kept = found instanceof PDFRawStream ? withoutMetadata(found) : found;
      if (kept && kept !== found) context.assign(object, kept);
      if (kept) open.push(kept);
    } else if (object instanceof PDFArray) open.push(...object.asArray());
    else if (object instanceof PDFRawStream) open.push(object.dict);
    else if (object instanceof PDFDict) {
      takeDescription(object);
      open.push(...object.values());
    }
  }
  return reached;
}

function takeDescription(dict: PDFDict): void {
  for (const key of DESCRIBING) dict.delete(PDFName.of(key));
  for (const key of [...DESCRIBING_TEXTS, ...(isMarkup(dict) ? ['T'] : [])]) {
    const value = dict.lookup(PDFName.of(key));
    if (value instanceof PDFString || value instanceof PDFHexString) dict.delete(PDFName.of(key));
  }
}

/** A picture, a colour profile or a drawing without what describes it and is not seen; anything else as it is. */
function withoutMetadata(stream: PDFRawStream): PDFRawStream {
  const { contents, rest } = unpack(stream, MAXIMUM_UNPACKED);
  const plain = Buffer.from(contents.buffer, contents.byteOffset, contents.length);
  const [format, further] = rest;
  if (format === undefined) return packedAnew(stream, plain);
  if (further !== undefined || (format !== 'DCTDecode' && format !== 'JPXDecode')) return stream;
  const { dict } = stream;
  const own = parametersOf(dict);
  dict.set(PDFName.of('Filter'), PDFName.of(format));
  dict.delete(PDFName.of('DecodeParms'));
  if (own instanceof PDFDict) dict.set(PDFName.of('DecodeParms'), own);
  return PDFRawStream.of(dict, format === 'DCTDecode' ? stripJpeg(plain) : stripJpeg2000(plain));
}

function packedAnew(stream: PDFRawStream, contents: Buffer): PDFRawStream {
  const { dict } = stream;
  // What is predicted is a picture's pixels, or a table of the file's own.
  if (dict.lookup(PDFName.of('Subtype')) === PDFName.of('Image') || isPredicted(dict)) return stream;
  const plain = isIccProfile(contents) ? stripIccProfile(contents) : stripInlinePictures(contents);
  if (plain === null || plain.equals(contents)) return stream;
  dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
  dict.delete(PDFName.of('DecodeParms'));
  return PDFRawStream.of(dict, deflateSync(plain));
}
