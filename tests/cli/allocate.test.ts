import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { readAllocation } from '#src/cli/allocate/files.ts';
import { LANGUAGES } from '#src/kernel/language.ts';
import { UnusableFile } from '#src/cli/allocate/unusable-file.ts';
import { readInstance } from '#src/cli/allocate/read-instance.ts';
import { exact, writeJson } from '#src/cli/allocate/write-json.ts';
import { runAllocation, tellResult, verifyAllocation } from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { runCommandLine } from '#tests/support/command-line.ts';

const directory = mkdtempSync(join(tmpdir(), 'wasl-allocate-'));
t.teardown(() => rmSync(directory, { recursive: true, force: true }));

const wasl = (args: readonly string[]) => runCommandLine(['allocate', ...args]);

const waslWithInput = (args: readonly string[], input: string) =>
  spawnSync(process.execPath, ['src/cli/wasl.mjs', 'allocate', ...args], { encoding: 'utf8', timeout: 60_000, input });

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
const CONDITIONED = {
  needs: [
    { id: 'airport', quantity: 6, tier: 1, allOrNothing: true, region: 'west' },
    { id: 'coast', quantity: 5, tier: 1, lot: 2, region: 'south' },
  ],
  offers: [
    { id: 'radios', quantity: 8, lot: 2, donor: 'italy' },
    { id: 'fund', budget: 100, donor: 'malta' },
  ],
  pairs: [
    { need: 'airport', offer: 'radios', score: 7 },
    { need: 'coast', offer: 'radios', score: 5 },
    { need: 'coast', offer: 'fund', score: 6, unitCost: 40 },
    { need: 'airport', offer: 'fund', score: 6, unitCost: 50 },
  ],
  settings: { floors: [{ id: 'south', by: 'region', value: 'south', percent: 60, of: 'need' }] },
};
/** Litres and pieces, which one fund and one cap add up. */
const IN_PARTS = {
  needs: [
    { id: 'clinic', quantity: 12.5, decimals: 1, tier: 1, recipient: 'health' },
    { id: 'harbour', quantity: 7.255, decimals: 3, tier: 1, lot: 0.5 },
    { id: 'tents', quantity: 3, tier: 2, recipient: 'health' },
  ],
  offers: [
    { id: 'tank', quantity: 10.2, decimals: 1, lot: 0.4 },
    { id: 'barrels', quantity: 6.125, decimals: 3, minimumLot: 0.25 },
    { id: 'fund', budget: 100, donor: 'malta' },
  ],
  pairs: [
    { need: 'clinic', offer: 'tank', score: 7 },
    { need: 'clinic', offer: 'fund', score: 3, unitCost: 30 },
    { need: 'harbour', offer: 'barrels', score: 5 },
    { need: 'tents', offer: 'fund', score: 9, unitCost: 7 },
  ],
  settings: {
    caps: [{ id: 'health', by: 'recipient', value: 'health', quantity: 13.75 }],
    floors: [{ id: 'share', by: 'recipient', value: 'health', percent: 60, of: 'support' }],
  },
};
const instance = fileOf('instance.json', INSTANCE);
const solver = await loadSolver();

t.test('a plan is printed as a table that says what each tier got', async (t) => {
  const { status, stdout } = await wasl([instance]);
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
      'score: 35,160,000 micro-units, proven best',
      '',
      'coast, 10 of 25: What it could still have had from radios goes to needs that come first or gain at least as much: airport (30).',
      'desert, 18 of 20: All that is eligible for it goes to it; there is no more.',
      'later, 0 of 15: What it could have had from radios does more elsewhere, by at least a priority weight of 1 per unit. Served instead: airport (30) and coast (10).',
    ].join('\n'),
  );
});

t.test('what is written as JSON is proven when it is read again, and from standard input too', async (t) => {
  const written = waslWithInput(['-', '--json'], JSON.stringify(INSTANCE));
  t.equal(written.status, 0);
  const plan = fileOf('plan.json', written.stdout);
  t.match(await wasl([instance, '--verify', plan]), { status: 0, stdout: /^proven/ });
  const other = fileOf('other.json', { ...INSTANCE, pairs: INSTANCE.pairs.map((pair) => ({ ...pair, score: pair.score + 1 })) });
  t.match(await wasl([other, '--verify', plan]), { status: 1, stderr: /^wasl: not proven: / });
  const off = fileOf('off.json', { ...INSTANCE, settings: { tiers: 'off' } });
  t.match(await wasl([off, '--verify', plan]), { status: 1, stderr: /another-tier-rule/ });
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

for (const [name, content] of [
  ['a network', INSTANCE],
  ['side conditions', CONDITIONED],
  ['units with decimals', IN_PARTS],
] as const) {
  t.test(`each field of a plan of ${name} and its certificate, changed alone, is found out`, async (t) => {
    const { input, settings } = await readInstance(Readable.from([JSON.stringify(content)]));
    const { reasons: _, floorPrices: __, ...told } = tellResult(runAllocation({ input, settings, excluded: [] }, { solver }), input, exact);
    const plan: unknown = JSON.parse(writeJson(told));
    const isProven = (changedPlan: unknown): boolean => {
      try {
        const allocation = readAllocation(JSON.stringify(changedPlan), input);
        return verifyAllocation(input, settings, allocation) === null;
      } catch (error) {
        if (error instanceof UnusableFile) return false;
        throw error;
      }
    };
    t.ok(isProven(plan));
    const changes: ((leaf: unknown) => unknown)[] = [
      (leaf) => (typeof leaf === 'number' ? leaf + 1 : typeof leaf === 'string' ? `${leaf}x` : typeof leaf === 'boolean' ? !leaf : 1),
      (leaf) => (typeof leaf === 'number' ? leaf - 1 : typeof leaf === 'string' ? '' : 'x'),
      (leaf) => (typeof leaf === 'number' ? leaf + 2 ** 32 : -1),
      (leaf) => (typeof leaf === 'number' ? Number((leaf + 0.001).toFixed(3)) : -1),
      (leaf) => (typeof leaf === 'number' ? Number((leaf - 0.1).toFixed(3)) : -1),
      () => undefined,
    ];
    // Other multipliers or cases may prove as much: what no forgery of them does stands in tests/allocation/forger.test.ts.
    const leaves = leavesOf(plan).filter((path) => !path.includes('multipliers') && !path.includes('split'));
    t.ok(leaves.length > 30);
    for (const path of leaves) {
      for (const change of changes) t.notOk(isProven(changed(plan, path, change)), path.join('/'));
    }
  });
}

t.test('quantities of units with decimals are planned to the step, told as decimal numbers, and checked', async (t) => {
  const file = fileOf('in-parts.json', IN_PARTS);
  const { status, stdout } = await wasl([file, '--json']);
  t.equal(status, 0);
  const plan = JSON.parse(stdout) as { plan: { need: string; offer: string; quantity: number }[]; objective: number; tiers: unknown };
  t.strictSame(plan.plan, [
    { need: 'clinic', offer: 'fund', quantity: 2.5 },
    { need: 'clinic', offer: 'tank', quantity: 10 },
    { need: 'harbour', offer: 'barrels', quantity: 6.125 },
    { need: 'tents', offer: 'fund', quantity: 1 },
  ]);
  t.equal(plan.objective, 2.5 * 3 + 10 * 7 + 6.125 * 5 + 9);
  t.strictSame(plan.tiers, [
    { tier: 1, asked: 19.755, served: 18.625 },
    { tier: 2, asked: 3, served: 1 },
  ]);
  const planFile = fileOf('in-parts-plan.json', plan);
  t.match(await wasl([file, '--verify', planFile]), { status: 0, stdout: /^proven/ });
  const withQuantity = (quantity: number) =>
    fileOf('other-parts.json', { ...plan, plan: plan.plan.map((line) => (line.need === 'harbour' ? { ...line, quantity } : line)) });
  t.match(await wasl([file, '--verify', withQuantity(6.124)]), { status: 1, stderr: /not proven: / });
  t.match(await wasl([file, '--verify', withQuantity(6.1249)]), { status: 1, stderr: /quantity-not-whole at "harbour" and "barrels"/ });
  const table = await wasl([file]);
  t.match(table.stdout, /harbour {2}barrels +6\.125\n/);
  t.match(table.stdout, /tier 1: 18\.625 of 19\.755 units/);
});

t.test('a quantity with more decimals than its line says is refused at its place', async (t) => {
  const { settings } = IN_PARTS;
  const faulty = {
    ...IN_PARTS,
    needs: IN_PARTS.needs.map((need) => (need.id === 'clinic' ? { ...need, quantity: 12.55 } : need)),
    offers: IN_PARTS.offers.map((offer) => (offer.id === 'tank' ? { ...offer, lot: 0.25 } : offer)),
    settings: {
      ...settings,
      caps: settings.caps.map((cap) => ({ ...cap, quantity: 13.2525 })),
      packages: [{ id: 'kit', parts: [{ need: 'harbour', quantity: 0.125 }, { need: 'tents', quantity: 0.5 }] }], // prettier-ignore
      fixed: [{ need: 'clinic', offer: 'tank', quantity: 0.33 }],
    },
  };
  const { status, stderr } = await wasl([fileOf('too-many-decimals.json', faulty)]);
  t.equal(status, 1);
  for (const told of [
    '/needs/0/quantity: At most 1 decimal is',
    '/offers/0/lot: At most 1 decimal is',
    '/settings/caps/0/quantity: At most 3 decimals',
    '/settings/packages/0/parts/1/quantity: A whole number',
    '/settings/fixed/0/quantity: At most 1 decimal is',
  ]) {
    t.ok(stderr.includes(`#${told}`), `${told} in ${stderr}`);
  }
  t.notMatch(stderr, '/packages/0/parts/0');
});

t.test('a file that can’t be used is refused with a pointer to each thing that is wrong', async (t) => {
  const cases: [unknown, RegExp[]][] = [
    ['{"needs":', [/#: This, or what follows it, is not JSON\./]],
    ['{"needs":[{"id":"a","quantity":1},{]', [/#\/needs\/1: This, or what follows it, is not JSON\./]],
    ['{"settings":{"tiers":}}', [/#\/settings: This, or what follows it, is not JSON\./]],
    [`${JSON.stringify(INSTANCE)} x`, [/#: This, or what follows it, is not JSON\./]],
    [{ ...INSTANCE, settings: { timeLimit: 0 } }, [/#\/settings\/timeLimit: It must be more than zero\./]],
    [{ ...INSTANCE, needs: [{ id: '\ud800', quantity: 1 }] }, [/#\/needs\/0\/id: It holds a character that can’t be printed\./]],
    [{ ...INSTANCE, needs: [{ id: 'a', quantity: -1 }] }, [/#\/needs\/0\/quantity: /]],
    [
      { ...INSTANCE, offers: [{ id: 'a', quantity: -1.5, colour: 'red' }] },
      [/#\/offers\/0\/quantity: /, /#\/offers\/0\/colour: There is no such field here/],
    ],
    [{ ...INSTANCE, offers: [{ id: 'a', quantity: 1.5 }] }, [/#\/offers\/0\/quantity: A whole number is expected here/]],
    [{ ...INSTANCE, pairs: [{ need: 'airport', offer: 'radios', score: 2 ** 53 }] }, [/#\/pairs\/0\/score: /]],
    [
      { ...INSTANCE, pairs: [...INSTANCE.pairs, INSTANCE.pairs[0], { need: 'nobody', offer: 'nothing', score: 1 }] },
      [/#\/pairs\/5: It is named twice/, /#\/pairs\/6\/need: There is no need/, /#\/pairs\/6\/offer: There is no offer/],
    ],
    [{ ...INSTANCE, needs: [...INSTANCE.needs, INSTANCE.needs[0]] }, [/#\/needs\/4\/id: It is named twice/]],
  ];
  for (const [content, patterns] of cases) {
    const { status, stderr, stdout } = await wasl([fileOf('faulty.json', content)]);
    t.equal(status, 1);
    t.equal(stdout, '');
    for (const pattern of patterns) t.match(stderr, pattern);
  }
});

t.test('an instance with its lines in `input`, as the service gives it out, is the same instance', async (t) => {
  const { needs, offers, pairs } = INSTANCE;
  const given = { excluded: [], input: { needs, offers, pairs }, settings: { tiers: 'strict' } };
  t.strictSame(await readInstance(Readable.from([JSON.stringify(given)])), await readInstance(Readable.from([JSON.stringify(INSTANCE)])));
  const faulty = { ...given, input: { needs: [{ id: 'a', quantity: -1 }], offers, pairs, excluded: [] }, needs };
  const { stderr } = await wasl([fileOf('faulty-input.json', faulty)]);
  for (const at of ['/input/needs/0/quantity: ', '/input/excluded: There is no such field', '/needs: It is named twice']) {
    t.ok(stderr.includes(at), `${at} in ${stderr}`);
  }
});

t.test('a key that an object has twice is refused, however deep, in an instance and in a plan', async (t) => {
  const capped =
    '{"needs":[{"id":"a","quantity":1}],"offers":[],"pairs":[],"settings":{"caps":[],"floors":[{"id":"f","id":"g"}],"caps":[]}}';
  const { status, stderr } = await wasl([fileOf('twice.json', capped)]);
  t.equal(status, 1);
  t.match(stderr, /#\/settings\/caps: It is named twice/);
  t.match(stderr, /#\/settings\/floors\/0\/id: It is named twice/);
  const plan = (await wasl([instance, '--json'])).stdout.replace('"objective"', '"plan": [], "objective"');
  t.match(await wasl([instance, '--verify', fileOf('twice-plan.json', plan)]), { status: 1, stderr: /#\/plan: It is named twice/ });
});

t.test('a number that would be rounded is refused at its place, in an instance and in a plan, in the language asked for', async (t) => {
  const numbers =
    '{"needs":[{"id":"a","quantity":9007199254740993},{"id":"b","decimals":1,"quantity":0.1000000000000000055511}],"offers":[';
  const file = fileOf(
    'rounded.json',
    `${numbers}{"id":"o","quantity":1e400}],"pairs":[],"settings":{"donorLimit":[[2.00000000000000000001]]}}`,
  );
  const { status, stderr } = await wasl([file, '--lang', 'it']);
  t.equal(status, 1);
  const places = ['/needs/0/quantity', '/needs/1/quantity', '/offers/0/quantity', '/settings/donorLimit/0/0'];
  const told = 'Questo numero non può essere conservato esattamente';
  for (const place of places) t.ok(stderr.includes(`#${place}: ${told}`), `${place} in ${stderr}`);
  const exactly = INSTANCE.needs.map((need) => JSON.stringify(need).replace(/"quantity":(\d+)/, '"quantity":$1.000000000000000000'));
  const kept = fileOf('kept.json', JSON.stringify({ ...INSTANCE, needs: [] }).replace('"needs":[]', `"needs":[${exactly.join(',')}]`));
  const plan = await wasl([kept, '--json']);
  t.strictSame(plan, await wasl([instance, '--json']), 'a number may be written in any way that says what is kept');
  const rounded = plan.stdout.replace(/"quantity": (\d+)/, '"quantity": $1.00000000000000000001');
  t.match(await wasl([instance, '--verify', fileOf('rounded-plan.json', rounded)]), {
    status: 1,
    stderr: /#\/plan\/0\/quantity: This number can’t be kept exactly/,
  });
});

t.test('a proof that is nested without end is refused by name', async (t) => {
  const depth = 20_000;
  const file = fileOf('conditioned.json', CONDITIONED);
  const plan = (await wasl([file, '--json'])).stdout;
  const deep = `{"split":{"need":"a"},"less":`.repeat(depth) + '1' + ',"more":1}'.repeat(depth);
  const { stderr } = await wasl([file, '--verify', fileOf('deep.json', plan.replace(/"proof": \{/, `"proof": ${deep}, "was": {`))]);
  t.match(stderr, /deep\.json#: Something in it is nested too deep/);
});

t.test('a byte order mark is refused wherever it stands, as names would lose it', async (t) => {
  const named = (id: string): string => JSON.stringify({ needs: [{ id, quantity: 1 }], offers: [], pairs: [] });
  for (const text of [named('o\uFEFF'), named('o').replace('"o"', String.raw`"o\ufeff"`), `\uFEFF${named('o')}`]) {
    for (const size of [1, 1_000]) {
      const bytes = Buffer.from(text);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, piece) => bytes.subarray(piece * size, (piece + 1) * size));
      await t.rejects(readInstance(Readable.from(pieces)), /byte order mark/);
    }
  }
});

t.test('what an id could do to a terminal it does not do', async (t) => {
  const id = 'a\nproven: no plan for this instance is better\u001B[2J';
  const named = { needs: [{ id, quantity: 9 }], offers: [{ id: 'o', quantity: 4 }], pairs: [{ need: id, offer: 'o', score: 1 }] };
  const { stdout } = await wasl([fileOf('named.json', named)]);
  t.notOk(stdout.includes('\u001B'));
  t.notMatch(stdout, /^proven:/m);
  t.ok(stdout.includes(String.raw`a\nproven: no plan for this instance is better\u001b[2J`));
});

t.test('a plan of another version of the format is told what it lacks, and not that it is invalid', async (t) => {
  const file = fileOf('conditioned.json', CONDITIONED);
  const plan = JSON.parse((await wasl([file, '--json'])).stdout) as object;
  const withoutProofs = JSON.stringify(plan, (key, value: unknown) => (key === 'proof' ? undefined : value));
  const { status, stderr } = await wasl([file, '--verify', fileOf('without-proofs.json', withoutProofs)]);
  t.equal(status, 1);
  t.match(stderr, /#\/certificate\/parts\/0\/stages\/0\/proof: This is needed\./);
  const halfAProof = JSON.stringify(plan, (key, value: unknown) => (key === 'denominator' ? undefined : value));
  t.match(await wasl([file, '--verify', fileOf('half-a-proof.json', halfAProof)]), {
    stderr: /\/multipliers\/denominator: This is needed\./,
  });
});

t.test('pairs whose ids read alike when they are put together are told apart in a file', async (t) => {
  const alike = {
    needs: [
      { id: 'a', quantity: 5 },
      { id: 'a b', quantity: 5 },
    ],
    offers: [
      { id: 'b c', quantity: 5 },
      { id: 'c', quantity: 5 },
    ],
    pairs: [
      { need: 'a', offer: 'b c', score: 1 },
      { need: 'a b', offer: 'c', score: 1 },
    ],
  };
  t.match(await wasl([fileOf('alike.json', alike)]), { status: 0, stdout: /score: 10 micro-units, proven best/ });
  const [one, other] = alike.pairs.map(({ need, offer }) => ({ need, offer })) as [object, object];
  const both = [one, other].map((pair) => ({ ...pair, quantity: 2 }));
  const fixed = await wasl([fileOf('fixed.json', { ...alike, settings: { fixed: both } })]);
  t.match(fixed, { status: 0, stdout: /score: 4 micro-units, proven best/ });
  const single = { ...alike, pairs: alike.pairs.slice(0, 1) };
  t.match(await wasl([fileOf('not-a-pair.json', { ...single, settings: { fixed: [{ ...other, quantity: 2 }] } })]), {
    status: 1,
    stderr: /#\/settings\/fixed\/0: There is no such pair/,
  });
  t.match(await wasl([fileOf('excluded.json', { ...single, excluded: [{ ...other, rule: 'region' }] })]), { status: 0 });
});

t.test('the schema that is printed is a JSON Schema that takes what the command takes', async (t) => {
  const schema = JSON.parse((await wasl(['--schema'])).stdout) as object;
  const isInstance = new Ajv2020({ strict: false }).compile(schema);
  t.ok(isInstance(INSTANCE));
  t.ok(isInstance(IN_PARTS));
  t.notOk(isInstance({ ...INSTANCE, needs: [{ id: 'a', quantity: 0.5 }] }));
  t.notOk(isInstance({ ...INSTANCE, needs: [{ id: 'a', quantity: 0.5, decimals: 0 }] }));
  t.notOk(isInstance({ ...INSTANCE, needs: [{ id: 'a', quantity: 0.5, decimals: 4 }] }));
  t.ok(isInstance({ ...INSTANCE, needs: [{ id: 'a', quantity: 0.5, decimals: 1 }] }));
  t.equal((await wasl([])).status, 2);
  t.match((await wasl(['--help'])).stdout, /--verify/);
});

t.test('an instance that comes in pieces of any size is the same instance', async (t) => {
  const text = Buffer.from(JSON.stringify({ ...INSTANCE, settings: { tiers: 'off', donorLimit: 2 }, excluded: [{ need: 'later', offer: 'handhelds', rule: 'région' }] })); // prettier-ignore
  const whole = await readInstance(Readable.from([text]));
  t.equal(whole.input.pairs.length, INSTANCE.pairs.length);
  t.strictSame(whole.settings, { tiers: 'off', donorLimit: 2 });
  for (const size of [1, 2, 3, 7, 100]) {
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, piece) => text.subarray(piece * size, (piece + 1) * size));
    t.strictSame(await readInstance(Readable.from(pieces)), whole);
  }
});

t.test('side conditions are read, obeyed and checked again, and reasons are said in the language asked for', async (t) => {
  const file = fileOf('conditioned.json', CONDITIONED);
  const written = await wasl([file, '--json', '--lang', 'it']);
  t.equal(written.status, 0);
  const plan = JSON.parse(written.stdout) as { plan: unknown[]; isProven: boolean; reasons: { needs: { text: string }[] } };
  t.equal(plan.isProven, true);
  t.match(plan.reasons.needs[0]?.text, /Servita per intero/);
  const planFile = fileOf('conditioned-plan.json', plan);
  t.match(await wasl([file, '--verify', planFile]), { status: 0, stdout: /^proven/ });
  const forged = { ...plan, reasons: { ...plan.reasons, needs: plan.reasons.needs.map((need) => ({ ...need, text: 'because' })) } };
  t.match(await wasl([file, '--verify', fileOf('forged.json', forged)]), { status: 1, stderr: /wrong-reasons/ });
  const otherFloor = JSON.stringify(plan).replace('"floorPrices":[{"id":"south"', '"floorPrices":[{"id":"north"');
  t.match(await wasl([file, '--verify', fileOf('other-floor.json', otherFloor)]), { status: 1, stderr: /wrong-floor-prices/ });
  const impossible = { ...CONDITIONED, settings: { floors: [{ ...CONDITIONED.settings.floors[0], percent: 100 }], fixed: [{ need: 'airport', offer: 'radios', quantity: 6 }] } }; // prettier-ignore
  t.match(await wasl([fileOf('impossible.json', impossible)]), { status: 1, stderr: /can’t all hold/ });
});

t.test('the table, the check and what is impossible are told in the language asked for', async (t) => {
  const ids = [...INSTANCE.needs, ...INSTANCE.offers].map(({ id }) => id);
  const { status, stdout } = await wasl([instance, '--lang', 'ar']);
  t.equal(status, 0);
  t.notMatch(stdout.replaceAll(new RegExp(ids.join('|'), 'g'), ''), /[A-Za-z]/, 'but for the ids of lines');
  t.match(stdout, /المرتبة 2: 28 من 45 وحدة/u);
  const plan = fileOf('for-italian.json', JSON.parse((await wasl([instance, '--json'])).stdout));
  t.match(await wasl([instance, '--verify', plan, '--lang', 'it']), { status: 0, stdout: /^dimostrato: nessun piano/ });
  const impossible = fileOf('for-french.json', {
    ...CONDITIONED,
    settings: { floors: [{ ...CONDITIONED.settings.floors[0], percent: 100 }], fixed: [{ need: 'airport', offer: 'radios', quantity: 6 }] },
  });
  const refused = await wasl([impossible, '--lang', 'fr']);
  t.match(refused, { status: 1, stderr: /^wasl: les lignes fixées et les parts garanties ne peuvent pas toutes être respectées/ });
  t.match(refused.stderr, /part garantie «\u00a0south\u00a0»\u00a0: 5 unités demandées, 4 possibles au plus/u);
});

const CONTRADICTORY = {
  needs: [{ id: 'a', quantity: 1, group: 'g', allOrNothing: false }],
  offers: [{ id: 'o' }, { id: 'p', budget: 5, allOrNothing: true }, { id: 'q', sharedBudget: 'none', unitCost: 1 }],
  pairs: [
    { need: 'a', offer: 'o', score: 1 },
    { need: 'a', offer: 'p', score: 1 },
  ],
  excluded: [{ need: 'a', offer: 'o', rule: 'region' }],
  settings: {
    floors: [{ id: 'f', by: 'region', value: 'nowhere', percent: 10, of: 'need' }],
    caps: [{ id: 'c', by: 'donor', value: 'nobody', quantity: 1 }],
    packages: [{ id: 'k', parts: [{ need: 'a', quantity: 1 }, { need: 'a', quantity: 1 }] }], // prettier-ignore
    fixed: [{ need: 'a', offer: 'q', quantity: 1 }],
  },
};

t.test('what is wrong with a file, and how far it is read, is told in the language asked for', async (t) => {
  const { needs, offers, pairs } = INSTANCE;
  const broken = {
    'ill-formed': { needs: [{ id: 7, quantity: -1, colour: 'red', tier: 1.5, allOrNothing: 'no' }], offers: {}, pairs: [{}], nothing: 1 },
    half: '{"needs":[{"id":"a","quantity":1},{]',
    empty: '',
    listed: '[]',
    marked: '\uFEFF{}',
    set: { needs, offers, pairs, settings: { tiers: 'loose', floors: [{}], timeLimit: 0 } },
    fine: {
      needs: [
        { id: 'a', quantity: 1.5 },
        { id: 'b', decimals: 2, quantity: 1.555 },
      ],
      offers: [],
      pairs: [],
    },
    vast: { needs: [{ id: 'a', decimals: 3, quantity: 2 ** 52 }], offers: [], pairs: [] },
    contradictory: CONTRADICTORY,
  };
  const plan = JSON.parse((await wasl([instance, '--json'])).stdout) as object;
  const claimed = {
    'no-plan': {},
    'no-json': '{"plan":',
    twice: JSON.stringify(plan).replace('"objective"', '"plan":[],"objective"'),
    'too-fine': { ...plan, objective: '1.125' },
    other: { ...plan, objective: [], isProven: 'yes', certificate: { parts: [{ needs: [1], stages: [{ score: true, proof: {} }] }] } },
  };
  const calls = [
    ...Object.entries(broken).map(([name, content]) => [fileOf(`${name}.json`, content)]),
    ...Object.entries(claimed).map(([name, content]) => [instance, '--verify', fileOf(`${name}.json`, content)]),
  ];
  for (const call of calls) {
    const said = await Promise.all(LANGUAGES.map(async (language) => (await wasl([...call, '--lang', language])).stderr));
    const lines = said.map((text) => text.replace('wasl: ', '').trimEnd().split('\n'));
    for (const [index, [first, ...others]] of lines[0]?.map((_, place) => lines.map((told) => told[place] ?? '')).entries() ?? []) {
      const sentences = [first, ...others].map((line = '') => line.replace(/^\S+#\S*: /, ''));
      t.equal(new Set(sentences).size, LANGUAGES.length, `${call.at(-1)} ${index}: ${sentences.join(' | ')}`);
      t.notMatch(sentences[LANGUAGES.indexOf('ar')]?.replaceAll(/JSON|U\+FEFF|\([^)]*\)/g, ''), /[A-Za-z]/);
      t.notMatch(sentences.join(' '), /Invalid|received|Parser|undefined|\[object/i);
    }
  }
  const long = fileOf('long-in-french.json', JSON.stringify(INSTANCE).replace('{', `{${' '.repeat(9 * 2 ** 20)}`));
  const { stderr } = await runCommandLine(['allocate', long, '--lang', 'fr'], ['stderr']);
  t.match(stderr, 'Fichier long-in-french.json, mégaoctets lus: 5/10');
  t.match(stderr, 'Réseau résolu: 1/1');
});

t.test('each thing that a file says against itself is named by its pointer', async (t) => {
  const { status, stderr } = await wasl([fileOf('contradictory.json', CONTRADICTORY)]);
  t.equal(status, 1);
  for (const pointer of [
    '/needs/0/allOrNothing',
    '/offers/0/quantity',
    '/offers/1/allOrNothing',
    '/offers/2/sharedBudget',
    '/pairs/1/unitCost',
    '/excluded/0',
    '/settings/floors/0/value',
    '/settings/caps/0/value',
    '/settings/packages/0/parts/1/need',
    '/settings/fixed/0',
  ]) {
    t.match(stderr, `#${pointer}: `);
  }
});

t.test('a long file tells how far it is to who watches, beside the answer, and to nobody else', async (t) => {
  const padding = ' '.repeat(12 * 2 ** 20);
  const long = fileOf('long.json', JSON.stringify(INSTANCE).replace('{', `{${padding}`));
  const watched = await runCommandLine(['allocate', long, '--json'], ['stderr']);
  t.equal(watched.status, 0, watched.stderr);
  t.doesNotThrow(() => JSON.parse(watched.stdout), 'the answer is as it is without');
  t.match(watched.stderr, 'Megabytes of long.json read: 5/13');
  t.match(watched.stderr, /Megabytes of long\.json read: 13\/13\n/);
  t.match(watched.stderr, 'Network solved: 1/1');
  t.equal((await runCommandLine(['allocate', long, '--json'], ['stdout'])).stderr, '', 'a log of somebody’s script');
});
