import { readFileSync } from 'node:fs';
import t from 'tap';
import { LANGUAGES, type Language } from '#src/kernel/language.ts';

const FROM = new URL('../../src/locales/', import.meta.url);

/** The words of each text alone: what the syntax of ICU MessageFormat adds is taken out, a parameter is `{name}`. */
function wordsOf(language: Language): (readonly [key: string, words: string])[] {
  const texts = JSON.parse(readFileSync(new URL(`${language}.arb`, FROM), 'utf8')) as Record<string, unknown>;
  return Object.entries(texts).flatMap(([key, text]) => {
    if (key.startsWith('@') || typeof text !== 'string') return [];
    const words = text.replaceAll(/\{(\w+), (?:number|date, \w+)\}/g, '{$1}').replaceAll(/\w+, (?:plural|select),/g, '');
    return [[key, words] as const];
  });
}

/** What no text of a language may have, and why. */
const FAULTS: Readonly<Record<Language, readonly (readonly [why: string, fault: RegExp])[]>> = {
  en: [['a straight apostrophe', /'/]],
  ar: [
    ['a comma, semicolon or question mark of another script', /[,;?]/],
    ['the tanween stands on the letter before the alif', /اً/u],
    ['digits that spaces part stand in the wrong order from right to left', /\d[ \u00a0\u202f]\d/],
    ['a code and a number side by side change places', /\{(?:line|need|offer|floor|reference)\}[^\p{L}]*\{\w+\}/u],
    ['digits of another kind than papers have', /[٠-٩۰-۹]/u],
    ['the reader is you in the plural', /(?:حساب|دور|طرف|الخاصة ب|من)ك(?!\p{L})/u],
  ],
  it: [
    ['a straight apostrophe', /'/],
    ['8 and 11 elide the article that other days have', /\b(?:il|al|dal|del|nel|sul) \{on\}/],
    ['the reader is Lei, with capitals', /\b(?:suo|sua) (?:account|ruolo|parte)\b/],
  ],
  fr: [
    ['a straight apostrophe', /'/],
    ['the space before : ; ? ! » does not break', /[^\u00a0\u202f\d][:;?!»]/],
    ['the space after « does not break', /«[^\u00a0\u202f]/],
    ['de and le elide before a name that may begin with a vowel', /\b(?:de|le|la|que) \{(?:line|need|offer|floor|name|milestone)\}/],
  ],
};

t.test('each text keeps to the marks, the spaces and the address of its language', (t) => {
  for (const language of LANGUAGES) {
    const texts = wordsOf(language);
    t.ok(texts.length > 400, language);
    for (const [why, fault] of FAULTS[language]) {
      t.strictSame(texts.filter(([, words]) => fault.test(words)).map(([key, words]) => `${key}: ${words}`), [], `${language}: ${why}`); // prettier-ignore
    }
  }
  t.end();
});
