import { createReadStream } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { explain, formatReasons, ImpossibleConditions, runAllocation, UnfinishedSearch, verifyAllocation } from '../../allocation/index.ts';
import { type Language, LANGUAGES } from '../../kernel/language.ts';
import { formatList } from '../../locales/format-arguments.ts';
import { formatMessage } from '../../locales/format-message.ts';
import { namingFile } from '../../platform/files/file-fault.ts';
import { loadSolver } from '../../platform/integer-solver.ts';
import { type AllocationFile, InstanceFile, readAllocation, UnusableFile, writeJson } from './files.ts';
import { formatGaps, formatImpossible, formatResult } from './format-result.ts';
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
  --lang ar|en|fr|it                               the language of the table, the reasons and what is said of a plan

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
    return verify(instance, await reading(values.verify, async (stream) => readAllocation(await textOf(stream))), language, say, complain);
  }
  try {
    const allocation = runAllocation(instance, { solver: await loadSolver() });
    const reasons = formatReasons(allocation.reasons, language, values.json ? undefined : printable);
    say(values.json ? writeJson({ ...allocation, reasons }) : formatResult(allocation, reasons));
    return 0;
  } catch (error) {
    if (!(error instanceof ImpossibleConditions || error instanceof UnfinishedSearch)) throw error;
    const isShown = error instanceof ImpossibleConditions;
    const reasons = isShown ? error.reasons : error.suspected;
    complain(formatMessage(language, isShown ? 'allocate.impossible' : 'allocate.unfinished'));
    if (!isShown && reasons.length > 0) complain(formatMessage(language, 'allocate.suspected'));
    for (const reason of reasons) complain(`  ${formatImpossible(reason, language)}`);
    return 1;
  }
}

function verify({ input, settings, excluded }: Instance, claimed: AllocationFile, language: Language, say: Say, complain: Say): number {
  const found = verifyAllocation(input, settings, claimed);
  if (found !== null) {
    const places = formatList(
      found.at.map((id) => `"${printable(id)}"`),
      language,
    );
    complain(
      places === ''
        ? formatMessage(language, 'allocate.not-proven', { code: found.defect })
        : formatMessage(language, 'allocate.not-proven-at', { code: found.defect, places }),
    );
    return 1;
  }
  if (claimed.floorPrices !== undefined && !isDeepStrictEqual(idsOf(claimed.floorPrices), idsOf(settings.floors ?? []))) {
    complain(formatMessage(language, 'allocate.not-proven', { code: 'wrong-floor-prices' }));
    return 1;
  }
  if (claimed.reasons !== undefined) {
    const inCodes = explain(input, settings, claimed, excluded);
    const reasons = claimed.reasons.language === undefined ? inCodes : formatReasons(inCodes, claimed.reasons.language);
    if (!isDeepStrictEqual(JSON.parse(writeJson(reasons)), claimed.reasons)) {
      complain(formatMessage(language, 'allocate.not-proven', { code: 'wrong-reasons' }));
      return 1;
    }
  }
  const told = claimed.isProven
    ? [formatMessage(language, 'allocate.proven')]
    : [formatMessage(language, 'allocate.checked'), ...formatGaps(claimed.certificate, language, 'allocate.file-says')];
  if ((claimed.floorPrices ?? []).length > 0) told.push(formatMessage(language, 'allocate.prices-not-checked'));
  for (const line of told) say(line);
  return 0;
}

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

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
