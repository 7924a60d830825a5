import { isDeepStrictEqual } from 'node:util';
import messageformat from '@messageformat/core';
import moduleCompiler from '@messageformat/core/lib/compile-module.js';
import { parse } from '@messageformat/parser';
import { LANGUAGES, type Language } from '../../kernel/language.ts';
import { findCatalogueFaults, type Parameters, parametersOf, type ParsedCatalogue, pluralsOf } from './catalogue-faults.ts';

/** A language's file, by key; what begins with @ is for translators. */
export type Catalogue = Readonly<Record<string, unknown>>;

export class CatalogueFaults extends Error {
  override readonly name = 'CatalogueFaults';

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

// Both are CommonJS that exports one thing, and described as ES modules with a default.
const MessageFormat = messageformat as unknown as typeof messageformat.default;
const compileModule = moduleCompiler as unknown as typeof moduleCompiler.default;

const FORMATTERS = '../format-arguments.ts';
const HEADER = '// Written by `npm run texts` from the catalogues (src/locales/*.arb); not to be edited.\n';

/**
 * Makes of the catalogues a module a language, in which each text is a function, and the types of their parameters; the files by their
 * names under src/locales. The functions need no parser where they run, and so serve pure rooms and browsers.
 */
export function compileCatalogues(catalogues: Readonly<Record<Language, Catalogue>>): ReadonlyMap<string, string> {
  const texts = byLanguage((language) => textsOf(catalogues[language]));
  const parsed = byLanguage((language) => parseAll(texts[language], language));
  const faults = [...findCatalogueFaults(parsed), ...findUndescribed(catalogues.en, parsed.en)];
  if (faults.length > 0) throw new CatalogueFaults(faults);
  const files = new Map([['message-parameters.ts', `${HEADER}${typesOf(parsed.en)}`]]);
  for (const language of LANGUAGES) {
    files.set(`compiled/${language}.mjs`, `${HEADER}${compile(texts[language], language)}`);
    files.set(`compiled/${language}.d.mts`, `${HEADER}${DECLARATION}`);
  }
  return files;
}

const byLanguage = <Made>(make: (language: Language) => Made): Record<Language, Made> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, make(language)])) as Record<Language, Made>;

const textsOf = (catalogue: Catalogue): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(catalogue).filter((entry): entry is [string, string] => !entry[0].startsWith('@')));

function parseAll(texts: Readonly<Record<string, string>>, language: Language): ParsedCatalogue {
  const faults: string[] = [];
  const cardinal = pluralsOf(language);
  const parsed = Object.entries(texts).flatMap(([key, text]) => {
    try {
      return [[key, parse(text, { strict: true, cardinal })] as const];
    } catch (error) {
      faults.push(`${language}: "${key}": ${firstLine(error)}`);
      return [];
    }
  });
  if (faults.length > 0) throw new CatalogueFaults(faults);
  return new Map(parsed);
}

const firstLine = (error: unknown): string => (error as Error).message.split('\n', 1)[0] ?? '';

/** A translator is told what stands for what; the description would lie where it names another parameter than the text. */
function findUndescribed(source: Catalogue, parsed: ParsedCatalogue): string[] {
  const keys = [...new Set([...parsed.keys(), ...Object.keys(source).flatMap((key) => (/^@[^@]/.test(key) ? [key.slice(1)] : []))])];
  return keys.flatMap((key) => {
    const { placeholders = {} } = (source[`@${key}`] ?? {}) as { placeholders?: Readonly<Record<string, unknown>> };
    const described = Object.keys(placeholders).sort();
    const taken = [...parametersOf(parsed.get(key) ?? []).keys()].sort();
    if (isDeepStrictEqual(described, taken)) return [];
    return [`en: "@${key}" describes {${described.join(', ')}}, and the text takes {${taken.join(', ')}}`];
  });
}

function compile(texts: Readonly<Record<string, string>>, language: Language): string {
  const formatter = (id: string) => ({ formatter: () => '', id, module: FORMATTERS });
  const format = new MessageFormat(language, {
    strict: true,
    customFormatters: { number: formatter('formatNumber'), date: { ...formatter('formatDay'), arg: 'string' } },
  });
  return compileModule(format, texts);
}

const DECLARATION = `import type { Catalogue } from '../message-parameters.ts';

declare const catalogue: Catalogue;
export default catalogue;
`;

function typesOf(source: ParsedCatalogue): string {
  const lines = [...source].map(([key, tokens]) => `  readonly '${key}': ${typeOf(parametersOf(tokens))};`);
  return `import type { CalendarDate } from '../kernel/calendar-date.ts';

type None = Readonly<Record<never, never>>;

/** What each text of the catalogues takes. */
export interface MessageParameters {
${lines.join('\n')}
}
export type MessageKey = keyof MessageParameters;

/** The texts of a language, each as a function of what it takes. */
export type Catalogue = { readonly [Key in MessageKey]: (parameters: MessageParameters[Key]) => string };
`;
}

const TYPES = { number: 'number | bigint', day: 'CalendarDate', text: 'string' } as const;

function typeOf(parameters: Parameters): string {
  const fields = [...parameters].map(([name, kind]) => {
    const type = typeof kind === 'string' ? TYPES[kind] : kind.map((word) => `'${word}'`).join(' | ');
    return `readonly ${name}: ${type}`;
  });
  return fields.length === 0 ? 'None' : `{ ${fields.join('; ')} }`;
}
