import { z } from 'zod';
import { type Allocation, type AllocationInput, grainsOf, GROUPINGS, type Proof, readPlan, readTotal } from '../../allocation/index.ts';
import { findLoss } from '../../kernel/json-text.ts';
import { DECIMALS } from '../../kernel/quantity.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { faultAt, faultsOf, fieldFault, type FileFault, UnusableFile } from './unusable-file.ts';

/** Half of a surrogate pair would be written as another character than it was read as (kernel/printable.ts), so that two ids were one. */
const id = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !/\p{Surrogate}/u.test(text), { error: 'unprintable' });
const units = z.number().max(Number.MAX_SAFE_INTEGER);
const quantity = units.min(0).meta({ description: 'Units, with no more decimals than those of the line.' });
const positiveQuantity = units.positive();
const positive = z.int().min(1);
const decimals = z
  .literal(DECIMALS)
  .optional()
  .meta({ description: 'How many decimals the quantities of this line may have; without it they are whole units.' });
/** What JSON Schema knows of it; how many decimals there may be is checked when quantities are read into steps. */
const wholeWithoutDecimals = (...fields: readonly string[]) => ({
  if: { properties: { decimals: { enum: DECIMALS.filter((count) => count > 0) } }, required: ['decimals'] },
  else: { properties: Object.fromEntries(fields.map((field) => [field, { type: 'integer' }])) },
});
const money = z.int().min(0).meta({ description: 'Money in whole minor units.' });
const obstacles = z.array(id).optional().meta({ description: 'Obstacles that keep it from being used until they are gone.' });

const needFields = {
  decimals,
  quantity,
  tier: z.int().min(1).max(1_000).optional().meta({ description: '1 is served first; needs without a tier come last.' }),
  lot: positiveQuantity.optional().meta({ description: 'No offer brings fewer than this, unless that is all that is asked for.' }),
  allOrNothing: z.boolean().optional().meta({ description: 'Served in full or not at all.' }),
  group: id.optional().meta({ description: 'The needs of one group are all served in full, or none of them.' }),
  donorLimit: positive.optional().meta({ description: 'At most so many donors serve it.' }),
  recipient: id.optional(),
  region: id.optional(),
  unit: id.optional(),
  area: id.optional(),
  blockedBy: obstacles,
};
const offerFields = {
  decimals,
  quantity: quantity.optional().meta({ description: 'Units; may be left out where a budget or a shared budget bounds the offer.' }),
  lot: positiveQuantity.optional().meta({ description: 'Every need gets whole lots.' }),
  minimumLot: positiveQuantity.optional().meta({ description: 'No need gets fewer than this of it.' }),
  allOrNothing: z.boolean().optional().meta({ description: 'It goes whole or not at all.' }),
  budget: money.optional().meta({ description: 'What all its units together may cost, in whole minor units.' }),
  unitCost: money.optional().meta({ description: 'What a unit costs, where the pair says nothing else.' }),
  sharedBudget: id.optional().meta({ description: 'The shared budget of the settings that it is paid from, beside others.' }),
  unitCeiling: money.optional().meta({ description: 'Nothing that costs more than this a unit is bought.' }),
  donor: id.optional(),
  blockedBy: obstacles,
};
const score = z.int().meta({ description: 'What one whole unit is worth, in whole micro-units.' });
/** One item of each list of an instance. */
export const InstanceItems = {
  needs: z.strictObject({ id, ...needFields }).meta(wholeWithoutDecimals('quantity', 'lot')),
  offers: z.strictObject({ id, ...offerFields }).meta(wholeWithoutDecimals('quantity', 'lot', 'minimumLot')),
  pairs: z.strictObject({ need: id, offer: id, score, unitCost: money.optional() }),
  excluded: z
    .strictObject({ need: id, offer: id, rule: id })
    .meta({ description: 'A pair that is not eligible, and the rule that says so.' }),
};

export const InstanceSettings = z.strictObject({
  tiers: z.enum(['strict', 'off']).default('strict').meta({ description: 'off: the score alone counts.' }),
  floors: z
    .array(
      z.strictObject({
        id,
        by: z.enum(GROUPINGS),
        value: id,
        percent: z.int().min(0).max(100),
        of: z.enum(['need', 'support']).meta({
          description: 'need: so many percent of what these needs ask for; support: so many percent of all units that are given.',
        }),
      }),
    )
    .optional()
    .meta({ description: 'Guaranteed shares.' }),
  caps: z
    .array(z.strictObject({ id, by: z.enum(['donor', 'recipient']), value: id, quantity }))
    .optional()
    .meta({ description: 'At most so many units from a donor, or to a recipient; with no more decimals than the finest line.' }),
  packages: z
    .array(z.strictObject({ id, parts: z.array(z.strictObject({ need: id, quantity: positiveQuantity })).min(2) }))
    .optional()
    .meta({ description: 'Given in whole packages only: for each of them so many units of every part.' }),
  sharedBudgets: z
    .array(z.strictObject({ id, budget: money }))
    .optional()
    .meta({ description: 'Money that several offers are paid from together.' }),
  fixed: z
    .array(z.strictObject({ need: id, offer: id, quantity }))
    .optional()
    .meta({ description: 'Pairs that stay as they are.' }),
  donorLimit: positive.optional().meta({ description: 'At most so many donors for every need that sets no limit of its own.' }),
  timeLimit: z.number().positive().optional().meta({
    description: 'Seconds for the side conditions, and as many again for what the floors cost; what is not proven by then is said.',
  }),
});

/** The file that `wasl allocate` reads; its JSON Schema is printed by `wasl allocate --schema`. */
export const InstanceFile = z
  .strictObject({
    needs: z.array(InstanceItems.needs),
    offers: z.array(InstanceItems.offers),
    pairs: z.array(InstanceItems.pairs),
    excluded: z.array(InstanceItems.excluded).default([]),
    settings: InstanceSettings.default({ tiers: 'strict' }),
  })
  .meta({ title: 'Allocation instance', description: 'Needs, offers, the eligible pairs with their scores, and what else must hold.' });

/** A total in units: a text of digits where it is beyond what a JSON number holds exactly. */
const toldTotal = z
  .union([z.number().max(Number.MAX_SAFE_INTEGER).min(Number.MIN_SAFE_INTEGER).transform(String), z.string()])
  .pipe(z.string().regex(/^-?\d{1,40}(?:\.\d{1,3})?$/));
/** A total that may be beyond what a JSON number holds exactly; then it is a text of digits. */
const total = z
  .union([z.int(), z.string().regex(/^-?\d{1,40}$/)])
  .transform((value) => BigInt(value))
  .meta({ description: 'A whole number; as a text of digits where it is beyond 2^53.' });
const tier = z.int().min(1).nullable();
const price = z.strictObject({ id, tierWeight: z.int(), score: z.int() });
const line = z.strictObject({ need: id, offer: id, quantity: positiveQuantity });
const lineInGrains = z.strictObject({ need: id, offer: id, quantity: z.int().min(1) });
const multiplier = z.strictObject({ id, by: total });
const multipliers = z
  .strictObject({
    denominator: total,
    needs: z.array(multiplier),
    offers: z.array(multiplier),
    budgets: z.array(multiplier),
    sharedBudgets: z.array(multiplier),
    caps: z.array(multiplier),
    floors: z.array(multiplier),
    packages: z.array(z.strictObject({ id, need: id, by: total })),
    tiers: z.array(z.strictObject({ tier, by: total })),
  })
  .meta({ description: 'Numerators over the denominator, of the rows of all conditions; what is not named has 0.' });
const pairNames = z.strictObject({ need: id, offer: id });
const grains = z.int().min(0);
const split = z.union([
  z.strictObject({ line: pairNames, most: grains }),
  z.strictObject({ donor: pairNames }),
  z.strictObject({ package: id, most: grains }),
  z.strictObject({ need: id }),
  z.strictObject({ offer: id }),
]);
const proven = z.strictObject({ multipliers });
const inCases = z.strictObject({
  split,
  get less() {
    return proof;
  },
  get more() {
    return proof;
  },
});
const proof: z.ZodType<Proof> = z.union([proven, inCases]);
const stated = { reached: total, bound: total, proof, solverBound: total.nullable() };
const stage = z.union([z.strictObject({ tier, ...stated }), z.strictObject({ score: z.literal(true), ...stated })]);

/** The file that `wasl allocate --json` writes and `--verify` reads: as it is told, but for the certificate, which is in grains. */
const AllocationFile = z.strictObject({
  plan: z.array(line),
  objective: toldTotal,
  tiers: z.array(z.strictObject({ tier, asked: toldTotal, served: toldTotal })),
  isProven: z.boolean(),
  certificate: z.strictObject({
    tierRule: z.enum(['strict', 'off']),
    tierWeights: z.array(z.strictObject({ tier, weight: z.int().min(1) })),
    needs: z.array(price),
    offers: z.array(price),
    parts: z.array(z.strictObject({ needs: z.array(id), offers: z.array(id), stages: z.array(stage) })),
    relaxed: z.array(lineInGrains),
  }),
  floorPrices: z
    .array(z.strictObject({ id, tiers: z.array(z.strictObject({ tier, units: toldTotal })), score: toldTotal, isProven: z.boolean() }))
    .optional(),
  reasons: z
    .looseObject({ language: z.enum(LANGUAGES).optional() })
    .optional()
    .meta({
      description: 'Held against what the plan gives reason for; without a language they are in codes alone, as in the service’s results.',
    }),
});
type AllocationFile = z.output<typeof AllocationFile>;

/** Somebody's plan, with what it says beside. */
export interface ClaimedAllocation extends Allocation, Pick<AllocationFile, 'floorPrices' | 'reasons'> {}

/** Reads a plan for an instance: in the steps of its lines, its totals in grains. */
export function readAllocation(text: string, input: Pick<AllocationInput, 'needs' | 'offers'>): ClaimedAllocation {
  const told = parse(AllocationFile, text);
  const { perUnit } = grainsOf(input);
  const faults: FileFault[] = [];
  const totalOf = (value: string, ...path: readonly (string | number)[]): bigint => {
    const read = readTotal(value, perUnit);
    if (read === null) faults.push(faultAt('decimals-of-total', ...path));
    return read ?? 0n;
  };
  const allocation = {
    ...told,
    plan: readPlan(told.plan, input),
    objective: totalOf(told.objective, 'objective'),
    tiers: told.tiers.map(({ tier: of, asked, served }, place) => ({
      tier: of,
      asked: totalOf(asked, 'tiers', place, 'asked'),
      served: totalOf(served, 'tiers', place, 'served'),
    })),
  };
  if (faults.length > 0) throw new UnusableFile(faults);
  return allocation;
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new UnusableFile([faultAt('not-json')]);
  }
  const loss = findLoss(text);
  if (loss !== null) throw new UnusableFile([fieldFault(loss)]);
  const parsed = parseNested(schema, content);
  if (parsed.success) return parsed.data;
  throw new UnusableFile(faultsOf(parsed.error, content));
}

/** A schema that speaks of itself goes as deep as the text does. */
function parseNested<Schema extends z.ZodType>(schema: Schema, content: unknown) {
  try {
    return schema.safeParse(content);
  } catch (error) {
    if (error instanceof RangeError) throw new UnusableFile([faultAt('nested-too-deep')]);
    throw error;
  }
}
