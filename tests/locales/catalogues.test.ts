import { readFile } from 'node:fs/promises';
import t from 'tap';
import { type Catalogue, CatalogueFaults, compileCatalogues } from '#src/cli/texts/compile-catalogues.ts';
import { LANGUAGES, type Language } from '#src/kernel/language.ts';

const locate = (name: string): URL => new URL(`../../src/locales/${name}`, import.meta.url);
const CATALOGUES = Object.fromEntries(
  await Promise.all(LANGUAGES.map(async (language) => [language, JSON.parse(await readFile(locate(`${language}.arb`), 'utf8'))] as const)),
) as Record<Language, Catalogue>;

/** What is said of the catalogues after one of them was changed. */
function faultsAfter(language: Language, change: Catalogue, without: readonly string[] = []): string[] {
  const changed = Object.fromEntries(Object.entries({ ...CATALOGUES[language], ...change }).filter(([key]) => !without.includes(key)));
  try {
    compileCatalogues({ ...CATALOGUES, [language]: changed });
    return [];
  } catch (error) {
    if (!(error instanceof CatalogueFaults)) throw error;
    return error.message.split('\n');
  }
}

t.test('the four catalogues agree, and what the program runs is what they make', async (t) => {
  t.strictSame(faultsAfter('en', {}), []);
  for (const [name, text] of compileCatalogues(CATALOGUES)) t.equal(await readFile(locate(name), 'utf8'), text, name);
});

t.test('a text that one language lacks or has alone is told', (t) => {
  t.strictSame(faultsAfter('it', {}, ['line.money']), ['it: "line.money" is missing']);
  t.strictSame(faultsAfter('fr', { 'line.monnaie': 'monnaie' }), ['fr: "line.monnaie" is not in en.arb']);
  t.end();
});

t.test('a parameter that one language lacks, misspells or takes for another kind is told', (t) => {
  const key = 'worth.at-most';
  t.strictSame(faultsAfter('ar', { [key]: 'كثير' }), [`ar: "${key}": {amount} is missing`]);
  t.strictSame(faultsAfter('ar', { [key]: '{amuont}' }), [
    `ar: "${key}": {amount} is missing`,
    `ar: "${key}": {amuont} is not in the English text`,
  ]);
  t.strictSame(faultsAfter('fr', { [key]: '{amount, number}' }), [`fr: "${key}": {amount} is a number here and a text in English`]);
  const select = '{joined, select, alone {} far {} other {}}{stage}{need}';
  t.strictSame(faultsAfter('it', { 'allocate.stage-of': select }), [
    'it: "allocate.stage-of": {joined} is one of alone, far, other here and one of alone, other in English',
  ]);
  t.end();
});

t.test('a plural has every form of its language, and no other', (t) => {
  const arabic = '{matches, plural, one {a} two {b} few {c} many {d} other {e}} {reference} {on, date, long}';
  t.strictSame(faultsAfter('ar', { 'obstacle.partnership-ends': arabic }), [
    'ar: "obstacle.partnership-ends": the plural of {matches} has no "zero"',
  ]);
  const english = '{months, plural, one {a} two {b} other {c}}';
  t.match(faultsAfter('en', { 'brief.recurs': english }), [/^en: "brief.recurs": The plural case two is not valid/]);
  t.end();
});

t.test('what can’t be parsed, a # and an unknown format are told', (t) => {
  t.match(faultsAfter('it', { 'worth.at-most': 'al massimo {amount' }), [/^it: "worth.at-most": /]);
  t.strictSame(faultsAfter('en', { 'brief.recurs': '{months, plural, one {month} other {# months}}' }), [
    'en: "brief.recurs": write {name, number} in place of #',
  ]);
  t.match(faultsAfter('fr', { 'worth.tiers': '{tiers, spellout}' }), [/there is no format "spellout" here/]);
  t.end();
});

t.test('translators are told of each parameter what stands for it', (t) => {
  t.strictSame(faultsAfter('en', {}, ['@worth.at-most']), ['en: "@worth.at-most" describes {}, and the text takes {amount}']);
  t.strictSame(faultsAfter('en', { '@worth.gone': { placeholders: { amount: {} } } }), [
    'en: "@worth.gone" describes {amount}, and the text takes {}',
  ]);
  t.end();
});
