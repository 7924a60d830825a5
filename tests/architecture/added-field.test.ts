import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { temporaryDirectory } from '#tests/support/files.ts';

const root = process.cwd();
const copy = await temporaryDirectory(t);
await cp(join(root, 'src'), join(copy, 'src'), { recursive: true });
await cp(join(root, 'package.json'), join(copy, 'package.json'));
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
await writeFile(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src/areas/needs/views.ts'] }));

/** Where the compiler asks for something, and the first line of what it says there. */
async function complaints(): Promise<string[]> {
  const compiler = join(root, 'node_modules/ts7/bin/tsc');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [compiler, '-p', copy], { cwd: copy }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  if (stderr !== '') throw new Error(stderr);
  return [...stdout.matchAll(/^(\S+\.ts)\(\d+,\d+\): error (.*)$/gm)].map(([, file, said]) => `${file}: ${said}`);
}

async function write(file: string, line: string, added: string): Promise<void> {
  const path = join(copy, 'src/areas/needs', file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(line)) throw new Error(`${file} has no line ${line}`);
  await writeFile(path, text.replace(line, `${added}\n${line}`));
}

const COLUMN = "    closingRequestedBy: text('closing_requested_by'";
const FIELD = '  closingRequestedBy: recipientSide(';

t.test('a new field of a need takes its column and its line in the record; whoever forgets one is told by the compiler', async (t) => {
  await write('tables.ts', COLUMN, "    colour: text('colour'),");
  const forgottenInRecord = await complaints();
  t.equal(forgottenInRecord.length, 1);
  t.match(forgottenInRecord[0], /needs\/views\.ts/, 'a column that the record doesn’t declare');

  await write('record.ts', FIELD, '  colour: recipientSide(z.string().nullable()),');
  t.strictSame(await complaints(), [], 'with both, the field is read, shown to those whom the record names, and described');

  await write('record.ts', FIELD, '  shade: recipientSide(z.string().nullable()),');
  const forgottenInView = await complaints();
  t.equal(forgottenInView.length, 1);
  t.match(forgottenInView[0], /needs\/views\.ts/, 'a field that nothing fills');

  await write('record.ts', FIELD, '  tint: z.string().nullable(),');
  t.ok(
    (await complaints()).some((line) => line.startsWith('src/areas/needs/record.ts')),
    'a field without an audience is none',
  );
});
