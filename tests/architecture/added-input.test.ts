import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { temporaryDirectory } from '#tests/support/files.ts';

const run = promisify(execFile);
const root = process.cwd();
const copy = await temporaryDirectory(t);
for (const part of ['src', 'openapi', 'package.json']) await cp(join(root, part), join(copy, part), { recursive: true });
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
await writeFile(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));

/** Where it is said what requests may bring. */
const CONTRACT = /^areas\/.*\/contract[^/]*\.ts$|^platform\/http\/schemas\.ts$/;

/** Gives each object of each contract a field of its own that may be sent, and answers where each of them stands. */
async function addFields(): Promise<ReadonlyMap<string, string>> {
  const added = new Map<string, string>();
  const files = (readdirSync(join(copy, 'src'), { recursive: true }) as string[]).filter((file) => CONTRACT.test(file));
  for (const file of files) {
    const path = join(copy, 'src', file);
    const text = await readFile(path, 'utf8');
    const mutated = text.replaceAll(/\bstrictObject\((?:\{|(\w+)\))/g, (_, named: string | undefined, at: number) => {
      const name = `addedField${added.size}`;
      added.set(name, `src/${file}:${text.slice(0, at).split('\n').length}`);
      return `strictObject({ ${name}: z.string().optional(),${named === undefined ? '' : ` ...${named} })`}`;
    });
    await writeFile(path, mutated);
  }
  return added;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly $ref?: string }[];
  readonly responses?: unknown;
}

/** The added fields that the API's operations take, and those that they answer with as well. */
async function readDocument(): Promise<{ taken: ReadonlySet<string>; answered: ReadonlySet<string> }> {
  await run(process.execPath, ['--import', 'tsx', 'src/cli/write-openapi.ts'], { cwd: copy });
  const document = JSON.parse(await readFile(join(copy, 'openapi/openapi.json'), 'utf8')) as OpenApi;
  const taken = new Set<string>();
  const answered = new Set<string>();
  const at = (pointer: string): unknown =>
    pointer
      .slice(2)
      .split('/')
      .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  const walk = (value: unknown, found: Set<string>, followed = new Set<string>()): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '$ref' && typeof inner === 'string') {
        if (!followed.has(inner)) walk(at(inner), found, followed.add(inner));
      } else {
        if (/^addedField\d+$/.test(key)) found.add(key);
        walk(inner, found, followed);
      }
    }
  };
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    walk(operation.requestBody, taken);
    for (const parameter of operation.parameters ?? []) {
      const { name, in: place } = parameter.$ref === undefined ? parameter : (at(parameter.$ref) as typeof parameter);
      if (place === 'query' && name !== undefined && /^addedField\d+$/.test(name)) taken.add(name);
    }
    walk(operation.responses, answered);
  }
  return { taken, answered };
}

/** What the compiler says of the copy. */
async function complaints(): Promise<string> {
  const compiler = join(root, 'node_modules/ts7/bin/tsc');
  const { stdout, stderr } = await run(process.execPath, [compiler, '-p', copy], { cwd: copy, maxBuffer: 2 ** 26 }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}

t.test('a field that an operation takes and that nothing reads does not compile', async (t) => {
  const added = await addFields();
  const { taken, answered } = await readDocument();
  t.ok(taken.size > 100, 'the document has them');
  const said = new Set((await complaints()).match(/\baddedField\d+\b/g));
  // What is answered as it was sent is kept whole, whatever fields it has.
  const dropped = [...taken].filter((name) => !answered.has(name) && !said.has(name));
  t.strictSame(
    dropped.map((name) => added.get(name)),
    [],
    'each of them is asked for',
  );
});
