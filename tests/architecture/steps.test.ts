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
await writeFile(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src/snippet.ts'] }));

const PREAMBLE = `
import type { WholeOf } from './areas/disclosure/record.ts';
import { Amendment } from './areas/matches/record.ts';
import { matches } from './areas/matches/tables.ts';
import { quantityOf, type Steps, steps, stepsFrom } from './kernel/quantity.ts';
declare const held: Steps;
declare const told: number;
type Row = Partial<typeof matches.$inferInsert>;
type Told = WholeOf<typeof Amendment>;
export const uses = [Amendment, quantityOf, steps, stepsFrom, held, told];
`;

/** Which of these lines the compiler complains about, in a file that begins as above. */
async function complainedAbout(lines: readonly string[]): Promise<string[]> {
  await writeFile(join(copy, 'src/snippet.ts'), [PREAMBLE, ...lines, 'export type { Row, Told };', ''].join('\n'));
  const compiler = join(root, 'node_modules/ts7/bin/tsc');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [compiler, '-p', copy], { cwd: copy }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  if (stderr !== '') throw new Error(stderr);
  const first = PREAMBLE.split('\n').length + 1;
  const said = [...stdout.matchAll(/^(\S+\.ts)\((\d+),\d+\): error /gm)];
  return [
    ...new Set(said.map(([, file, line]) => (file === 'src/snippet.ts' ? (lines[Number(line) - first] ?? `line ${line}`) : `${file}`))),
  ];
}

t.test('a plain number is no number of steps, and steps are nothing to tell', async (t) => {
  const right = [
    "export const cameIn: Row = { quantity: stepsFrom(told, 3, '/quantity') };",
    'export const reckoned: Row = { quantity: steps(held - held) };',
    "export const goesOut: Pick<Told, 'quantity'> = { quantity: quantityOf(held, 3) };",
  ];
  t.strictSame(await complainedAbout(right), [], 'what passed a border, and what was reckoned where somebody says that it is steps');

  const wrong = [
    'export const given: Row = { quantity: told };',
    'export const literal: Row = { quantity: 12 };',
    'export const difference: Row = { quantity: held - held };',
    "export const toldAsSteps: Pick<Told, 'quantity'> = { quantity: held };",
    "export const toldPlain: Pick<Told, 'quantity'> = { quantity: told };",
    'export const plainOut = quantityOf(told, 3);',
    'export const twiceOut = quantityOf(quantityOf(held, 3), 3);',
  ];
  t.strictSame(await complainedAbout(wrong), wrong, 'and nothing else');
});
