import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import sharp from 'sharp';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { must } from '#src/kernel/assert.ts';
import { DamagedFile } from '#src/platform/files/damaged-file.ts';
import { stripIccProfile } from '#src/platform/files/icc.ts';
import { inspectFile } from '#src/platform/files/inspect-file.ts';
import { readZip } from '#src/platform/files/zip.ts';
import { decodeXml, walkXml } from '#src/platform/files/xml.ts';
import {
  escaped,
  HOSTILE_OFFICE_FILES,
  HOSTILE_PDFS,
  MARK,
  MARKED_DOCX,
  MARKED_ODT,
  MARKED_PDF,
  objectStream,
  pdfWith,
  PLACE,
  signedPdf,
} from '#tests/areas/documents/hostile-files.ts';
import { contentTypes, docx, exifWithGps, odt, pdf, photograph, png, webp, xlsx, zip } from '#tests/areas/documents/real-files.ts';
import { asOften } from '#tests/support/effort.ts';

const faultOf = (bytes: Buffer): Promise<string> =>
  inspectFile(bytes).then(
    ({ mediaType }) => mediaType,
    (error: unknown) => {
      if (!(error instanceof DamagedFile)) throw error;
      return error.fault;
    },
  );
const cleanedOf = async (bytes: Buffer): Promise<Buffer> => (await inspectFile(bytes)).content ?? bytes;

t.test('what a file is, is told by its content', async (t) => {
  t.equal(await faultOf(pdf()), 'application/pdf');
  t.equal(await faultOf(photograph()), 'image/jpeg');
  t.equal(await faultOf(png()), 'image/png');
  t.equal(await faultOf(webp()), 'image/webp');
  t.match(await faultOf(docx()), /wordprocessingml\.document$/);
  t.match(await faultOf(xlsx()), /spreadsheetml\.sheet$/);
  t.equal(await faultOf(odt()), 'application/vnd.oasis.opendocument.text');
});

for (const [name, image] of [
  ['JPEG', photograph()],
  ['PNG', png()],
  ['WebP', webp()],
] as const) {
  t.test(`a ${name} loses place, author, comments and what hides behind its end`, async (t) => {
    const content = await cleanedOf(image);
    const text = content.toString('latin1');
    for (const hidden of ['secret', '<script', 'PK\u0003']) t.notOk(text.includes(hidden), hidden);
    t.ok(image.toString('latin1').includes(PLACE), 'the place was there');
    t.notOk(text.includes(PLACE), 'the place is gone');
    const { exif, xmp, iptc, icc, comments, orientation } = await sharp(content).metadata();
    t.strictSame([exif, xmp, iptc, icc, comments, orientation].filter(Boolean), []);
  });
}

t.test('a picture that was held sideways stands upright', async (t) => {
  const wide = await sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { width, height } = await sharp(await cleanedOf(wide)).metadata();
  t.strictSame([width, height], [2, 4]);
});

t.test('a picture of 400 megapixels is refused by its head, however small its file is', async (t) => {
  const huge = Buffer.from(png());
  huge.writeUInt32BE(20_000, 16);
  huge.writeUInt32BE(20_000, 20);
  const { crc32 } = await import('node:zlib');
  huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
  t.equal(await faultOf(huge), 'file-picture-too-large');
  const jpeg = Buffer.from(photograph());
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]));
  jpeg.writeUInt16BE(20_000, frame + 5);
  jpeg.writeUInt16BE(20_000, frame + 7);
  t.equal(await faultOf(jpeg), 'file-picture-too-large');
  t.equal(await faultOf(docx({ name: 'word/media/image1.png', content: huge })), 'file-picture-too-large', 'nor within a text');
});

t.test('what is not accepted is refused with what is wrong', async (t) => {
  const cases: [string, Buffer, string][] = [
    ['HTML', Buffer.from('<!doctype html><script>1</script>'), 'file-type-not-accepted'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'file-type-not-accepted'],
    ['a program', Buffer.from('MZ\u0090\0'), 'file-type-not-accepted'],
    ['a TIFF', exifWithGps(1), 'file-type-not-accepted'],
    ['an old office file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file-type-not-accepted'],
    ['an archive', zip([{ name: 'a.txt', content: 'a' }]), 'file-type-not-accepted'],
    ['a cut PDF', pdf().subarray(0, 60), 'file-damaged'],
    ['a cut JPEG', photograph().subarray(0, 40), 'file-damaged'],
    ['a cut PNG', png().subarray(0, 60), 'file-damaged'],
    ['macros', docx({ name: 'word/vbaProject.bin', content: 'x' }), 'file-has-macros'],
    [
      'a macro-enabled type',
      zip([contentTypes('application/vnd.ms-word.document.macroEnabled.main+xml'), { name: 'word/document.xml', content: 'x' }]),
      'file-has-macros',
    ],
    ['macros in OpenDocument', odt({ name: 'Basic/Standard/script-lb.xml', content: 'x' }), 'file-has-macros'],
    ['an encrypted entry', docx({ name: 'x.xml', content: 'x', flags: 1 }), 'file-is-encrypted'],
    ['a name that climbs out', docx({ name: '../x', content: 'x' }), 'file-damaged'],
    ['an absolute name', docx({ name: '/etc/x', content: 'x' }), 'file-damaged'],
    ['the same name twice', docx({ name: 'word/document.xml', content: 'x' }), 'file-damaged'],
    ['something before an archive', Buffer.concat([docx().subarray(0, 40), docx()]), 'file-is-two-things'],
    ['something behind an archive', Buffer.concat([docx(), Buffer.from('<script>')]), 'file-is-two-things'],
    ['a bomb', docx({ name: 'x.xml', content: Buffer.alloc(40 * 1024 * 1024) }), 'file-unpacks-too-large'],
    ['a bomb that lies about its size', docx({ name: 'x.xml', content: Buffer.alloc(4 * 1024 * 1024), claimedSize: 10 }), 'file-damaged'],
    ['a part that is nothing known', docx({ name: 'word/a.xml', content: Buffer.from([1, 2, 3, 4]) }), 'file-part-not-accepted'],
  ];
  for (const [name, bytes, fault] of cases) t.equal(await faultOf(bytes), fault, name);
});

t.test('a PDF that does more than to be read is refused, wherever and however it is written', async (t) => {
  for (const [name, make, fault] of HOSTILE_PDFS) t.equal(await faultOf(make()), fault, name);
});

t.test('an office file that acts, or fetches or carries something, is refused', async (t) => {
  for (const [name, make, fault] of HOSTILE_OFFICE_FILES) t.equal(await faultOf(make()), fault, name);
});

t.test('what acts in a PDF is found at any depth, in any revision, packed or not, by any name', async (t) => {
  const acts = fc.constantFrom(
    (name: (plain: string) => string) => `<</S /${name('JavaScript')} /${name('JS')} (x)>>`,
    (name: (plain: string) => string) => `<</S /${name('Launch')} /F (x)>>`,
    (name: (plain: string) => string) => `<</Type /${name('EmbeddedFile')}>>`,
    (name: (plain: string) => string) => `<</Subtype /${name('RichMedia')}>>`,
    (name: (plain: string) => string) => `<</${name('XFA')} (x)>>`,
  );
  const wraps = fc.array(
    fc.constantFrom(
      (inner: string) => `[1 ${inner} (a)]`,
      (inner: string) => `<</A 1 /B ${inner}>>`,
      (inner: string) => `<</Next [${inner}]>>`,
      (inner: string) => `<< %>>\n /K\n${inner} >>`,
    ),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(acts, wraps, fc.boolean(), fc.boolean(), fc.nat(2), async (act, around, isEscaped, isPacked, revision) => {
      const hidden = around.reduce((inner, wrap) => wrap(inner), act(isEscaped ? escaped : (plain) => plain));
      const object = isPacked ? objectStream([[30, hidden]]) : hidden;
      const revisions = [0, 1, 2].map((index) => pdfWith(index === revision ? [object] : ['null']));
      t.match(await faultOf(Buffer.concat(revisions)), /^file-has-(?:scripts|actions|attachments)$/);
    }),
    { numRuns: asOften(150) },
  );
});

/** All that another library than the one that wrote it finds in a PDF. */
async function readByAnother(content: Buffer): Promise<{ info: unknown; metadata: unknown; annotations: unknown[] }> {
  const document = await getDocument({ data: new Uint8Array(content), verbosity: 0 }).promise;
  const { info, metadata } = await document.getMetadata();
  const page = document.numPages > 0 ? await document.getPage(1) : null;
  const annotations = (await page?.getAnnotations()) ?? [];
  await document.destroy();
  return { info, metadata, annotations };
}

t.test('a PDF loses whatever says who made it and where, its pictures too, and opens again', async (t) => {
  const before = MARKED_PDF();
  t.ok(before.includes(MARK));
  const content = await cleanedOf(before);
  t.notOk(content.includes(MARK));
  t.notOk(content.toString('latin1').includes(PLACE), 'nor do its pictures say where they were taken');
  t.ok(content.includes('(seen)'), 'what is seen stays');
  t.equal(content.toString('latin1').match(/DCTDecode/g)?.length, 2, 'so do its pictures');
  const [profile, drawing] = flateStreamsOf(content);
  t.notOk(profile?.includes(MARK), 'its colour profile names nobody');
  t.ok(profile?.includes('seen white'), 'and colours as before');
  t.equal(drawing?.includes(PLACE), false, 'nor does a picture within a drawing say where');
  t.match(drawing?.toString('latin1'), /ID \xff\xd8[^]*\xff\xd9 *\nEI Q \(seen in the drawing\) Tj$/, 'which stands where it stood');
  t.ok((await inspectFile(content)).content?.equals(content), 'what was cleaned stays as it is');
  const page = pdf('a page');
  const { info, metadata } = await readByAnother(await cleanedOf(page));
  t.match(info, { PDFFormatVersion: '1.7', Author: undefined, Producer: undefined });
  t.equal(metadata, null);
});

/** The contents of the streams that are packed by Flate alone. */
const flateStreamsOf = (bytes: Buffer): Buffer[] =>
  [...bytes.toString('latin1').matchAll(/\/Filter \/FlateDecode[^>]*>>\s*stream\n([^]*?)\nendstream/g)].map(([, packed = '']) =>
    inflateSync(Buffer.from(packed, 'latin1')),
  );

t.test('a colour profile colours as before once it says nothing of who made it', async (t) => {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 90, b: 30 } } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const profile = must((await sharp(picture).metadata()).icc, 'its profile');
  const plain = stripIccProfile(profile);
  const text = plain.toString('latin1').replaceAll('\0', '');
  t.match(profile.toString('latin1').replaceAll('\0', ''), /copyright|public domain|P3/i, 'it said who made it');
  t.notMatch(text, /copyright|public domain|P3/i);
  t.equal(plain.length, profile.length);
  const directory = t.testdir({ 'before.icc': profile, 'after.icc': plain });
  const coloured = (name: string): Promise<Buffer> => sharp(picture).withIccProfile(join(directory, name)).raw().toBuffer();
  t.ok((await coloured('after.icc')).equals(await coloured('before.icc')));
});

for (const [name, make] of [
  ['a text of Word', MARKED_DOCX],
  ['a text of LibreOffice', MARKED_ODT],
] as const) {
  t.test(`${name} loses whatever says who made it and where, its pictures too, and opens again`, async (t) => {
    const before = make();
    const content = await cleanedOf(before);
    const entries = await readZip(content);
    t.strictSame(
      entries.map((entry) => entry.name),
      (await readZip(before)).map((entry) => entry.name),
    );
    let seen = '';
    for (const entry of entries) {
      const part = await entry.read();
      t.notOk(part.includes(MARK), entry.name);
      t.notOk(part.toString('latin1').includes(PLACE), entry.name);
      if (/\.(?:xml|rels)$/.test(entry.name)) {
        walkXml(decodeXml(part), {
          open: () => undefined,
          close: (_, text) => {
            seen += text;
          },
        });
      }
    }
    t.ok(seen.includes('seen'), 'what is seen stays');
    t.ok((await inspectFile(content)).content?.equals(content), 'what was cleaned stays as it is');
  });
}

t.test('the settings of a printer leave a workbook without a hole', async (t) => {
  const content = await cleanedOf(
    zip([
      contentTypes('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'),
      { name: 'xl/worksheets/sheet1.xml', content: '<worksheet xmlns:r="r"><pageSetup paperSize="9" r:id="r1"/></worksheet>' },
      {
        name: 'xl/worksheets/_rels/sheet1.xml.rels',
        content:
          '<Relationships><Relationship Id="r1" Type="a/printerSettings" Target="../printerSettings/printerSettings1.bin"/></Relationships>',
      },
      { name: 'xl/printerSettings/printerSettings1.bin', content: Buffer.from('\\\\office\\printer of somebody', 'utf16le') },
    ]),
  );
  const parts = await Promise.all((await readZip(content)).map(async ({ name, read }) => [name, String(await read())] as const));
  t.strictSame(parts.slice(1), [
    ['xl/worksheets/sheet1.xml', '<worksheet xmlns:r="r"><pageSetup paperSize="9"/></worksheet>'],
    ['xl/worksheets/_rels/sheet1.xml.rels', '<Relationships></Relationships>'],
  ]);
});

const TEXT = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

t.test('what other programs filed beside a text leaves it without a hole, and is judged like all else', async (t) => {
  const filed = (content: string) =>
    zip([
      {
        name: '[Content_Types].xml',
        content: `<Types><Override PartName="/word/document.xml" ContentType="${TEXT}"/><Override PartName="/customXml/itemProps1.xml" ContentType="x"/></Types>`,
      },
      { name: 'word/document.xml', content: '<document>seen</document>' },
      {
        name: 'word/_rels/document.xml.rels',
        content: '<Relationships><Relationship Id="r1" Type="a/customXml" Target="../customXml/item1.xml"/></Relationships>',
      },
      { name: 'customXml/item1.xml', content },
      { name: 'customXml/itemProps1.xml', content: '<datastoreItem/>' },
      { name: 'customXml/_rels/item1.xml.rels', content: '<Relationships/>' },
    ]);
  const content = await cleanedOf(filed('<p:properties xmlns:p="p"><filedBy>somebody</filedBy></p:properties>'));
  const parts = await Promise.all((await readZip(content)).map(async ({ name, read }) => [name, String(await read())] as const));
  t.strictSame(parts, [
    ['[Content_Types].xml', `<Types><Override PartName="/word/document.xml" ContentType="${TEXT}"/></Types>`],
    ['word/document.xml', '<document>seen</document>'],
    ['word/_rels/document.xml.rels', '<Relationships></Relationships>'],
  ]);
  t.equal(await faultOf(filed('<a href="javascript:x">x</a>')), 'file-has-actions');
});

t.test('a signed PDF passes as it is, and only a clean one', async (t) => {
  t.match(await inspectFile(signedPdf()), { mediaType: 'application/pdf', content: null, isSigned: true });
  t.equal(await faultOf(signedPdf('<</S /JavaScript /JS (x)>>')), 'file-has-scripts');
  t.equal(await faultOf(signedPdf('(an object \n9 0 obj within a text)')), 'file-is-two-things');
  const pretends = pdfWith([`<</Type /Sig /ByteRange [0 1 2 3] /Contents <ab>>>`, `<</Author (${MARK})>>`], { trailer: '/Info 4 0 R' });
  const { content, isSigned } = await inspectFile(pretends);
  t.strictSame([isSigned, content?.includes(MARK)], [false, false], 'what only says that it is signed is cleaned');
});

t.test('streams are unpacked by whatever packs them, and predicted ones too', async (t) => {
  const text = '30 0 <</S /JavaScript /JS (x)>>';
  const rows: Buffer[] = [];
  let above = Buffer.alloc(8);
  for (let at = 0; at < text.length; at += 8) {
    const row = Buffer.alloc(8);
    row.write(text.slice(at, at + 8), 'latin1');
    rows.push(Buffer.from([2, ...row.map((byte, index) => byte - (above[index] ?? 0))]));
    above = row;
  }
  const dict = '/Type /ObjStm /N 1 /First 5';
  const predicted = {
    dict: `${dict} /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 8>>`,
    content: deflateSync(Buffer.concat(rows)),
  };
  t.equal(await faultOf(pdfWith([predicted])), 'file-has-scripts');
  const hex = {
    dict: `${dict} /Filter [/ASCIIHexDecode /FlateDecode]`,
    content: Buffer.from(`${deflateSync(Buffer.from(text)).toString('hex')}>`),
  };
  t.equal(await faultOf(pdfWith([hex])), 'file-has-scripts');
});

t.test('whatever is changed or cut in a file, it is accepted as what it is or refused, and never a fault of ours', async (t) => {
  const files = [pdf(), MARKED_PDF(), signedPdf(), photograph(), png(), webp(), docx(), MARKED_DOCX(), odt()];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 4 }),
      fc.nat(4000),
      async (file, changes, length) => {
        const bytes = Buffer.from(file.subarray(0, Math.max(length, 1)));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        await faultOf(bytes);
      },
    ),
    { numRuns: asOften(600) },
  );
  t.pass();
});

t.test('what is large and honest passes', async (t) => {
  const picture = await sharp(randomBytes(1200 * 900 * 3), { raw: { width: 1200, height: 900, channels: 3 } })
    .png()
    .toBuffer();
  t.match(await faultOf(docx({ name: 'word/media/image1.png', content: picture, stored: true })), /wordprocessingml\.document$/);
  t.equal(await faultOf(pdf('large', randomBytes(5 * 1024 * 1024))), 'application/pdf');
});
