import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Refusal } from '#src/kernel/refusal.ts';
import { INSPECTION, Inspector } from '#src/platform/files/inspect-apart.ts';
import { pdf, photograph } from '#tests/areas/documents/real-files.ts';

const faultOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return error.details.fields?.[0]?.code;
    },
  );

/** Looks into files by this program instead of ours, until a file begins with "ok". */
function inspectorBy(t: Test, program: string, limits: Partial<typeof INSPECTION>): Inspector {
  const answer = "{ fault: null, mediaType: 'image/png', content: null, isSigned: false }";
  const directory = t.testdir({ 'work.mjs': `export async function work(bytes) { if (bytes[0] === 111) return ${answer}; ${program} }` });
  return new Inspector({ ...INSPECTION, ...limits }, pathToFileURL(join(directory, 'work.mjs')));
}
const HOSTILE = Buffer.from('whatever');
const HONEST = Buffer.from('ok');

t.test('files are looked into by a thread that stays for the next, and each is told by itself', async (t) => {
  const inspector = new Inspector();
  inspector.prepare();
  t.match(await inspector.inspect(pdf()), { mediaType: 'application/pdf', content: null });
  t.equal(await faultOf(inspector.inspect(Buffer.from('MZ'))), 'file-type-not-accepted');
  t.match(await inspector.inspect(photograph()), { mediaType: 'image/jpeg' });
  for (const round of ['with a thread that is begun', 'with all of them as they were left']) {
    const all = await Promise.all(['one', 'two'].map((title) => inspector.inspect(pdf(`${title} ${round}`))));
    t.match(all, [{ mediaType: 'application/pdf' }, { mediaType: 'application/pdf' }], round);
  }
});

for (const [name, program, limits] of [
  ['never ends', 'for (;;);', { deadlineMs: 10_000 }],
  ['never answers', 'await new Promise(() => setInterval(() => undefined, 1000));', { deadlineMs: 10_000 }],
  ['fills the memory with objects', 'const all = []; for (;;) all.push({ all: [all.length] });', { heapMb: 48 }],
  ['fills the memory with bytes', 'const all = []; for (;;) all.push(new Uint8Array(1 << 24).fill(1));', { growthMb: 256 }],
  ['goes too deep', 'const deep = () => deep() + 1; try { deep(); } catch { return { fault: "file-too-complex" }; }', {}],
] as const) {
  t.test(`a file over which the work ${name} is refused, and the next is looked into`, async (t) => {
    const inspector = inspectorBy(t, program, limits);
    t.equal(await faultOf(inspector.inspect(HOSTILE)), 'file-too-complex');
    t.match(await inspector.inspect(HONEST), { mediaType: 'image/png' });
  });
}

t.test('a fault of our own is told as such, and ends its thread alone', async (t) => {
  const inspector = inspectorBy(t, 'throw new Error("ours");', {});
  await t.rejects(inspector.inspect(HOSTILE), { message: 'ours' });
  t.match(await inspector.inspect(HONEST), { mediaType: 'image/png' });
});
