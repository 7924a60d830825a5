import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { readAllocation, readInstance, UnusableFile, writeJson } from '#src/cli/allocate/files.ts';
import { allocate, verifyAllocation } from '#src/allocation/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'wasl-allocate-'));
t.teardown(() => rmSync(directory, { recursive: true, force: true }));

const wasl = (args: readonly string[], input?: string) =>
  spawnSync(process.execPath, ['src/cli/wasl.mjs', 'allocate', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
  });

function fileOf(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const INSTANCE = {
  needs: [
    { id: 'airport', quantity: 30, tier: 1 },
    { id: 'coast', quantity: 25, tier: 2 },
    { id: 'desert', quantity: 20, tier: 2 },
    { id: 'later', quantity: 15 },
  ],
  offers: [
    { id: 'radios', quantity: 40 },
    { id: 'handhelds', quantity: 18 },
  ],
  pairs: [
    { need: 'airport', offer: 'radios', score: 710_000 },
    { need: 'coast', offer: 'radios', score: 450_000 },
    { need: 'coast', offer: 'handhelds', score: 300_000 },
    { need: 'desert', offer: 'handhelds', score: 520_000 },
    { need: 'later', offer: 'radios', score: 990_000 },
  ],
};
const instance = fileOf('instance.json', INSTANCE);

t.test('a plan is printed as a table that says what each tier got', async (t) => {
  const { status, stdout } = wasl([instance]);
  t.equal(status, 0);
  t.equal(
    stdout.trimEnd(),
    [
      'need     offer      quantity',
      'airport  radios           30',
      'coast    radios           10',
      'desert   handhelds        18',
      '',
      'tier 1: 30 of 30 units',
      'tier 2: 28 of 45 units',
      'without a tier: 0 of 15 units',
      'score: 35160000 micro-units, proven best',
      '',
      'coast, 10 of 25: What it could still have had from radios goes to needs that come first or gain as much: airport (30), desert (18).',
      'desert, 18 of 20: All that is eligible for it goes to it; there is no more.',
      'later, 0 of 15: What it could have had from radios does more elsewhere, by priority (by 1) a unit. Served instead: airport (30), coast (10).',
    ].join('\n'),
  );
});

t.test('what is written as JSON is proven when it is read again, and from standard input too', async (t) => {
  const written = wasl(['-', '--json'], JSON.stringify(INSTANCE));
  t.equal(written.status, 0);
  const plan = fileOf('plan.json', written.stdout);
  t.match(wasl([instance, '--verify', plan]), { status: 0, stdout: /^proven/ });
  const other = fileOf('other.json', { ...INSTANCE, pairs: INSTANCE.pairs.map((pair) => ({ ...pair, score: pair.score + 1 })) });
  t.match(wasl([other, '--verify', plan]), { status: 1, stderr: /^wasl: not proven: / });
  const off = fileOf('off.json', { ...INSTANCE, settings: { tiers: 'off' } });
  t.match(wasl([off, '--verify', plan]), { status: 1, stderr: /another-tier-rule/ });
});

/** Every leaf of a JSON value, as the path to it. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}

function changed(value: unknown, [key, ...rest]: readonly (string | number)[], change: (leaf: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((inner, index) => (index === key ? changed(inner, rest, change) : (inner as unknown)));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [name, name === key ? changed(inner, rest, change) : (inner as unknown)]),
  );
}

t.test('each field of a plan and its certificate, changed alone, is found out', async (t) => {
  const { input, settings } = readInstance(JSON.stringify(INSTANCE));
  const plan: unknown = JSON.parse(writeJson(allocate(input, settings)));
  const isProven = (content: unknown): boolean => {
    try {
      const allocation = readAllocation(JSON.stringify(content));
      return verifyAllocation(input, settings, allocation) === null;
    } catch (error) {
      if (error instanceof UnusableFile) return false;
      throw error;
    }
  };
  t.ok(isProven(plan));
  const changes: ((leaf: unknown) => unknown)[] = [
    (leaf) => (typeof leaf === 'number' ? leaf + 1 : typeof leaf === 'string' ? `${leaf}x` : 1),
    (leaf) => (typeof leaf === 'number' ? leaf - 1 : typeof leaf === 'string' ? '' : 'x'),
    (leaf) => (typeof leaf === 'number' ? leaf + 2 ** 32 : -1),
    () => undefined,
  ];
  const leaves = leavesOf(plan);
  t.ok(leaves.length > 30);
  for (const path of leaves) {
    for (const change of changes) t.notOk(isProven(changed(plan, path, change)), path.join('/'));
  }
});

t.test('a file that can’t be used is refused with a pointer to each thing that is wrong', async (t) => {
  const cases: [unknown, RegExp[]][] = [
    ['{"needs":', [/#: not JSON/]],
    [{ ...INSTANCE, needs: [{ id: 'a', quantity: -1 }] }, [/#\/needs\/0\/quantity: /]],
    [
      { ...INSTANCE, offers: [{ id: 'a', quantity: 1.5, colour: 'red' }] },
      [/#\/offers\/0\/quantity: /, /#\/offers\/0\/colour: there is no such field/],
    ],
    [{ ...INSTANCE, pairs: [{ need: 'airport', offer: 'radios', score: 2 ** 53 }] }, [/#\/pairs\/0\/score: /]],
    [
      { ...INSTANCE, pairs: [...INSTANCE.pairs, INSTANCE.pairs[0], { need: 'nobody', offer: 'nothing', score: 1 }] },
      [/#\/pairs\/5: this pair is named twice/, /#\/pairs\/6\/need: there is no need/, /#\/pairs\/6\/offer: there is no offer/],
    ],
    [{ ...INSTANCE, needs: [...INSTANCE.needs, INSTANCE.needs[0]] }, [/#\/needs\/4\/id: this id is named twice/]],
  ];
  for (const [content, patterns] of cases) {
    const { status, stderr, stdout } = wasl([fileOf('faulty.json', content)]);
    t.equal(status, 1);
    t.equal(stdout, '');
    for (const pattern of patterns) t.match(stderr, pattern);
  }
});

t.test('the schema that is printed is a JSON Schema that takes what the command takes', async (t) => {
  const schema = JSON.parse(wasl(['--schema']).stdout) as object;
  const isInstance = new Ajv2020({ strict: false }).compile(schema);
  t.ok(isInstance(INSTANCE));
  t.notOk(isInstance({ ...INSTANCE, needs: [{ id: 'a', quantity: 0.5 }] }));
  t.equal(wasl([]).status, 2);
  t.match(wasl(['--help']).stdout, /--verify/);
});
