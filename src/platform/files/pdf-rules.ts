import { PDFDict, PDFHexString, PDFName, type PDFObject, PDFArray, PDFRawStream, PDFString, PDFNumber } from '@cantoo/pdf-lib';
import { isSafeLink } from './addresses.ts';
import type { FileFault } from './damaged-file.ts';
import { MAXIMUM_PIXELS } from './picture.ts';

/** Actions by their type, the key S (ISO 32000-2, 12.6.4): what they do to whoever opens the file. Those that turn pages are not among them. */
const ACTIONS: Readonly<Record<string, FileFault>> = {
  JavaScript: 'file-has-scripts',
  Rendition: 'file-has-scripts',
  Launch: 'file-has-actions',
  SubmitForm: 'file-has-actions',
  ImportData: 'file-has-actions',
  GoToR: 'file-has-actions',
  GoToE: 'file-has-actions',
  Thread: 'file-has-actions',
  Movie: 'file-has-actions',
  Sound: 'file-has-actions',
  RichMediaExecute: 'file-has-actions',
  GoTo3DView: 'file-has-actions',
};

/** What something is by its Type or Subtype, wherever it stands (7.11, 12.5.6, 13). */
const KINDS: Readonly<Record<string, FileFault>> = {
  EmbeddedFile: 'file-has-attachments',
  Filespec: 'file-has-attachments',
  FileAttachment: 'file-has-attachments',
  Collection: 'file-has-attachments',
  RichMedia: 'file-has-attachments',
  RichMediaContent: 'file-has-attachments',
  Movie: 'file-has-attachments',
  Sound: 'file-has-attachments',
  Screen: 'file-has-attachments',
  MediaClip: 'file-has-attachments',
  '3D': 'file-has-attachments',
  '3DD': 'file-has-attachments',
  U3D: 'file-has-attachments',
  PRC: 'file-has-attachments',
  PS: 'file-has-actions',
};

/** What is there by its mere key: scripts, their form of before (12.7.8), files, and pages of other files (8.10.4, 14.11.7). */
const KEYS: Readonly<Record<string, FileFault>> = {
  JS: 'file-has-scripts',
  JavaScript: 'file-has-scripts',
  XFA: 'file-has-scripts',
  EF: 'file-has-attachments',
  EmbeddedFiles: 'file-has-attachments',
  EmbeddedFDFs: 'file-has-attachments',
  Collection: 'file-has-attachments',
  RichMediaContent: 'file-has-attachments',
  RichMediaSettings: 'file-has-attachments',
  OPI: 'file-has-remote-parts',
  Encrypt: 'file-is-encrypted',
};

/** Names that say by themselves what a file does, long enough never to stand in packed bytes by chance. */
const TELLING: ReadonlyMap<string, FileFault> = new Map<string, FileFault>(
  Object.entries({ ...ACTIONS, ...KINDS, ...KEYS }).filter(([name]) =>
    /^(?:JavaScript|Launch|SubmitForm|ImportData|GoTo[RE]$|RichMedia|Embedded)/.test(name),
  ),
);

const nameOf = (object: PDFObject | undefined): string | null => (object instanceof PDFName ? object.decodeText() : null);
export const textOf = (object: PDFObject | undefined): string | null =>
  object instanceof PDFString || object instanceof PDFHexString ? asText(object) : null;

function asText(object: PDFString | PDFHexString): string {
  try {
    return object.decodeText();
  } catch {
    // What is no text in any of its encodings leads nowhere, but may hold letters between.
    return Buffer.from(object.asBytes()).toString('latin1');
  }
}

/** What is wrong with one object and with all that stands in it; what it refers to is an object of its own. */
export function faultOfObject(object: PDFObject): FileFault | null {
  if (object instanceof PDFName) return ACTIONS[nameOf(object) ?? ''] ?? KINDS[nameOf(object) ?? ''] ?? null;
  return faultWithin(object);
}

function faultWithin(object: PDFObject): FileFault | null {
  if (object instanceof PDFArray) return firstFault(object.asArray());
  if (object instanceof PDFRawStream) return faultOfStream(object.dict) ?? faultOfDict(object.dict);
  return object instanceof PDFDict ? faultOfDict(object) : null;
}

function firstFault(objects: readonly PDFObject[]): FileFault | null {
  for (const object of objects) {
    const fault = faultWithin(object);
    if (fault) return fault;
  }
  return null;
}

function faultOfDict(dict: PDFDict): FileFault | null {
  for (const [key, value] of dict.entries()) {
    const name = key.decodeText();
    if (Object.hasOwn(KEYS, name)) return KEYS[name] ?? null;
    const said = nameOf(value) ?? '';
    if (name === 'S' && Object.hasOwn(ACTIONS, said)) return ACTIONS[said] ?? null;
    if ((name === 'Type' || name === 'Subtype') && Object.hasOwn(KINDS, said)) return KINDS[said] ?? null;
    if (name === 'URI' || name === 'Base') {
      const address = textOf(value) ?? textOf(dict.lookup(key));
      if (address !== null && !isSafeLink(address)) return 'file-has-actions';
    }
  }
  // A picture or a form that stands for a page of another file.
  if (dict.has(PDFName.of('Ref')) && nameOf(dict.get(PDFName.of('Subtype'))) === 'Form') return 'file-has-remote-parts';
  return firstFault(dict.values());
}

function faultOfStream(dict: PDFDict): FileFault | null {
  // A stream whose content is another file's (7.3.8.2).
  if (['F', 'FFilter', 'FDecodeParms'].some((key) => dict.has(PDFName.of(key)))) return 'file-has-remote-parts';
  const width = dict.lookup(PDFName.of('Width'));
  const height = dict.lookup(PDFName.of('Height'));
  const pixels = width instanceof PDFNumber && height instanceof PDFNumber ? width.asNumber() * height.asNumber() : 0;
  return pixels > MAXIMUM_PIXELS ? 'file-picture-too-large' : null;
}

const NAME = 0x2f;

/**
 * A name in the bytes as they came that says what the file does, with whatever of it is written as `#4a`: what a reader finds who follows the
 * file's own table of contents to where nobody else looks.
 */
export function faultOfBytes(bytes: Buffer): FileFault | null {
  for (let at = bytes.indexOf(NAME); at !== -1; at = bytes.indexOf(NAME, at + 1)) {
    const written = /^[^\0\t\n\f\r ()<>[\]{}/%]+/.exec(bytes.toString('latin1', at + 1, at + 64))?.[0] ?? '';
    if (written.length < 5) continue;
    const name = written.replaceAll(/#([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    const fault = TELLING.get(name);
    if (fault) return fault;
  }
  return null;
}
