import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { runCommandLine } from '#tests/support/command-line.ts';

const directory = mkdtempSync(join(tmpdir(), 'wasl-unproven-'));
t.teardown(() => rmSync(directory, { recursive: true, force: true }));

const wasl = (args: readonly string[]) => runCommandLine(['allocate', ...args]);

function fileOf(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

/** Two of three are served at most, and which two are worth most takes longer to prove than there is time. */
const HASTY = {
  needs: [
    { id: 'a', quantity: 4, tier: 1, allOrNothing: true, region: 'north' },
    { id: 'b', quantity: 5, tier: 1, allOrNothing: true, region: 'north' },
    { id: 'c', quantity: 6, tier: 2, allOrNothing: true, region: 'south' },
  ],
  offers: [{ id: 'o', quantity: 8 }],
  pairs: [
    { need: 'a', offer: 'o', score: 10 },
    { need: 'b', offer: 'o', score: 11 },
    { need: 'c', offer: 'o', score: 12 },
  ],
  // Over before anything could be looked at, whatever the clock says.
  settings: { timeLimit: 1e-9, floors: [{ id: 'north', by: 'region', value: 'north', percent: 20, of: 'support' }] },
};
/** How each step is told; the bounds hang on how far the solver comes in its hundredth of a second, and so on how busy the machine is. */
const told = (stages: readonly Stage[]): string[] =>
  stages.map(({ reached, bound }, place) => {
    const among = place === 0 ? '' : ', where what comes before it is served as here';
    return `not proven, gap ${bound - reached}: ${STEPS[place]} reaches ${reached}, and no plan more than ${bound}${among}`;
  });
const STEPS = ['tier 1', 'tier 2', 'the score'];
const REACHED = [5, 0, 55];
const hasty = fileOf('hasty.json', HASTY);
const UNPRICED = 'guaranteed share north: the best plan found without it brings 0 micro-units more; what it costs is not proven';

interface Stage {
  readonly reached: number;
  readonly bound: number;
}
interface PlanFile {
  readonly isProven: boolean;
  readonly certificate: { readonly parts: readonly { readonly stages: readonly Stage[] }[] };
  readonly floorPrices: readonly { readonly isProven: boolean }[];
}

/** The plan as it is written, with each stage as `change` has it, and its stages as they were. */
async function planWith(change: (stage: Stage, place: number) => object, rest: Partial<PlanFile> = {}) {
  const { status, stdout } = await wasl([hasty, '--json']);
  t.equal(status, 0);
  const plan = JSON.parse(stdout) as PlanFile;
  const parts = plan.certificate.parts.map((part) => ({ ...part, stages: part.stages.map(change) }));
  const stages = plan.certificate.parts.flatMap((part) => part.stages);
  t.strictSame(
    stages.map(({ reached }) => reached),
    REACHED,
  );
  t.ok(
    stages.every(({ reached, bound }) => bound > reached),
    'nothing of it is proven',
  );
  return { file: fileOf('plan.json', { ...plan, certificate: { ...plan.certificate, parts }, ...rest }), stages };
}

const asWritten = (stage: Stage): Stage => stage;

t.test('a plan that is not proven says so and states each gap, under what comes before it', async (t) => {
  const { status, stdout } = await wasl([hasty]);
  t.equal(status, 0);
  const lines = stdout.split('\n');
  t.ok(lines.includes('score: 55 micro-units, not proven best'));
  const stages = [...stdout.matchAll(/^not proven, gap \d+: .* reaches (\d+), and no plan more than (\d+)/gm)].map(
    ([, reached, bound]) => ({
      reached: Number(reached),
      bound: Number(bound),
    }),
  );
  t.strictSame(
    lines.filter((line) => line.startsWith('not proven')),
    told(stages),
    'a gap is what lies between them',
  );
  t.strictSame(
    stages.map(({ reached }) => reached),
    REACHED,
  );
  t.ok(lines.includes(UNPRICED));
  t.notMatch(stdout, /, proven|^proven|share north costs/m);
});

t.test('checking a plan that is not proven never calls it proven', async (t) => {
  const { file, stages } = await planWith(asWritten);
  const { status, stdout } = await wasl([hasty, '--verify', file]);
  t.equal(status, 0);
  t.strictSame(stdout.trimEnd().split('\n'), [
    'checked: it obeys every rule, and its proofs show the bounds that it states',
    ...told(stages),
    'not checked: what the guaranteed shares cost',
  ]);
});

t.test('what the solver alone says is told as its word', async (t) => {
  const { file, stages } = await planWith((stage, place) => ({ ...stage, solverBound: place === 1 ? null : stage.bound - 1 }));
  const { stdout } = await wasl([hasty, '--verify', file]);
  const [tier, second, score] = told(stages) as [string, string, string];
  const said = (place: number): number => (stages[place]?.bound ?? 0) - 1;
  const lines = stdout.split('\n');
  t.ok(lines.includes(`${tier}; the file says that the solver said at most ${said(0)}, which nothing shows`));
  t.ok(lines.includes(second));
  t.ok(lines.includes(`${score}; the file says that the solver said at most ${said(2)}, which nothing shows`));
  t.notMatch(stdout, /^proven/m);
});

t.test('a solver’s word for the plan as it is proves nothing either', async (t) => {
  const { file, stages } = await planWith((stage) => ({ ...stage, solverBound: stage.reached }));
  const { stdout } = await wasl([hasty, '--verify', file]);
  t.match(stdout, /^checked: /);
  t.match(stdout, `${told(stages)[0]}; the file says that the solver said at most 5, which nothing shows`);
  t.notMatch(stdout, /^proven/m);
});

t.test('a plan that is not proven and calls itself so is refused, whatever it does to its bounds', async (t) => {
  const boasts: ((stage: Stage, place: number) => object)[] = [
    asWritten,
    (stage) => ({ ...stage, bound: stage.reached }),
    (stage) => ({ ...stage, reached: stage.bound }),
    (stage, place) => (place === 0 ? stage : { ...stage, bound: stage.reached }),
    (stage, place) => (place === 2 ? stage : { ...stage, bound: stage.reached }),
  ];
  for (const boast of boasts) {
    const { status, stdout, stderr } = await wasl([hasty, '--verify', (await planWith(boast, { isProven: true })).file]);
    t.equal(status, 1);
    t.equal(stdout, '');
    t.match(stderr, /^wasl: not proven: /);
  }
});

t.test('a floor’s price is printed as what it costs only where both plans are proven', async (t) => {
  const proven = await wasl([fileOf('patient.json', { ...HASTY, settings: { floors: HASTY.settings.floors } })]);
  t.match(proven.stdout, /micro-units, proven best$/m);
  t.match(proven.stdout, /^guaranteed share north costs 0 micro-units$/m);
  t.notMatch(proven.stdout, /not proven/);
});
