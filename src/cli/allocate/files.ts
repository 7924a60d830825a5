import { z } from 'zod';
import type { Allocation, AllocationInput, TierRule } from '../../allocation/index.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';

const id = z.string().min(1).max(200);
const quantity = z.int().min(0).meta({ description: 'Whole units, from 0.' });

/** The file that `wasl allocate` reads; its JSON Schema is printed by `wasl allocate --schema`. */
export const InstanceFile = z
  .strictObject({
    needs: z.array(
      z.strictObject({
        id,
        quantity,
        tier: z.int().min(1).max(1_000).optional().meta({ description: '1 is served first; needs without a tier come last.' }),
      }),
    ),
    offers: z.array(z.strictObject({ id, quantity })),
    pairs: z.array(
      z.strictObject({ need: id, offer: id, score: z.int().meta({ description: 'What one unit is worth, in whole micro-units.' }) }),
    ),
    settings: z
      .strictObject({ tiers: z.enum(['strict', 'off']).default('strict').meta({ description: 'off: the score alone counts.' }) })
      .default({ tiers: 'strict' }),
  })
  .meta({ title: 'Allocation instance', description: 'Needs, offers, and the eligible pairs with their scores.' });
type InstanceFile = z.output<typeof InstanceFile>;

/** A total that may be beyond what a JSON number holds exactly; then it is a text of digits. */
const total = z
  .union([z.int(), z.string().regex(/^-?\d{1,40}$/)])
  .transform((value) => BigInt(value))
  .meta({ description: 'A whole number; as a text of digits where it is beyond 2^53.' });
const tier = z.int().min(1).nullable();
const price = z.strictObject({ id, tierWeight: z.int(), score: z.int() });

/** The file that `wasl allocate --json` writes and `--verify` reads. */
export const AllocationFile = z.strictObject({
  plan: z.array(z.strictObject({ need: id, offer: id, quantity: z.int().min(1) })),
  objective: total,
  tiers: z.array(z.strictObject({ tier, asked: total, served: total })),
  certificate: z.strictObject({
    tierRule: z.enum(['strict', 'off']),
    tierWeights: z.array(z.strictObject({ tier, weight: z.int().min(1) })),
    needs: z.array(price),
    offers: z.array(price),
  }),
});

export interface Instance {
  readonly input: AllocationInput;
  readonly tierRule: TierRule;
}

/** What is wrong with a file: a JSON pointer, and words. */
export interface FileFault {
  readonly pointer: string;
  readonly message: string;
}

/** A file that can't be used; it says all that is wrong with it. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
  readonly faults: readonly FileFault[];

  constructor(faults: readonly FileFault[]) {
    super(faults.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

/** Reads an instance. Throws {@link UnusableFile} for what is malformed, an unknown id, an id or a pair named twice. */
export function readInstance(text: string): Instance {
  const { settings, ...input } = parse(InstanceFile, text);
  const faults = findContradictions(input);
  if (faults.length > 0) throw new UnusableFile(faults);
  return { input, tierRule: settings.tiers };
}

export const readAllocation = (text: string): Allocation => parse(AllocationFile, text);

const exact = (value: bigint): number | string => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));

export function writeAllocation({ plan, objective, tiers, certificate }: Allocation): string {
  const totals = tiers.map(({ asked, served, ...rest }) => ({ ...rest, asked: exact(asked), served: exact(served) }));
  return JSON.stringify({ plan, objective: exact(objective), tiers: totals, certificate }, null, 1);
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UnusableFile([{ pointer: '', message: `not JSON: ${(error as Error).message}` }]);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new UnusableFile(
    parsed.error.issues.flatMap((issue) => {
      const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
      return issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ pointer: pointerTo(...path, key), message: 'there is no such field here' }))
        : [{ pointer: pointerTo(...path), message: issue.message }];
    }),
  );
}

function findContradictions({ needs, offers, pairs }: Pick<InstanceFile, 'needs' | 'offers' | 'pairs'>): FileFault[] {
  const faults: FileFault[] = [];
  const collect = (side: 'needs' | 'offers', lines: readonly { readonly id: string }[]): Set<string> => {
    const ids = new Set<string>();
    for (const [index, line] of lines.entries()) {
      if (ids.has(line.id)) faults.push({ pointer: `/${side}/${index}/id`, message: 'this id is named twice' });
      ids.add(line.id);
    }
    return ids;
  };
  const needIds = collect('needs', needs);
  const offerIds = collect('offers', offers);
  const offersOf = new Map<string, Set<string>>();
  for (const [index, { need, offer }] of pairs.entries()) {
    if (!needIds.has(need)) faults.push({ pointer: `/pairs/${index}/need`, message: 'there is no need with this id' });
    if (!offerIds.has(offer)) faults.push({ pointer: `/pairs/${index}/offer`, message: 'there is no offer with this id' });
    const known = offersOf.get(need) ?? new Set<string>();
    if (known.has(offer)) faults.push({ pointer: `/pairs/${index}`, message: 'this pair is named twice' });
    offersOf.set(need, known.add(offer));
  }
  return faults;
}
