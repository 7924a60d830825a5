import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  explain,
  formatReasons,
  grainsOf,
  ImpossibleConditions,
  InexactNumbers,
  runAllocation,
  tellResult,
  UnfinishedSearch,
  verifyAllocation,
} from '../../allocation/index.ts';
import { type Language, LANGUAGES } from '../../kernel/language.ts';
import { formatList } from '../../locales/format-arguments.ts';
import { formatMessage } from '../../locales/format-message.ts';
import { namingFile } from '../../platform/files/file-fault.ts';
import { loadSolver } from '../../platform/integer-solver.ts';
import { type OnProgress, unheard } from '../../platform/progress.ts';
import { type ClaimedAllocation, InstanceFile, readAllocation } from './files.ts';
import { formatGaps, formatImpossible, formatResult } from './format-result.ts';
import { type Instance, readInstance } from './read-instance.ts';
import { UnusableFile } from './unusable-file.ts';
import { exact, writeJson, writeJsonPieces } from './write-json.ts';
import type { Caller } from '../caller.ts';
import { parseOptions } from '../parse-options.ts';
import { printable } from '../printable.ts';

export const ALLOCATE_HELP = `wasl allocate: who gets what, and a proof that anybody can check

  wasl allocate instance.json                      prints the plan as a table, and why each line got what it got
  wasl allocate instance.json --json               prints the plan with its certificate and reasons, as JSON
  wasl allocate instance.json --verify plan.json   checks such a plan by its certificate, without solving it again: “proven” where it shows that
                                                   no plan is better, “checked” where it is what it says, with the gap; its reasons are worked
                                                   out anew. Ends with 0 in both cases, and with 1 where it isn't what it says
  wasl allocate --schema                           prints the JSON Schema of an instance
  --lang ar|en|fr|it                               the language of the table, the reasons, and what is said of plans and files

  An instance: {"needs":[{"id","quantity","decimals"?,"tier"?,"lot"?,"allOrNothing"?,"group"?}],"offers":[{"id","quantity","decimals"?,
  "lot"?,"budget"?,"unitCost"?}],"pairs":[{"need","offer","score"}],"settings"?:{"tiers"?:"strict"|"off","floors"?,"caps"?,"packages"?,
  "sharedBudgets"?,"fixed"?,"donorLimit"?,"timeLimit"?}}; --schema names every field. Quantities are whole numbers, or have as many
  decimals as their line says, 3 at most; scores are whole numbers, of a whole unit; tier 1 is served first.
  - reads standard input.
`;

type Say = (line: string) => void;

/** How whoever called is told: in which language, and where. */
interface Told {
  readonly language: Language;
  readonly say: Say;
  readonly sayJson: Say;
  readonly complain: Say;
  readonly progress: OnProgress;
}

/** Runs `wasl allocate` and answers its exit code: 0 done, 1 refused (unusable file, impossible, a plan that isn't what it says), 2 called wrongly. */
export async function allocateCommand(
  args: readonly string[],
  { terminal: { say, sayJson }, complain, aside }: Pick<Caller, 'terminal' | 'complain' | 'aside'>,
): Promise<number> {
  // A log of somebody's script is no place for it.
  const progress = aside.isWatched ? aside.progress : unheard;
  const misuse = (reason: string): 2 => {
    complain(`${reason}; see wasl allocate --help`);
    return 2;
  };
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, schema: { type: 'boolean' }, verify: { type: 'string' }, lang: { type: 'string' } },
  });
  if (values.schema) {
    if (positionals.length > 0) return misuse('--schema takes no file');
    sayJson(JSON.stringify(z.toJSONSchema(InstanceFile, { io: 'input' }), null, 2));
    return 0;
  }
  const [file, ...others] = positionals;
  const language = LANGUAGES.find((known) => known === (values.lang ?? 'en'));
  if (language === undefined) {
    return misuse(`there is no language '${values.lang}' here: it is one of ${LANGUAGES.join(', ')}`);
  }
  if (file === undefined || others.length > 0) return misuse('wasl allocate takes one instance');
  if (file === '-' && values.verify === '-') return misuse('standard input is the instance or the plan, not both');
  try {
    return await answer(file, { verify: values.verify, json: values.json === true }, { language, say, sayJson, complain, progress });
  } catch (error) {
    if (!(error instanceof InexactNumbers)) throw error;
    complain(formatMessage(language, 'allocate.inexact'));
    return 1;
  }
}

interface Asked {
  /** The file of a plan to check. */
  readonly verify: string | undefined;
  readonly json: boolean;
}

/** Computes a plan for an instance, or checks one; throws {@link UnusableFile}. */
async function answer(file: string, { verify: plan, json }: Asked, { language, say, sayJson, complain, progress }: Told): Promise<number> {
  const instance = await reading(file, readInstance, { language, progress });
  if (plan !== undefined) {
    return verify(
      instance,
      await reading(plan, async (stream) => readAllocation(await textOf(stream), instance.input), { language, progress }),
      language,
      say,
      complain,
    );
  }
  try {
    const allocation = runAllocation(instance, {
      solver: await loadSolver(),
      onProgress: ({ stage, done, total }) =>
        progress(done, total, formatMessage(language, stage === 'network' ? 'allocate.network-solved' : 'allocate.parts-solved')),
    });
    const reasons = formatReasons(allocation.reasons, language, json ? undefined : printable);
    const { input } = instance;
    if (json) for (const piece of writeJsonPieces({ ...tellResult(allocation, input, exact), reasons })) sayJson(piece);
    else say(formatResult(allocation, reasons, input));
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

function verify({ input, settings, excluded }: Instance, claimed: ClaimedAllocation, language: Language, say: Say, complain: Say): number {
  const found = verifyAllocation(input, settings, claimed);
  if (found !== null) {
    const places = formatList(
      found.at.map((id) => formatMessage(language, 'allocate.quoted', { id: printable(id) })),
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
    : [
        formatMessage(language, 'allocate.checked'),
        ...formatGaps(claimed.certificate, grainsOf(input).perUnit, language, 'allocate.file-says'),
      ];
  if ((claimed.floorPrices ?? []).length > 0) told.push(formatMessage(language, 'allocate.prices-not-checked'));
  for (const line of told) say(line);
  return 0;
}

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** Reads a file; what is wrong with it is told with its name before each pointer, in the reader's language. */
async function reading<Content>(
  file: string,
  read: (stream: AsyncIterable<Buffer>) => Promise<Content>,
  { language, progress }: Pick<Told, 'language' | 'progress'>,
): Promise<Content> {
  try {
    return await namingFile(file, read(file === '-' ? process.stdin : watchReading(file, { language, progress })));
  } catch (error) {
    throw error instanceof UnusableFile ? new UnusableFile(error.faults, file, language) : error;
  }
}

const CHUNK_BYTES = 2 ** 20;
/** A file of less is read before anybody asks how far it is. */
const LONG_BYTES = 8 * CHUNK_BYTES;

async function* watchReading(file: string, { language, progress }: Pick<Told, 'language' | 'progress'>): AsyncGenerator<Buffer> {
  const { size } = await stat(file);
  const total = Math.floor(size / CHUNK_BYTES) + 1;
  const tell = size < LONG_BYTES ? unheard : progress;
  const what = formatMessage(language, 'allocate.megabytes-read', { file: basename(file) });
  let read = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    yield chunk;
    read += chunk.length;
    tell(read === size ? total : Math.floor(read / CHUNK_BYTES), total, what);
  }
}
