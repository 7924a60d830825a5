import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { Refusal } from '#src/kernel/refusal.ts';
import { inspectFile } from '#src/platform/files/inspect-file.ts';
import { readOrientation } from '#src/platform/files/orientation.ts';
import { contentTypes, docx, exifWithGps, odt, pdf, photograph, png, webp, xlsx, zip } from '#tests/areas/documents/real-files.ts';
import { asOften } from '#tests/support/effort.ts';

const faultOf = (bytes: Buffer): Promise<string> =>
  inspectFile(bytes).then(
    ({ mediaType }) => mediaType,
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return error.details.fields?.[0]?.code ?? error.code;
    },
  );

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
  t.test(`a ${name} loses place, author, comments and what hides behind its end, and keeps its picture and which way is up`, async (t) => {
    const { content } = await inspectFile(image);
    const text = content?.toString('latin1') ?? '';
    for (const hidden of ['secret', '<script', 'PK\u0003']) t.notOk(text.includes(hidden), hidden);
    const gps = exifWithGps(1).subarray(80).toString('latin1');
    t.ok(image.toString('latin1').includes(gps), 'the place was there');
    t.notOk(text.includes(gps), 'the place is gone');
    const block = content?.indexOf('MM\0*', 0, 'latin1') ?? -1;
    t.equal(readOrientation(content?.subarray(block) ?? Buffer.alloc(0)), { JPEG: 6, PNG: 3, WebP: 8 }[name]);
    const again = await inspectFile(content ?? Buffer.alloc(0));
    t.equal(again.content, null, 'a clean image stays as it is, byte for byte');
  });
}

t.test('what is not accepted is refused with what is wrong', async (t) => {
  const cases: [string, Buffer, string][] = [
    ['HTML', Buffer.from('<!doctype html><script>1</script>'), 'file-type-not-accepted'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'file-type-not-accepted'],
    ['a program', Buffer.from('MZ\u0090\0'), 'file-type-not-accepted'],
    ['a TIFF', exifWithGps(1), 'file-type-not-accepted'],
    ['an old office file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'file-type-not-accepted'],
    ['an archive', zip([{ name: 'a.txt', content: 'a' }]), 'file-type-not-accepted'],
    ['a cut PDF', pdf().subarray(0, 60), 'file-damaged'],
    ['a PDF with an archive behind', Buffer.concat([pdf(), docx()]), 'file-is-two-things'],
    ['a PDF with a short archive and its end mark behind', Buffer.concat([pdf(), zip([]), Buffer.from('%%EOF')]), 'file-is-two-things'],
    ['an encrypted PDF', Buffer.from(pdf().toString().replace('/Size 4', '/Size 4 /Encrypt 9 0 R')), 'file-is-encrypted'],
    ['a cut JPEG', photograph().subarray(0, -60), 'file-damaged'],
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
    ['a list of parts that is no list', zip([contentTypes(' '.repeat(2 * 1024 * 1024))]), 'file-unpacks-too-large'],
  ];
  for (const [name, bytes, fault] of cases) t.equal(await faultOf(bytes), fault, name);
});

t.test('an archive is unpacked piece by piece and never held whole', async (t) => {
  const large = docx(
    { name: 'picture.png', content: randomBytes(1_500_000), stored: true },
    { name: 'x.xml', content: Buffer.alloc(240 * 1024 * 1024) },
  );
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 1);
  t.match(await faultOf(large), /wordprocessingml\.document$/);
  clearInterval(watch);
  t.ok(most < 64 * 1024 * 1024, `${most} bytes at once`);
});

t.test('whatever is changed or cut in a file, it is accepted as what it is or refused, and never a fault of ours', async (t) => {
  const files = [pdf(), photograph(), png(), webp(), docx(), odt()];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
      fc.nat(600),
      async (file, changes, length) => {
        const bytes = Buffer.from(file.subarray(0, Math.max(length, 1)));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        await faultOf(bytes);
      },
    ),
    { numRuns: asOften(1500) },
  );
  t.pass();
});
