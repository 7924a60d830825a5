import { isBlank } from '../../../kernel/folding.ts';
import { LANGUAGES } from '../../../kernel/language.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type Fault, faultAt } from './fault.ts';
import { objectsUnder, type PlacedValue, valuesAt } from './placed-values.ts';
import type { FileKey, ReferenceBundle } from './reference-data.ts';

const ARABIC_LETTER = /\p{Script=Arabic}/u;

/** The lifecycle and choice lists whose words the glossary repeats, by the glossary's domain. */
const GLOSSARY_DOMAINS: Readonly<Record<string, string>> = {
  'need-status': 'need_states',
  'offer-status': 'offer_states',
  'match-status': 'match_states',
  'delivery-status': 'delivery_states',
  'obstacle-status': 'obstacle_states',
  modality: 'modality',
  priority: 'priority',
  severity: 'severity',
};

/** Texts that are missing, blank, or in the wrong script, wherever names, summaries or notes occur. */
export const findWordingFaults = (bundle: ReferenceBundle): Fault[] => [
  ...(Object.keys(bundle) as FileKey[]).flatMap((file) => [
    ...objectsUnder(bundle[file], new Set(['names'])).flatMap((place) => faultsOfTexts(file, place, LANGUAGES)),
    ...objectsUnder(bundle[file], new Set(['summary', 'definition', 'scope', 'note'])).flatMap((place) =>
      faultsOfTexts(file, place, ['en', 'ar']),
    ),
  ]),
  ...valuesAt(bundle.catalogue, 'meta/lethality_classes/*').flatMap((place) => faultsOfTexts('catalogue', place, LANGUAGES)),
  ...valuesAt(bundle.glossary, '*').flatMap((place) => faultsOfTexts('glossary', place, LANGUAGES)),
  ...findUnexplainedTerms(bundle),
];

/**
 * Arabic letters stand in the Arabic text and in no other: that shows a translation in the wrong place, or a row of the glossary
 * that a stray comma has shifted. A code such as AES-256, the same in all languages, is written as it is.
 */
function faultsOfTexts(file: FileKey, { pointer, value }: PlacedValue, languages: readonly string[]): Fault[] {
  const texts = value as Readonly<Record<string, unknown>>;
  return languages.flatMap((language) => {
    const text = texts[language];
    const fault = (message: string): Fault[] => [faultAt(file, pointer + pointerTo(language), message)];
    if (typeof text !== 'string' || isBlank(text)) return fault(`the text in ${language} is missing`);
    const isArabic = ARABIC_LETTER.test(text);
    if (language === 'ar' && !isArabic && text !== texts['en']) return fault('the Arabic text has no Arabic letter');
    if (language !== 'ar' && isArabic) return fault(`the text in ${language} has Arabic letters`);
    return [];
  });
}

/** Each state or choice is a term of the glossary, with the same words. */
function findUnexplainedTerms({ vocabularies, glossary }: ReferenceBundle): Fault[] {
  return Object.entries(GLOSSARY_DOMAINS).flatMap(([domain, name]) => {
    const terms = new Map(glossary.filter((term) => term.domain === domain).map((term) => [term.note, term]));
    return (vocabularies.vocabularies[name]?.values ?? []).flatMap(({ slug, names }, index) => {
      const pointer = pointerTo('vocabularies', name, 'values', index);
      const term = terms.get(`code: ${slug}`);
      if (term === undefined) return [faultAt('vocabularies', pointer, `the glossary has no ${domain} "${slug}"`)];
      return LANGUAGES.filter((language) => term[language] !== names[language]).map((language) =>
        faultAt('vocabularies', pointer + pointerTo('names', language), `the glossary says "${term[language]}"`),
      );
    });
  });
}
