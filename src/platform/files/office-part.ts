import { isSafeLink, leadsOut } from './addresses.ts';
import { DamagedFile, type FileFault } from './damaged-file.ts';
import { faultOfField, faultOfFormula } from './office-formula.ts';
import { TextEdits, walkXml, type XmlAttribute, type XmlElement, type XmlVisitor } from './xml.ts';

/** Elements that are there for nothing else, by their name without a prefix: a prefix may be any. */
const ELEMENTS: Readonly<Record<string, FileFault>> = {
  OLEObject: 'file-has-attachments',
  oleObj: 'file-has-attachments',
  oleObject: 'file-has-attachments',
  objectEmbed: 'file-has-attachments',
  objectLink: 'file-has-data-links',
  'object-ole': 'file-has-attachments',
  plugin: 'file-has-attachments',
  applet: 'file-has-scripts',
  'floating-frame': 'file-has-remote-parts',
  script: 'file-has-scripts',
  foreignObject: 'file-has-scripts',
  ocx: 'file-has-macros',
  FmlaMacro: 'file-has-macros',
  altChunk: 'file-has-attachments',
  attachedTemplate: 'file-has-remote-parts',
  subDoc: 'file-has-remote-parts',
  mailMerge: 'file-has-data-links',
  externalReference: 'file-has-remote-parts',
  externalBook: 'file-has-remote-parts',
  oleLink: 'file-has-data-links',
  ddeLink: 'file-has-data-links',
  ddeItems: 'file-has-data-links',
  dbPr: 'file-has-data-links',
  olapPr: 'file-has-data-links',
  webPr: 'file-has-data-links',
  textPr: 'file-has-data-links',
  connections: 'file-has-data-links',
  'dde-source': 'file-has-data-links',
  'dde-connection-decl': 'file-has-data-links',
  'dde-connection': 'file-has-data-links',
  'dde-link': 'file-has-data-links',
  'database-source-sql': 'file-has-data-links',
  'database-source-query': 'file-has-data-links',
  'database-source-table': 'file-has-data-links',
  'connection-resource': 'file-has-data-links',
};

/** What a part may stand in relation to another as, by the last word of the relation's type (ISO/IEC 29500-1, annex A, and Microsoft's own). */
const RELATIONS: Readonly<Record<string, FileFault>> = {
  attachedtemplate: 'file-has-remote-parts',
  frame: 'file-has-remote-parts',
  subdocument: 'file-has-remote-parts',
  externallink: 'file-has-remote-parts',
  externallinkpath: 'file-has-remote-parts',
  oleobject: 'file-has-attachments',
  package: 'file-has-attachments',
  afchunk: 'file-has-attachments',
  vbaproject: 'file-has-macros',
  wordvbadata: 'file-has-macros',
  control: 'file-has-macros',
  activexcontrolbinary: 'file-has-macros',
  attachedtoolbars: 'file-has-macros',
  keymapcustomizations: 'file-has-macros',
  extensibility: 'file-has-macros',
  xlmacrosheet: 'file-has-macros',
  xlintlmacrosheet: 'file-has-macros',
  dialogsheet: 'file-has-macros',
  webextension: 'file-has-actions',
  webextensiontaskpanes: 'file-has-actions',
  transform: 'file-has-scripts',
  mailmergesource: 'file-has-data-links',
  mailmergeheadersource: 'file-has-data-links',
  recipientdata: 'file-has-data-links',
  connections: 'file-has-data-links',
  querytable: 'file-has-data-links',
  volatiledependencies: 'file-has-data-links',
};
const MACRO_TYPES = /macroEnabled|vbaProject|vbaData|ms-office\.activeX|macrosheet|keyMapCustomizations/i;
const FORMULAS = new Set(['f', 'formula', 'formula1', 'formula2', 'definedName', 'oldFormula']);
const FORMULA_ATTRIBUTES = new Set(['formula', 'condition', 'expression']);
/** Actions of a slide that go to another slide and nowhere else. */
const SLIDE_ACTIONS = new Set(['none', 'previous-page', 'next-page', 'first-page', 'last-page', 'hide', 'show', 'stop', 'fade-out']);

/** Who wrote, when, and on which machine: attributes of any office format. */
const PERSONAL_ATTRIBUTES = new Set([
  'author',
  'initials',
  'userid',
  'username',
  'providerid',
  'lastmodifiedby',
  'displayname',
  'date',
  'dt',
  'dateutc',
]);
const PERSONAL_ELEMENTS = new Set([
  'ins',
  'del',
  'moveFrom',
  'moveTo',
  'comment',
  'commentEx',
  'person',
  'presenceInfo',
  'cmAuthor',
  'author',
  'cm',
  'fileSharing',
  'header',
  'rPrChange',
  'pPrChange',
  'sectPrChange',
  'tblPrChange',
  'tcPrChange',
  'trPrChange',
  'tblGridChange',
  'cellIns',
  'cellDel',
  'cellMerge',
  'moveFromRangeStart',
  'moveToRangeStart',
  'numberingChange',
  'threadedComment',
  'userInfo',
  'reviewerInfo',
]);
/** Elements of which the text is a person, a time or a printer. */
const PERSONAL_TEXTS = new Set(['creator', 'creator-initials', 'initial-creator', 'printed-by', 'sender-initials']);
const SETTINGS = new Set([
  'PrinterName',
  'PrinterSetup',
  'CurrentDatabaseDataSource',
  'CurrentDatabaseCommand',
  'EmbeddedDatabaseName',
  'Rsid',
  'RsidRoot',
]);

/** A part of an office file that says what the file is and who made it, by its root: replaced by one that says nothing. */
const DESCRIPTIONS: readonly (readonly [RegExp, string, string])[] = [
  [/package\/2006\/metadata\/core-properties$/, 'coreProperties', '<coreProperties xmlns="$"/>'],
  [/extended-?properties$/i, 'Properties', '<Properties xmlns="$"/>'],
  [/custom-?properties$/i, 'Properties', '<Properties xmlns="$"/>'],
  [/office:1\.0$/, 'document-meta', '<office:document-meta xmlns:office="$" office:version="1.3"><office:meta/></office:document-meta>'],
];

/** The text of a part without what tells of persons and machines; refuses what acts, or brings in something from elsewhere. */
export function cleanPart(text: string, isDropped: (target: string) => boolean): string {
  const edits = new TextEdits();
  const fields: string[] = [];
  let description: string | null = null;
  const refuse = (fault: FileFault | null | undefined): void => {
    if (fault) throw new DamagedFile(fault);
  };
  const visitor: XmlVisitor = {
    open(element) {
      if (element.path.length === 0) description = descriptionOf(element);
      refuse(faultOfElement(element));
      if (element.local === 'fldChar') turnField(fields, valueOf(element, 'fldCharType'), refuse);
      if (element.local === 'fldSimple') refuse(faultOfField(valueOf(element, 'instr') ?? ''));
      editTag(text, edits, element, isDropped);
    },
    close(element, content, at) {
      const { local } = element;
      // Outside of any field too: what begins one may stand where we don't look, and readers are forgiving.
      if (local === 'instrText' || local === 'delInstrText') fields.push(`${fields.pop() ?? ''}${content}`);
      if (FORMULAS.has(local)) refuse(faultOfFormula(content));
      if (isPersonalText(element) && at > element.to) edits.replace(element.to, at, '');
      if (((local === 'metadata' && /svg/.test(element.uri)) || local === 'rsids') && at > element.to) edits.replace(element.to, at, '');
    },
    comment: (from, to) => edits.replace(from, to, ''),
  };
  walkXml(text, visitor);
  for (const instruction of fields) refuse(faultOfField(instruction));
  refuse(faultOfField(fields.join('')));
  return description ?? edits.apply(text);
}

const valueOf = (element: XmlElement, local: string): string | undefined =>
  element.attributes.find((attribute) => attribute.local === local)?.value;

/** Fields stand within fields: each is judged by itself once it is whole, and with what stood in it. */
function turnField(fields: string[], turn: string | undefined, refuse: (fault: FileFault | null) => void): void {
  if (turn === 'begin') fields.push('');
  if (turn !== 'separate' && turn !== 'end') return;
  const instruction = fields.at(-1) ?? '';
  refuse(faultOfField(instruction));
  if (turn !== 'end') return;
  fields.pop();
  const outer = fields.pop();
  if (outer !== undefined) fields.push(`${outer} ${instruction} `);
}

function descriptionOf({ uri, local }: XmlElement): string | null {
  for (const [namespace, root, plain] of DESCRIPTIONS) {
    if (root === local && namespace.test(uri)) return `<?xml version="1.0" encoding="UTF-8"?>\n${plain.replace('$', uri)}`;
  }
  return null;
}

function faultOfElement(element: XmlElement): FileFault | null {
  const { local, uri } = element;
  if (/\/customui$/i.test(uri)) return 'file-has-macros';
  if (/names:tc:opendocument:xmlns:script/.test(uri)) return 'file-has-macros';
  if (local === 'script' && !/svg/.test(uri)) return 'file-has-macros';
  if (local === 'control' && !/opendocument|drawing/.test(uri)) return 'file-has-macros';
  if (Object.hasOwn(ELEMENTS, local)) return ELEMENTS[local] ?? null;
  if (local === 'event-listener' && !SLIDE_ACTIONS.has(valueOf(element, 'action') ?? 'none')) return 'file-has-actions';
  if (local === 'Relationship') return faultOfRelation(element);
  if ((local === 'Override' || local === 'Default') && MACRO_TYPES.test(valueOf(element, 'ContentType') ?? '')) return 'file-has-macros';
  for (const attribute of element.attributes) {
    const fault = faultOfAttribute(element, attribute);
    if (fault) return fault;
  }
  return null;
}

function faultOfRelation(element: XmlElement): FileFault | null {
  const type = (valueOf(element, 'Type') ?? '').split('/').at(-1)?.toLowerCase() ?? '';
  const target = valueOf(element, 'Target') ?? '';
  if (Object.hasOwn(RELATIONS, type)) return RELATIONS[type] ?? null;
  if (type === 'hyperlink') return isSafeLink(target) ? null : 'file-has-actions';
  const isOutside = (valueOf(element, 'TargetMode') ?? '').trim().toLowerCase() === 'external';
  return isOutside || leadsOut(target) ? 'file-has-remote-parts' : null;
}

function faultOfAttribute(element: XmlElement, { local, name, value }: XmlAttribute): FileFault | null {
  if (name.startsWith('xmlns')) return null;
  if (/^on[a-z]+$/i.test(name) && /svg|customui/i.test(element.uri)) return 'file-has-scripts';
  if (/^on(?:load|action)$/i.test(local)) return 'file-has-macros';
  if (local === 'macro' && value.trim() !== '') return 'file-has-macros';
  if (local === 'xlm' || local === 'vbProcedure') return /^(?:1|true|on)$/i.test(value) ? 'file-has-macros' : null;
  if (local === 'action' && /ppaction:\/\/(?:macro|program|ole|hlinkfile|hlinkpres)/i.test(value)) return 'file-has-actions';
  if (FORMULA_ATTRIBUTES.has(local)) return faultOfFormula(value);
  if (/vnd\.sun\.star\.(?:script|expand)|^macro:/i.test(value.trim())) return 'file-has-macros';
  if (local === 'href' || local === 'src' || local === 'link-data') return faultOfAddress(element, local, value);
  // Nothing that is followed stands in another attribute; whatever says so is meant for a reader that we don't know.
  return /^\s*(?:javascript|vbscript):/i.test(value) ? 'file-has-scripts' : null;
}

/** A link is followed by who reads; anything else is fetched by itself. */
function faultOfAddress(element: XmlElement, attribute: string, address: string): FileFault | null {
  const isLink = attribute === 'href' && /^(?:a|hyperlink|hlinkClick|hlinkHover|shape|group|rect|oval|line|button)$/.test(element.local);
  if (isLink) return isSafeLink(address) ? null : 'file-has-actions';
  return leadsOut(address) || /^(?:\.\.|\/)/.test(address) ? 'file-has-remote-parts' : null;
}

function isPersonalText({ local, uri, attributes, path }: XmlElement): boolean {
  if (PERSONAL_TEXTS.has(local)) return true;
  if (local === 'author' && path.at(-1)?.local === 'authors') return true;
  if (local === 'date' && /purl\.org\/dc\/elements/.test(uri)) return true;
  return local === 'config-item' && attributes.some((attribute) => attribute.local === 'name' && SETTINGS.has(attribute.value));
}

/** Takes attributes out of a tag, or all of it where it names a part that is dropped. */
function editTag(text: string, edits: TextEdits, element: XmlElement, isDropped: (target: string) => boolean): void {
  const { local, attributes, from, to } = element;
  const target =
    valueOf(element, 'Target') ?? valueOf(element, 'PartName') ?? (local === 'file-entry' ? valueOf(element, 'full-path') : undefined);
  const isSelfClosed = text[to - 2] === '/';
  if (isSelfClosed && ((target !== undefined && isDropped(target)) || local === 'printerSettings')) return edits.replace(from, to, '');
  const unwanted = attributes.filter((attribute) => isUnwanted(element, attribute));
  const emptied = attributes.filter((attribute) => isPersonal(element, attribute) && attribute.value !== '');
  if (unwanted.length + emptied.length === 0) return;
  let tag = text.slice(from, to);
  for (const { name } of unwanted) tag = tag.replace(attributePattern(name), '');
  for (const { name } of emptied) tag = tag.replace(attributePattern(name), ` ${name}=""`);
  edits.replace(from, to, tag);
}

const attributePattern = (name: string): RegExp => new RegExp(`\\s${name.replaceAll('.', '\\.')}\\s*=\\s*(?:"[^"]*"|'[^']*')`);

/** What may be left out: the marks by which Word knows when something was written, and what named a part that is dropped. */
const isUnwanted = ({ local }: XmlElement, attribute: XmlAttribute): boolean =>
  attribute.local.startsWith('rsid') ||
  (PERSONAL_ELEMENTS.has(local) && /^(?:date|dt|dateutc|datetime)$/i.test(attribute.local)) ||
  (local === 'pageSetup' && attribute.local === 'id');

const isPersonal = ({ local }: XmlElement, attribute: XmlAttribute): boolean =>
  (local === 'absPath' && attribute.local === 'url') ||
  (PERSONAL_ELEMENTS.has(local) &&
    !/^(?:date|dt|dateutc|datetime)$/i.test(attribute.local) &&
    (PERSONAL_ATTRIBUTES.has(attribute.local.toLowerCase()) || (/^(?:cmAuthor|author)$/.test(local) && attribute.local === 'name')));
