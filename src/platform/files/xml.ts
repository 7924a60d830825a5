import sax, { type QualifiedTag, type SAXOptions } from 'sax';
import { DamagedFile } from './damaged-file.ts';

export interface XmlAttribute {
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

export interface XmlElement {
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  /** Where its tag stands in the text. */
  readonly from: number;
  readonly to: number;
  /** Of its parents, the nearest last. */
  readonly path: readonly XmlElement[];
}

export interface XmlVisitor {
  open(element: XmlElement): void;
  /** At its end: all text that stood in it, and where its end tag begins. */
  close?(element: XmlElement, text: string, at: number): void;
  comment?(from: number, to: number): void;
}

const MAXIMUM_DEPTH = 400;
/** Only the entities that XML itself has; the types of the library don't know this one yet. */
const OPTIONS: SAXOptions & { readonly strictEntities: boolean } = { xmlns: true, position: true, strictEntities: true };
// A long text comes in one piece, and its places are right; what is long is limited where it is unpacked.
Object.assign(sax, { MAX_BUFFER_LENGTH: Infinity });

/** The text of a part, in the encoding that it says; one that says another could be read as something else by another reader. */
export function decodeXml(bytes: Buffer): string {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0);
  const isWideTurned = (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 0x3c);
  try {
    if (isWide) return new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
    if (isWideTurned) return new TextDecoder('utf-16le', { fatal: true }).decode(Buffer.from(bytes).swap16());
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const said = /^<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']/i.exec(text)?.[1]?.toLowerCase() ?? 'utf-8';
    if (!['utf-8', 'utf8', 'us-ascii', 'ascii'].includes(said)) throw new DamagedFile('file-damaged');
    return text;
  } catch (error) {
    throw error instanceof DamagedFile ? error : new DamagedFile('file-damaged', { cause: error });
  }
}

/** Walks over XML that is well formed and declares no types or entities: those of office files never do, and what grows by itself does. */
export function walkXml(text: string, visitor: XmlVisitor): void {
  const parser = new sax.SAXParser(true, OPTIONS);
  const open: { readonly element: XmlElement; text: string }[] = [];
  const faults: DamagedFile[] = [];
  const fail = (error: DamagedFile) => void faults.push(error);
  // The parser has no other way to listen than these fields.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  parser.onerror = (error) => {
    // A prefix that nobody declared is a fault for some readers and none for others; what it stands before is judged all the same.
    if (error.message.startsWith('Unbound namespace prefix')) parser.error = null as unknown as Error;
    else fail(new DamagedFile('file-damaged', { cause: error }));
  };
  parser.ondoctype = () => fail(new DamagedFile('file-damaged'));
  parser.onprocessinginstruction = ({ name }) => {
    if (/stylesheet/i.test(name)) fail(new DamagedFile('file-has-remote-parts'));
  };
  parser.oncomment = () => visitor.comment?.(parser.startTagPosition - 1, parser.position);
  parser.onopentag = (tag) => {
    const { name, local, uri, attributes } = tag as QualifiedTag;
    const path = open.map(({ element }) => element);
    if (path.length > MAXIMUM_DEPTH) throw new DamagedFile('file-too-complex');
    const element = {
      name,
      local,
      uri,
      attributes: Object.values(attributes),
      from: parser.startTagPosition - 1,
      to: parser.position,
      path,
    };
    open.push({ element, text: '' });
    visitor.open(element);
  };
  const takeText = (piece: string) => {
    const within = open.at(-1);
    if (within) within.text += piece;
  };
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  parser.ontext = takeText;
  parser.oncdata = takeText;
  parser.onclosetag = () => {
    const closed = open.pop();
    if (!closed) return;
    const isEmpty = text[closed.element.to - 2] === '/' && parser.position === closed.element.to;
    visitor.close?.(closed.element, closed.text, isEmpty ? closed.element.to : parser.startTagPosition - 1);
  };
  // In pieces, so that what the parser holds is small; it looks at its limits between them.
  for (let at = 0; at < text.length && faults.length === 0; at += 32_768) parser.write(text.slice(at, at + 32_768));
  if (faults.length === 0) parser.close();
  const [fault] = faults;
  if (fault) throw fault;
}

/** Changes at places of a text; of those that overlap, the first that began. */
export class TextEdits {
  readonly #edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];

  replace(from: number, to: number, text: string): void {
    if (to > from) this.#edits.push({ from, to, text });
  }

  apply(text: string): string {
    let at = 0;
    let result = '';
    for (const edit of this.#edits.toSorted((one, other) => one.from - other.from || other.to - one.to)) {
      if (edit.from < at) continue;
      result += text.slice(at, edit.from) + edit.text;
      at = edit.to;
    }
    return result + text.slice(at);
  }
}
