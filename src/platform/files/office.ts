import { DamagedFile } from './damaged-file.ts';
import { readZip, type ZipEntry } from './zip.ts';

const OOXML = 'application/vnd.openxmlformats-officedocument.';
/** The main part's own type, by which one office file is told from another (ECMA-376, part 2). */
const MAIN_PARTS: Readonly<{ [mediaType: string]: string }> = {
  [`${OOXML}wordprocessingml.document`]: `${OOXML}wordprocessingml.document.main+xml`,
  [`${OOXML}spreadsheetml.sheet`]: `${OOXML}spreadsheetml.sheet.main+xml`,
  [`${OOXML}presentationml.presentation`]: `${OOXML}presentationml.presentation.main+xml`,
};
const ODF_TYPES: readonly string[] = ['text', 'spreadsheet', 'presentation'].map((kind) => `application/vnd.oasis.opendocument.${kind}`);

/** Which office file an archive is; refuses any other archive, one with macros, and an encrypted one. */
export async function inspectOffice(bytes: Buffer): Promise<string> {
  const entries = await readZip(bytes);
  const find = (name: string) => entries.find((entry) => entry.name === name);
  // OpenDocument 1.3 part 2, 3.3: the first entry, not packed, holds the media type.
  const [first] = entries;
  if (first?.name === 'mimetype' && first.isStored) return openDocumentType(first, entries);
  const types = find('[Content_Types].xml');
  if (!types) throw new DamagedFile('file-type-not-accepted');
  if (entries.some(({ name }) => /vbaProject|vbaData|\/activeX\/|macrosheets\//i.test(name))) throw new DamagedFile('file-has-macros');
  const declared = await types.readText();
  if (/macroEnabled|vbaProject|ms-office\.activeX/i.test(declared)) throw new DamagedFile('file-has-macros');
  const kinds = Object.entries(MAIN_PARTS).filter(([, mainPart]) => declared.includes(`"${mainPart}"`));
  const [kind, second] = kinds;
  if (!kind || second) throw new DamagedFile('file-type-not-accepted');
  return kind[0];
}

async function openDocumentType(mimetype: ZipEntry, entries: readonly ZipEntry[]): Promise<string> {
  const type = await mimetype.readText();
  if (!ODF_TYPES.includes(type)) throw new DamagedFile('file-type-not-accepted');
  if (entries.some(({ name }) => /^(?:Basic|Scripts)\//i.test(name))) throw new DamagedFile('file-has-macros');
  const manifest = entries.find(({ name }) => name === 'META-INF/manifest.xml');
  if (!manifest) throw new DamagedFile('file-damaged');
  if (/encryption-data|encrypted-package/i.test(await manifest.readText())) throw new DamagedFile('file-is-encrypted');
  return type;
}
