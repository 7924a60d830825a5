import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { temporaryDirectory } from '#tests/support/files.ts';

const NAMES_ONLY = 'what rows of other tables refer to, and no route lists: of it the names are read, or a rule';
const COUNTED = 'what figures are reckoned from, and no record tells';

/** The tables that no record shows, and why. */
const UNSEEN: Readonly<Record<string, string>> = {
  content_claims: 'holds off a scheduled job',
  sessions: 'a secret and where it was used',
  familiar_places: 'where somebody has signed in from, kept to tell of a new place',
  sign_in_throttles: 'how often signing in has failed',
  obstacle_periods: COUNTED,
  recorded_durations: COUNTED,
  held_quantities: COUNTED,
  holding_moves: 'what reports and proposed holdings follow from, which are shown',
  held_changes: COUNTED,
  delivery_steps: COUNTED,
  site_cells: 'in which cell a site lies: a cell is shown with its public sites, and a site with its cell',
  districts: NAMES_ONLY,
  neighbours: NAMES_ONLY,
  site_kinds: NAMES_ONLY,
  obstacle_groups: NAMES_ONLY,
  units_of_measure: NAMES_ONLY,
  enumerations: NAMES_ONLY,
  attributes: NAMES_ONLY,
  exclusions: NAMES_ONLY,
  compliance_documents: NAMES_ONLY,
  glossary_terms: 'for translators; no route lists it',
  regimes: 'what is shown is its versions, whose content is a copy in JSON (regime_versions)',
};

const root = process.cwd();
const copy = await temporaryDirectory(t);
await cp(join(root, 'src'), join(copy, 'src'), { recursive: true });
await cp(join(root, 'package.json'), join(copy, 'package.json'));
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
await writeFile(
  join(copy, 'tsconfig.json'),
  JSON.stringify({ compilerOptions: { ...compilerOptions, noErrorTruncation: true }, include: ['src'] }),
);

/** Gives each table of each area a column of its own, and answers which is whose. */
async function addColumns(): Promise<ReadonlyMap<string, string>> {
  const added = new Map<string, string>();
  const files = readdirSync(join(copy, 'src/areas'), { recursive: true }) as string[];
  for (const file of files.filter((name) => name.endsWith('tables.ts'))) {
    const path = join(copy, 'src/areas', file);
    const text = await readFile(path, 'utf8');
    const mutated = text.replaceAll(/\bpgTable\(\s*'(\w+)',\s*\{/g, (opening, table: string) => {
      const name = `addedColumn${added.size}`;
      added.set(name, table);
      return `${opening} ${name}: addedText('added'),`;
    });
    await writeFile(path, `import { text as addedText } from 'drizzle-orm/pg-core';\n${mutated}`);
  }
  return added;
}

async function write(file: string, line: string, added: string): Promise<void> {
  const path = join(copy, 'src/areas', file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(line)) throw new Error(`${file} has no line ${line}`);
  await writeFile(path, text.replace(line, `${added}\n${line}`));
}

/** What the compiler misses or has too much of, by the file that it says so of. What it quotes besides, such as a whole row, is no complaint. */
async function complaints(): Promise<ReadonlyMap<string, string>> {
  const compiler = join(root, 'node_modules/ts7/bin/tsc');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [compiler, '-p', copy], { cwd: copy, maxBuffer: 2 ** 26 }).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  if (stderr !== '') throw new Error(stderr);
  const found = new Map<string, string>();
  let file = '';
  for (const line of stdout.split('\n')) {
    file = /^(\S+\.ts)\(\d+,\d+\): error/.exec(line)?.[1] ?? file;
    const one = /(?:Property|Types of property) '(\w+)' (?:is missing|is incompatible|are incompatible|does not exist)/.exec(line);
    const several = /is missing the following properties from type .*: ([\w, ]+)$/.exec(line);
    for (const name of one?.[1] === undefined ? (several?.[1] ?? '').split(/, (?:and )?/) : [one[1]]) found.set(name, file);
  }
  return found;
}

t.test('what is added is asked for by the compiler, wherever it is forgotten', async (t) => {
  const columns = await addColumns();
  const tables = [...columns.values()];
  t.ok(tables.length > 80, 'the tables were found');

  const COLUMN = "    closingRequestedBy: text('closing_requested_by'";
  const FIELD = '  closingRequestedBy: recipientSide(';
  await write('needs/tables.ts', COLUMN, "    colour: text('colour'),");
  await write('needs/record.ts', FIELD, '  colour: recipientSide(z.string().nullable()),');
  await write('deliveries/record.ts', '  handedOverOn: parties(', '  shade: parties(z.string()),');

  const said = await complaints();
  const dropped = [...columns].flatMap(([name, table]) => (said.has(name) ? [] : [table]));
  t.strictSame(dropped.sort(), Object.keys(UNSEEN).sort(), 'a column of a table that is seen, and that its record doesn’t declare');
  t.notOk(said.has('colour'), 'a column that its record declares is read, shown to those whom the record names, and described');
  t.match(said.get('shade'), /deliveries\/views\.ts$/, 'a field that nothing fills');
});
