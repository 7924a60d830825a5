import { LANGUAGES, type Language, type Names } from '../kernel/language.ts';
import ar from './compiled/ar.mjs';
import en from './compiled/en.mjs';
import fr from './compiled/fr.mjs';
import it from './compiled/it.mjs';
import type { Catalogue, MessageKey, MessageParameters } from './message-parameters.ts';

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, ar, it, fr };

type ToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;

/** A key that is one of several wants what each of them wants. */
type ParametersOf<Key extends MessageKey> = ToIntersection<MessageParameters[Key]>;
type ArgumentsOf<Key extends MessageKey> = keyof ParametersOf<Key> extends never ? [] : [parameters: ParametersOf<Key>];

/** A text of the catalogues (`<language>.arb`) with its parameters filled in, in the reader's language. */
export function formatMessage<Key extends MessageKey>(language: Language, key: Key, ...[parameters]: ArgumentsOf<Key>): string {
  return CATALOGUES[language][key](parameters as never);
}

/** The same in all four languages, for what is stored before it is known who reads it. */
export const inEveryLanguage = (format: (language: Language) => string): Names =>
  Object.fromEntries(LANGUAGES.map((language) => [language, format(language)])) as Names;

type PlainKey = { [Key in MessageKey]: keyof MessageParameters[Key] extends never ? Key : never }[MessageKey];

/** A text without parameters in all four languages. */
export const formatMessageInEveryLanguage = (key: PlainKey): Names =>
  inEveryLanguage((language) => CATALOGUES[language][key](undefined as never));

/** Sentences without a full stop, one after the other: `a; b; c`. */
export const formatClauses = (clauses: readonly string[], language: Language): string =>
  clauses.reduceRight((rest, first) => formatMessage(language, 'list.clauses', { first, rest }));
