import type { Language, Names } from '../kernel/language.ts';
import type { MarginalWorth, Worth } from './reasons.ts';

/** What one unit more would add, in a sentence; none where nothing tells it, or it would be nothing. */
export function sayWorth(template: Names, worth: MarginalWorth | null, language: Language): string[] {
  if (worth === null) return [];
  if (worth.tierWeight === 0 && worth.score === 0) return [];
  const amount = sayAmount(worth, language);
  return [fill(template[language], { worth: worth.isExact ? amount : fill(AT_MOST[language], { amount }) })];
}

/** Whole units of the highest tier that counts, where there are any; else micro-units of score. */
export function sayAmount({ tierWeight, score }: Worth, language: Language): string {
  return tierWeight === 0 ? fill(MICRO_UNITS[language], { score: String(score) }) : fill(TIERS[language], { tiers: String(tierWeight) });
}

const AT_MOST: Names = { en: 'at most {amount}', ar: '{amount} على الأكثر', it: 'al massimo {amount}', fr: 'au plus {amount}' };
const MICRO_UNITS: Names = {
  en: '{score} micro-units of score',
  ar: '{score} من أجزاء المليون من النقاط',
  it: '{score} milionesimi di punteggio',
  fr: '{score} millionièmes de score',
};
const TIERS: Names = {
  en: 'priority (by {tiers})',
  ar: 'الأولوية (بمقدار {tiers})',
  it: 'priorità (di {tiers})',
  fr: 'la priorité (de {tiers})',
};
export const ONE_MORE_ASKED: Names = {
  en: 'One more unit asked for would add {worth}.',
  ar: 'طلب وحدة إضافية يضيف {worth}.',
  it: 'Un’unità richiesta in più aggiungerebbe {worth}.',
  fr: 'Une unité demandée de plus ajouterait {worth}.',
};
export const ONE_MORE_OFFERED: Names = {
  en: 'One more unit of it would add {worth}.',
  ar: 'وحدة إضافية منه تضيف {worth}.',
  it: 'Una sua unità in più aggiungerebbe {worth}.',
  fr: 'Une unité de plus ajouterait {worth}.',
};

/** A text with what its names in braces stand for. */
export const fill = (template: string, facts: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
