import { parseArgs } from 'node:util';
import { nearestWord } from '../kernel/nearest.ts';

/** What somebody mistypes in a word as short as these. */
export const MISTYPES = 2;

/** An option that a command doesn't have; the message says which may be meant. */
export class UnknownOption extends Error {
  override readonly name = 'UnknownOption';

  constructor(option: string, known: readonly string[]) {
    const meant = nearestWord(option.replace(/^-+/, ''), known, MISTYPES);
    super(`there is no option ${option} here${suggest(meant && `--${meant}`)}`);
  }
}

/** The options and words behind a command, as `parseArgs` of Node takes them apart. */
export const parseOptions: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw error;
    const [, option = ''] = /'([^' ]+)/.exec((error as Error).message) ?? [];
    throw new UnknownOption(option, Object.keys(config?.options ?? {}));
  }
};

/** What is added to a word that is none of those expected. */
export const suggest = (meant: string | undefined): string => (meant === undefined ? '' : `, perhaps '${meant}' is meant`);
