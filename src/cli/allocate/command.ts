import { createReadStream } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  type AllocationResult,
  type Certificate,
  explain,
  ImpossibleConditions,
  type ImpossibleReason,
  type IntegerPart,
  runAllocation,
  type SaidReasons,
  sayReasons,
  UnfinishedSearch,
  verifyAllocation,
} from '../../allocation/index.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { plural } from '../../kernel/plural.ts';
import { namingFile } from '../../platform/files/file-fault.ts';
import { loadSolver } from '../../platform/integer-solver.ts';
import { type AllocationFile, InstanceFile, readAllocation, UnusableFile, writeJson } from './files.ts';
import { type Instance, readInstance } from './read-instance.ts';
import { parseOptions } from '../parse-options.ts';
import { printable } from '../printable.ts';

export const ALLOCATE_HELP = `wasl allocate: who gets what, and a proof that anybody can check

  wasl allocate instance.json                      prints the plan as a table, and why each line got what it got
  wasl allocate instance.json --json               prints the plan with its certificate and reasons, as JSON
  wasl allocate instance.json --verify plan.json   checks such a plan by its certificate, without solving it again: “proven” where it shows that
                                                   no plan is better, “checked” where it is what it says, with the gap; its reasons are worked
                                                   out anew. Ends with 0 in both cases, and with 1 where it isn't what it says
  wasl allocate --schema                           prints the JSON Schema of an instance
  --lang ar|en|fr|it                               says the reasons in this language

  An instance: {"needs":[{"id","quantity","tier"?,"lot"?,"allOrNothing"?,"group"?}],"offers":[{"id","quantity","lot"?,"budget"?,
  "unitCost"?}],"pairs":[{"need","offer","score"}],"settings"?:{"tiers"?:"strict"|"off","floors"?,"caps"?,"packages"?,"purses"?,
  "fixed"?,"donorLimit"?,"timeLimit"?}}; --schema names every field. Quantities and scores are whole numbers; tier 1 is served first.
  - reads standard input.
`;

type Say = (line: string) => void;

/** Runs `wasl allocate` and answers its exit code: 0 done, 1 refused (unusable file, impossible, a plan that isn't what it says), 2 called wrongly. */
export async function allocateCommand(args: readonly string[], say: Say, complain: Say): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, schema: { type: 'boolean' }, verify: { type: 'string' }, lang: { type: 'string' } },
  });
  if (values.schema) {
    say(JSON.stringify(z.toJSONSchema(InstanceFile, { io: 'input' }), null, 2));
    return 0;
  }
  const [file, ...others] = positionals;
  const language = LANGUAGES.find((known) => known === (values.lang ?? 'en'));
  if (language === undefined) {
    complain(`there is no language '${values.lang}' here: it is one of ${LANGUAGES.join(', ')}`);
    return 2;
  }
  if (file === undefined || others.length > 0) {
    complain('wasl allocate takes one instance; see wasl allocate --help');
    return 2;
  }
  const instance = await reading(file, readInstance);
  if (values.verify !== undefined) {
    return verify(instance, await reading(values.verify, async (stream) => readAllocation(await textOf(stream))), say, complain);
  }
  try {
    const allocation = runAllocation(instance, { solver: await loadSolver() });
    const reasons = sayReasons(allocation.reasons, language, values.json ? undefined : printable);
    say(values.json ? writeJson({ ...allocation, reasons }) : tableOf(allocation, reasons));
    return 0;
  } catch (error) {
    if (!(error instanceof ImpossibleConditions || error instanceof UnfinishedSearch)) throw error;
    complain(error.message);
    const reasons = error instanceof ImpossibleConditions ? error.reasons : error.suspected;
    const isWord = error instanceof UnfinishedSearch && reasons.length > 0;
    if (isWord) complain('the solver says, which nothing shows, that these can’t all hold:');
    for (const reason of reasons) complain(`  ${sayImpossible(reason)}`);
    return 1;
  }
}

function verify({ input, settings, excluded }: Instance, claimed: AllocationFile, say: Say, complain: Say): number {
  const found = verifyAllocation(input, settings, claimed);
  if (found !== null) {
    complain(
      `not proven: ${found.defect}${found.at.length === 0 ? '' : ` at ${found.at.map((id) => `"${printable(id)}"`).join(' and ')}`}`,
    );
    return 1;
  }
  if (claimed.floorPrices !== undefined && !isDeepStrictEqual(idsOf(claimed.floorPrices), idsOf(settings.floors ?? []))) {
    complain('not proven: wrong-floor-prices');
    return 1;
  }
  if (claimed.reasons !== undefined) {
    const { language } = claimed.reasons;
    const inCodes = explain(input, settings, claimed, excluded);
    const reasons = language === undefined ? inCodes : sayReasons(inCodes, language);
    if (!isDeepStrictEqual(JSON.parse(writeJson(reasons)), claimed.reasons)) {
      complain('not proven: wrong-reasons');
      return 1;
    }
  }
  const told = claimed.isProven
    ? ['proven: no plan for this instance is better']
    : [
        'checked: it obeys every rule, and its proofs show the bounds that it states',
        ...gapsOf(claimed.certificate, 'the file says that the solver said'),
      ];
  if ((claimed.floorPrices ?? []).length > 0) told.push('not checked: what the guaranteed shares cost');
  for (const line of told) say(line);
  return 0;
}

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

function sayImpossible(reason: ImpossibleReason): string {
  if (reason.condition === 'fixed') {
    return `fixed line of "${printable(reason.need)}" from "${printable(reason.offer)}": ${reason.quantity}`;
  }
  const wanted = reason.wanted === null ? '' : `: ${plural(reason.wanted, 'unit')} wanted`;
  const reach = reason.reachable === null ? '' : `, ${reason.reachable} within reach`;
  return `floor "${printable(reason.id)}"${wanted}${reach}`;
}

/** Reads a file; what is wrong with it is told with its name before each pointer. */
async function reading<Content>(file: string, read: (stream: AsyncIterable<Buffer>) => Promise<Content>): Promise<Content> {
  try {
    const stream = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
    return await namingFile(file, read(stream));
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    const faults = error.faults.map(({ pointer, message }) => ({ pointer: `${file}#${printable(pointer)}`, message: printable(message) }));
    throw new UnusableFile(faults);
  }
}

const CHUNK_BYTES = 2 ** 20;

function tableOf({ plan, objective, tiers, isProven, certificate, floorPrices }: AllocationResult, { needs, offers }: SaidReasons): string {
  const rows = [
    ['need', 'offer', 'quantity'],
    ...plan.map(({ need, offer, quantity }) => [printable(need), printable(offer), String(quantity)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([need = '', offer = '', quantity = '']) =>
    `${need.padEnd(widths[0] ?? 0)}  ${offer.padEnd(widths[1] ?? 0)}  ${quantity.padStart(widths[2] ?? 0)}`.trimEnd(),
  );
  const served = tiers.map(
    ({ tier, served: units, asked }) => `${tier === null ? 'without a tier' : `tier ${tier}`}: ${units} of ${plural(asked, 'unit')}`,
  );
  const floors = floorPrices.map(({ id, score, tiers: given, isProven: shown }) => {
    const units = given.filter((tier) => tier.units !== 0n).map((tier) => `${plural(tier.units, 'unit')} of ${tierName(tier.tier)}`);
    const cost = [...units, plural(score, 'micro-unit')].join(' and ');
    return shown
      ? `floor ${printable(id)} costs ${cost}`
      : `floor ${printable(id)}: the best plan found without it brings ${cost} more; what it costs is not proven`;
  });
  const short = [
    ...needs
      .filter((need) => need.served < need.asked)
      .map(({ need, served: units, asked, text }) => `${printable(need)}, ${units} of ${asked}: ${text}`),
    ...offers.filter(({ left }) => left > 0).map(({ offer, left, text }) => `${printable(offer)}, ${left} left: ${text}`),
  ];
  return [
    ...lines,
    '',
    ...served,
    `score: ${plural(objective, 'micro-unit')}, ${isProven ? 'proven best' : 'not proven best'}`,
    ...gapsOf(certificate),
    ...floors,
    ...(short.length > 0 ? ['', ...short] : []),
  ].join('\n');
}

/**
 * What is not proven. A step is bounded among the plans that reach as much in the steps before it; what the solver alone says is told as
 * its word.
 */
function gapsOf({ parts }: Pick<Certificate, 'parts'>, word = 'the solver says'): string[] {
  return parts.flatMap(({ needs, stages }) =>
    stages.flatMap((stage, place) => {
      const { reached, bound, solverBound } = stage;
      if (reached === bound) return [];
      const among = place === 0 ? '' : ', where what comes before it is served as here';
      const byWord = solverBound === null ? '' : `; ${word} at most ${solverBound}, which nothing shows`;
      const where = parts.length === 1 ? '' : ` of ${printable(needs[0] ?? '')}${needs.length > 1 ? ' and what is joined to it' : ''}`;
      return [
        `not proven, gap ${bound - reached}: ${stageName(stage)}${where} reaches ${reached}, and no plan more than ${bound}${among}${byWord}`,
      ];
    }),
  );
}

const tierName = (tier: number | null): string => (tier === null ? 'what has no tier' : `tier ${tier}`);
const stageName = (stage: IntegerPart['stages'][number]): string => ('score' in stage ? 'the score' : tierName(stage.tier));
