import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Language } from '../../../kernel/language.ts';

const ADVICE: Readonly<Record<Language, (asOf: CalendarDate) => string>> = {
  en: (asOf) => `This is advice as of ${asOf}, not a ruling. Have it checked by the authority or a lawyer before you rely on it.`,
  ar: (asOf) => `هذه مشورة بتاريخ ${asOf} وليست حكمًا قانونيًا. يرجى التحقق منها لدى الجهة المختصة أو محامٍ قبل الاعتماد عليها.`,
  it: (asOf) => `Questo è un parere al ${asOf}, non una decisione. Va verificato con l’autorità o un legale prima di farvi affidamento.`,
  fr: (asOf) => `Ceci est un avis au ${asOf}, non une décision. Faites-le vérifier par l’autorité ou un juriste avant de vous y fier.`,
};

/** That what a rule says is advice with a date; said wherever one speaks. */
export const adviceAsOf = (language: Language, asOf: CalendarDate): string => ADVICE[language](asOf);
