import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { allocate, type Allocation, verifyAllocation } from '../../allocation/index.ts';
import { InstanceFile, readAllocation, readInstance, UnusableFile, writeAllocation } from './files.ts';

export const ALLOCATE_HELP = `wasl allocate: who gets what, proven best

  wasl allocate instance.json                      prints the plan as a table
  wasl allocate instance.json --json               prints the plan with its certificate, as JSON
  wasl allocate instance.json --verify plan.json   checks such a plan by its certificate, without solving
  wasl allocate --schema                           prints the JSON Schema of an instance

  An instance: {"needs":[{"id","quantity","tier"?}],"offers":[{"id","quantity"}],"pairs":[{"need","offer","score"}],
  "settings"?:{"tiers":"strict"|"off"}}. Quantities and scores are whole numbers; tier 1 is served first. - reads standard input.
`;

type Say = (line: string) => void;

/** Runs `wasl allocate` and answers its exit code: 0 done, 1 refused (unusable file, unproven plan), 2 called wrongly. */
export async function allocateCommand(args: readonly string[], say: Say, complain: Say): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, schema: { type: 'boolean' }, verify: { type: 'string' } },
  });
  if (values.schema) {
    say(JSON.stringify(z.toJSONSchema(InstanceFile, { io: 'input' }), null, 2));
    return 0;
  }
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    say(ALLOCATE_HELP);
    return 2;
  }
  const { input, tierRule } = await reading(file, readInstance);
  if (values.verify === undefined) {
    const allocation = allocate(input, tierRule);
    say(values.json ? writeAllocation(allocation) : tableOf(allocation));
    return 0;
  }
  const claimed = await reading(values.verify, readAllocation);
  const rule = claimed.certificate.tierRule;
  const found = rule === tierRule ? verifyAllocation(input, claimed) : ({ defect: 'another-tier-rule', at: null } as const);
  if (found === null) {
    say('proven: no plan for this instance is better');
    return 0;
  }
  complain(`not proven: ${found.defect}${found.at === null ? '' : ` at ${found.at}`}`);
  return 1;
}

/** Reads a file; what is wrong with it is told with its name before each pointer. */
async function reading<Content>(file: string, read: (text: string) => Content): Promise<Content> {
  const text = file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    throw new UnusableFile(error.faults.map((fault) => ({ ...fault, pointer: `${file}#${fault.pointer}` })));
  }
}

function tableOf({ plan, objective, tiers }: Allocation): string {
  const rows = [['need', 'offer', 'quantity'], ...plan.map(({ need, offer, quantity }) => [need, offer, String(quantity)])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([need = '', offer = '', quantity = '']) =>
    `${need.padEnd(widths[0] ?? 0)}  ${offer.padEnd(widths[1] ?? 0)}  ${quantity.padStart(widths[2] ?? 0)}`.trimEnd(),
  );
  const served = tiers.map(
    ({ tier, served: units, asked }) => `${tier === null ? 'without a tier' : `tier ${tier}`}: ${units} of ${asked} units`,
  );
  return [...lines, '', ...served, `score: ${objective} micro-units, proven best`].join('\n');
}
