import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { type Language, LANGUAGES, type LocalText, type Names } from '../../../kernel/language.ts';
import type { Lack } from './entry.ts';

/** Why something holds a delivery back. The Arabic, Italian and French were written by the authors and await a native review. */
const BECAUSE: Readonly<Record<Lack, Names>> = {
  required: { en: 'missing', ar: 'غير متوفر', it: 'mancante', fr: 'manquant' },
  'check-needed': { en: 'to be checked', ar: 'يلزم التحقق', it: 'da verificare', fr: 'à vérifier' },
  requested: { en: 'asked for, not answered', ar: 'طُلب ولم يُجب عنه', it: 'richiesto, senza risposta', fr: 'demandé, sans réponse' },
  'in-silence': {
    en: 'silence procedure running',
    ar: 'إجراء عدم الاعتراض جارٍ',
    it: 'procedura di silenzio in corso',
    fr: 'procédure d’approbation tacite en cours',
  },
  refused: { en: 'refused', ar: 'مرفوض', it: 'rifiutato', fr: 'refusé' },
  expired: { en: 'expired by then', ar: 'منتهي الصلاحية حينئذ', it: 'allora scaduto', fr: 'expiré à cette date' },
  'not-yet-valid': {
    en: 'not valid yet by then',
    ar: 'غير ساري بعد حينئذ',
    it: 'allora non ancora valido',
    fr: 'pas encore valable à cette date',
  },
  unconfirmed: {
    en: 'not confirmed by a second person',
    ar: 'لم يؤكده شخص ثانٍ',
    it: 'non confermato da una seconda persona',
    fr: 'non confirmé par une seconde personne',
  },
};

const LEAVES: Readonly<Record<Language, (day: CalendarDate) => string>> = {
  en: (day) => `Planned to leave on ${day}.`,
  ar: (day) => `موعد المغادرة المخطط ${day}.`,
  it: (day) => `Partenza prevista il ${day}.`,
  fr: (day) => `Départ prévu le ${day}.`,
};

export interface NamedLack {
  readonly names: Names;
  readonly because: Lack;
}

/** What a delivery lacks for the day on which it is to leave, in every language. */
export const lacksInWords = (lacks: readonly NamedLack[], leavesOn: CalendarDate): LocalText =>
  Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      `${lacks.map(({ names, because }) => `${names[language]}: ${BECAUSE[because][language]}`).join(language === 'ar' ? '؛ ' : '; ')}. ${LEAVES[language](leavesOn)}`,
    ]),
  );
