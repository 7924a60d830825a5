/* oxlint-disable no-control-regex -- files are told by their first bytes, whatever they are */
import { DamagedFile } from './damaged-file.ts';
import { cleanPart } from './office-part.ts';
import { cleanPicture, pictureFormatOf } from './picture.ts';
import { decodeXml } from './xml.ts';
import { type NewEntry, readZip, writeZip, type ZipEntry } from './zip.ts';

const OOXML = 'application/vnd.openxmlformats-officedocument.';
/** The main part's own type, by which one office file is told from another (ECMA-376, part 2). */
const MAIN_PARTS: Readonly<{ [mediaType: string]: string }> = {
  [`${OOXML}wordprocessingml.document`]: `${OOXML}wordprocessingml.document.main+xml`,
  [`${OOXML}spreadsheetml.sheet`]: `${OOXML}spreadsheetml.sheet.main+xml`,
  [`${OOXML}presentationml.presentation`]: `${OOXML}presentationml.presentation.main+xml`,
};
const ODF_TYPES: readonly string[] = ['text', 'spreadsheet', 'presentation'].map((kind) => `application/vnd.oasis.opendocument.${kind}`);
const MACRO_NAMES = /vbaProject|vbaData|\/activeX\/|macrosheets\/|^(?:Basic|Scripts|Dialogs)\/./i;
/** Names of printers and how they are set, and how the last writer broke its lines: nobody else's, and not needed to show the file. */
const MACHINE_SETTINGS = /(?:^|\/)printerSettings\d*\.bin$|^layout-cache$/i;
/** Data of other programs beside the text: who filed it where, with which of their own fields. What of it is shown stands in the text too. */
const FILED_DATA = /(?:^|\/)customXml\//i;

export interface InspectedOffice {
  readonly mediaType: string;
  /** Written anew of its parts. */
  readonly content: Buffer;
}

/**
 * Looks through an office file and takes its metadata out. Every part is judged by what it is, not by its name: XML without what acts or
 * fetches ({@link cleanPart}), pictures and fonts; anything else (a file within the file, an OLE object, macros under whatever name) is refused.
 * What passes is written anew, so nothing of the archive itself goes along: times, extra fields, comments.
 */
export async function inspectOffice(bytes: Buffer): Promise<InspectedOffice> {
  const entries = await readZip(bytes);
  if (entries.some(({ name }) => MACRO_NAMES.test(name))) throw new DamagedFile('file-has-macros');
  const mediaType = await mediaTypeOf(entries);
  const cleaned: NewEntry[] = [];
  for (const { name, isStored, read } of entries) {
    if (MACHINE_SETTINGS.test(name)) continue;
    const content = name === 'mimetype' ? await read() : await cleanEntry(name, await read());
    if (!FILED_DATA.test(name)) cleaned.push({ name, content, isStored });
  }
  return { mediaType, content: await writeZip(cleaned) };
}

async function mediaTypeOf(entries: readonly ZipEntry[]): Promise<string> {
  const find = (name: string) => entries.find((entry) => entry.name === name);
  // OpenDocument 1.3 part 2, 3.3: the first entry, not packed, holds the media type.
  const [first] = entries;
  if (first?.name === 'mimetype' && first.isStored) return openDocumentType(first, find('META-INF/manifest.xml'));
  const types = find('[Content_Types].xml');
  if (!types) throw new DamagedFile('file-type-not-accepted');
  const declared = decodeXml(await types.read());
  if (/macroEnabled|vbaProject|ms-office\.activeX/i.test(declared)) throw new DamagedFile('file-has-macros');
  const kinds = Object.entries(MAIN_PARTS).filter(([, mainPart]) => declared.includes(`"${mainPart}"`));
  const [kind, second] = kinds;
  if (!kind || second) throw new DamagedFile('file-type-not-accepted');
  return kind[0];
}

async function openDocumentType(mimetype: ZipEntry, manifest: ZipEntry | undefined): Promise<string> {
  const type = (await mimetype.read()).toString('latin1');
  if (!ODF_TYPES.includes(type)) throw new DamagedFile('file-type-not-accepted');
  if (!manifest) throw new DamagedFile('file-damaged');
  if (/encryption-data|encrypted-package/i.test(decodeXml(await manifest.read()))) throw new DamagedFile('file-is-encrypted');
  return type;
}

const isDropped = (target: string): boolean => MACHINE_SETTINGS.test(target) || FILED_DATA.test(target);

async function cleanEntry(name: string, content: Buffer): Promise<Buffer> {
  if (content.length === 0) return content;
  const picture = pictureFormatOf(content);
  if (picture !== null) return cleanPicture(content, picture);
  if (isXml(content)) return Buffer.from(cleanPart(xmlOf(content), isDropped));
  if (isEnhancedMetafile(content)) return withoutDescription(content);
  if (isFont(name, content) || isMetafile(content)) return content;
  throw new DamagedFile(faultOfBinary(content));
}

/** Written back in UTF-8, whatever it came in. */
function xmlOf(content: Buffer): string {
  const text = decodeXml(content).replace(/^\uFEFF/, '');
  return text.replace(/^(<\?xml[^>]*encoding\s*=\s*)["'][^"']*["']/i, '$1"UTF-8"');
}

const isXml = (content: Buffer): boolean =>
  /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*<\0?[?!A-Za-z_]/.test(content.toString('latin1', 0, 200));

/** MS-EMF 2.2.9: its mark stands behind the bounds and the frame. */
const isEnhancedMetafile = (content: Buffer): boolean =>
  content.length > 88 && content.readUInt32LE(0) === 1 && content.toString('latin1', 40, 44) === ' EMF';

/** The program and the title that an enhanced metafile names. */
function withoutDescription(content: Buffer): Buffer {
  const plain = Buffer.from(content);
  const length = plain.readUInt32LE(60) * 2;
  const at = plain.readUInt32LE(64);
  if (length > 0 && at >= 88 && at + length <= plain.length) plain.fill(0, at, at + length);
  return plain;
}

/** Windows' metafiles, placeable or not (MS-WMF 2.3.2), and those of LibreOffice: drawings without a word of who made them. */
const isMetafile = (content: Buffer): boolean =>
  /^(?:\xd7\xcd\xc6\x9a|[\x01\x02]\0\x09\0\0[\x01\x03]|VCLMTF)/.test(content.toString('latin1', 0, 8));

/** Fonts by their first bytes; those of Word and PowerPoint are disguised, and known by their names alone. */
const isFont = (name: string, content: Buffer): boolean =>
  /^(?:\0\x01\0\0|OTTO|true|ttcf|wOFF|wOF2)/.test(content.toString('latin1', 0, 4)) ||
  (/\.(?:odttf|fntdata)$/i.test(name) && !isKnownToAct(content));

const isKnownToAct = (content: Buffer): boolean =>
  /^(?:\xd0\xcf\x11\xe0|PK|%PDF|MZ|\x7fELF|\{\\rt|#!|<)/.test(content.toString('latin1', 0, 5));

function faultOfBinary(content: Buffer): 'file-has-macros' | 'file-has-attachments' | 'file-part-not-accepted' {
  if (content.includes('_VBA_PROJECT', 0, 'utf16le') || content.includes('Attribute VB_', 0, 'latin1')) return 'file-has-macros';
  return isKnownToAct(content) ? 'file-has-attachments' : 'file-part-not-accepted';
}
