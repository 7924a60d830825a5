import t from 'tap';
import { LANGUAGES, type Language } from '#src/kernel/language.ts';
import { formatDay, formatList, formatNumber } from '#src/locales/format-arguments.ts';
import { formatClauses, formatMessage, inEveryLanguage } from '#src/locales/format-message.ts';

const everyMonths = (language: Language, months: number): string => formatMessage(language, 'brief.recurs', { months });

t.test('Arabic counts in six ways, Italian and French say millions otherwise, English knows two', (t) => {
  t.strictSame(
    [0, 1, 2, 3, 11, 100].map((months) => everyMonths('ar', months)),
    ['دون تكرار', 'كل شهر', 'كل شهرين', 'كل 3 أشهر', 'كل 11 شهرًا', 'كل 100 شهر'],
  );
  t.strictSame([1, 2].map((months) => everyMonths('en', months)), ['every month', 'every 2 months']); // prettier-ignore
  t.equal(everyMonths('it', 1_000_000), 'ogni 1.000.000 di mesi');
  t.match(everyMonths('fr', 2_000_000), /^tous les 2\s000\s000 de mois$/u);
  t.end();
});

t.test('whole numbers beyond 2^53 are written to their last digit and find their plural', (t) => {
  const score = 2n ** 60n + 1n;
  t.equal(formatMessage('en', 'allocate.micro-units', { score }), '1,152,921,504,606,846,977 micro-units');
  t.match(formatMessage('ar', 'allocate.micro-units', { score }), /^1\.152\.921\.504\.606\.846\.977 جزء/u);
  t.equal(formatMessage('en', 'allocate.micro-units', { score: 1n }), '1 micro-unit');
  t.end();
});

t.test('numbers, days and lists are written as the language writes them, in Western digits', (t) => {
  t.strictSame(inEveryLanguage((language) => formatDay('2026-03-31', language)), {
    en: '31 March 2026',
    ar: '31 مارس 2026',
    it: '31 marzo 2026',
    fr: '31 mars 2026',
  }); // prettier-ignore
  t.equal(formatDay('2026-03-31', 'en', 'short'), '31 Mar 2026');
  t.strictSame(inEveryLanguage((language) => formatDay('2026-03-01', language)), {
    en: '1 March 2026',
    ar: '1 مارس 2026',
    it: '1º marzo 2026',
    fr: '1er mars 2026',
  }); // prettier-ignore
  t.equal(formatDay('2026-03-01', 'fr', 'short'), '1er mars 2026');
  t.equal(formatDay('2026-03-11', 'fr'), '11 mars 2026');
  t.equal(formatNumber(12_500, 'it'), '12.500');
  t.equal(formatList(['a', 'b', 'c'], 'en'), 'a, b and c');
  t.equal(formatClauses(['a', 'b', 'c'], 'ar'), 'a؛ b؛ c');
  for (const language of LANGUAGES) {
    const apart = new Intl.NumberFormat(`${language}-u-nu-latn`);
    for (const value of [0, 1, 9, 10, 99, 100, 999]) t.equal(formatNumber(value, language), apart.format(value));
    t.equal(
      formatNumber(-0.5, language)
        .replaceAll(/[^\d.,]/g, '')
        .replace(',', '.'),
      '0.5',
    );
  }
  for (const language of LANGUAGES) t.match(formatNumber(1_234_567, language), /^1\D234\D567$/, language);
  t.end();
});
