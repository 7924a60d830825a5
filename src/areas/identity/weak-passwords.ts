import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { type PasswordFault, plainFault } from './domain/password.ts';

/** What somebody who guesses knows of whom they guess. */
export interface OwnWords {
  readonly login: string;
  readonly displayName: string;
  readonly organisation: string;
}

/** What is longer is judged by how it begins: reckoning takes more than the square of the length. 40 characters take 10 ms at most. */
const JUDGED_CHARACTERS = 40;
/** As many guesses as somebody makes who has the hash and much time (zxcvbn's 3 of 4: ten to the eighth). */
const LEAST_SCORE = 3;

const THE_PROGRAM = ['wasl', 'وصل'];

/** What is wrong with a new password, or null: plain rules first, then lists of what people really take, in the languages of the service. */
export async function passwordFault(password: string, own: OwnWords): Promise<PasswordFault | null> {
  const plain = plainFault(password, own.login);
  if (plain !== null) return plain;
  const judge = await (judging ??= readJudge());
  const { score, feedback } = judge.check(password.slice(0, JUDGED_CHARACTERS), wordsOf(own));
  return score < LEAST_SCORE ? (FAULTS[feedback.warning ?? ''] ?? 'too-guessable') : null;
}

const wordsOf = ({ login, displayName, organisation }: OwnWords): string[] => {
  const whole = [login, displayName, organisation];
  return [...THE_PROGRAM, ...whole, ...whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))].filter((word) => word.length > 2);
};

/** What zxcvbn warns of, in our words; what it does not say, or says of no use to the person, is that it is guessable. */
const FAULTS: Readonly<Record<string, PasswordFault>> = {
  topTen: 'too-common',
  topHundred: 'too-common',
  common: 'too-common',
  similarToCommon: 'too-common',
  simpleRepeat: 'too-uniform',
  extendedRepeat: 'too-uniform',
  straightRow: 'keyboard-pattern',
  keyPattern: 'keyboard-pattern',
  sequences: 'easy-sequence',
  recentYears: 'names-or-dates',
  dates: 'names-or-dates',
  namesByThemselves: 'names-or-dates',
  commonNames: 'names-or-dates',
  userInputs: 'names-or-dates',
};

let judging: Promise<ZxcvbnFactory> | null = null;

/**
 * Loaded when the first password is chosen, which few processes ever see: the lists take half a second to read and 60 MB to keep. One after the
 * other, so that requests are answered in between. Surnames and encyclopaedias are left out, which would double both; there is no list
 * of Arabic words to speak of, and who has an Arabic keyboard is held against the lengths, patterns, names and words of the others.
 */
async function readJudge(): Promise<ZxcvbnFactory> {
  const { ZxcvbnFactory } = await import('@zxcvbn-ts/core');
  const common = await import('@zxcvbn-ts/language-common');
  const english = await import('@zxcvbn-ts/language-en');
  const french = await import('@zxcvbn-ts/language-fr');
  const italian = await import('@zxcvbn-ts/language-it');
  return new ZxcvbnFactory({
    dictionary: {
      passwords: common.dictionary['passwords-common'],
      englishWords: english.dictionary['commonWords-en'],
      englishNames: english.dictionary['firstnames-en'],
      frenchWords: french.dictionary['commonWords-fr'],
      frenchNames: french.dictionary['firstnames-fr'],
      italianWords: italian.dictionary.commonWords,
      italianNames: italian.dictionary.firstnames,
    },
    graphs: common.adjacencyGraphs,
    // One reading of digits as letters: 512, as it comes, take seconds for what is made to be long.
    l33tMaxSubstitutions: 1,
    maxLength: JUDGED_CHARACTERS,
  });
}
