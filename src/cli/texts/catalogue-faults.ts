import type { Token } from '@messageformat/parser';
import { LANGUAGES, type Language } from '../../kernel/language.ts';

/** What a text takes, by name: `number` for plurals and numbers, `day`, the words of a select, else any text. */
export type Parameters = ReadonlyMap<string, 'number' | 'day' | 'text' | readonly string[]>;

/** A language's texts, taken apart. */
export type ParsedCatalogue = ReadonlyMap<string, readonly Token[]>;

/** What the catalogues say against each other or against their languages, a line each; nothing where translators can go on. */
export function findCatalogueFaults(catalogues: Readonly<Record<Language, ParsedCatalogue>>): string[] {
  const source = catalogues.en;
  return LANGUAGES.flatMap((language) => {
    const translated = catalogues[language];
    const missing = [...source.keys()].filter((key) => !translated.has(key)).map((key) => `${language}: "${key}" is missing`);
    const unknown = [...translated.keys()].filter((key) => !source.has(key)).map((key) => `${language}: "${key}" is not in en.arb`);
    const wrong = [...translated].flatMap(([key, tokens]) => [
      ...faultsOfPlurals(tokens, language).map((fault) => `${language}: "${key}": ${fault}`),
      ...faultsOfParameters(source.get(key), tokens).map((fault) => `${language}: "${key}": ${fault}`),
    ]);
    return [...missing, ...unknown, ...wrong];
  });
}

/** The parameters of a text, in the order in which it names them. */
export function parametersOf(tokens: readonly Token[]): Parameters {
  const found = new Map<string, 'number' | 'day' | 'text' | readonly string[]>();
  for (const token of eachToken(tokens)) {
    if (token.type === 'content' || token.type === 'octothorpe') continue;
    const earlier = found.get(token.arg);
    const kind = kindOf(token);
    // What is written once as it is and once by its plural is a number.
    if (earlier === undefined || earlier === 'text') found.set(token.arg, kind);
  }
  return found;
}

function kindOf(token: Exclude<Token, { type: 'content' | 'octothorpe' }>): 'number' | 'day' | 'text' | readonly string[] {
  if (token.type === 'argument') return 'text';
  if (token.type === 'function') return token.key === 'date' ? 'day' : 'number';
  return token.type === 'select' ? token.cases.map(({ key }) => key) : 'number';
}

function* eachToken(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if ('cases' in token) for (const one of token.cases) yield* eachToken(one.tokens);
  }
}

/** The forms that a noun beside a number has in a language: six in Arabic. */
export const pluralsOf = (language: Language): Intl.LDMLPluralRule[] => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

function faultsOfPlurals(tokens: readonly Token[], language: Language): string[] {
  const wanted = pluralsOf(language);
  return [...eachToken(tokens)].flatMap((token) => {
    // It would be written by a formatter of its own, in other digits and not at all for large whole numbers.
    if (token.type === 'octothorpe') return ['write {name, number} in place of #'];
    if (token.type === 'function' && !['number', 'date'].includes(token.key)) return [`there is no format "${token.key}" here`];
    if (token.type !== 'plural') return [];
    const absent = wanted.filter((category) => !token.cases.some(({ key }) => key === category));
    return absent.map((category) => `the plural of {${token.arg}} has no "${category}"`);
  });
}

function faultsOfParameters(source: readonly Token[] | undefined, translated: readonly Token[]): string[] {
  if (source === undefined) return [];
  const [wanted, given] = [parametersOf(source), parametersOf(translated)];
  const missing = [...wanted.keys()].filter((name) => !given.has(name)).map((name) => `{${name}} is missing`);
  const other = [...given].flatMap(([name, kind]) => {
    const expected = wanted.get(name);
    if (expected === undefined) return [`{${name}} is not in the English text`];
    return describe(expected) === describe(kind) ? [] : [`{${name}} is ${describe(kind)} here and ${describe(expected)} in English`];
  });
  return [...missing, ...other];
}

const describe = (kind: 'number' | 'day' | 'text' | readonly string[]): string =>
  typeof kind === 'string' ? `a ${kind}` : `one of ${[...kind].sort().join(', ')}`;
