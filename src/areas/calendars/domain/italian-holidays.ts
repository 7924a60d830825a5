import type { Holiday } from './holiday-rule.ts';

const LAW_260 = 'Italy, law 27 May 1949 n. 260, article 2, as amended by law 5 March 1977 n. 54';

/** Holidays of the whole of Italy. The feast of a town's patron (Rome: 29 June) is local and deliberately absent; none is moved. */
export const ITALIAN_HOLIDAYS: readonly Holiday[] = [
  {
    slug: 'new-years-day',
    names: { en: "New Year's Day", ar: 'رأس السنة الميلادية', it: 'Capodanno', fr: 'Jour de l’An' },
    rule: { kind: 'fixed', month: 1, day: 1 },
    source: LAW_260,
  },
  {
    slug: 'epiphany',
    names: { en: 'Epiphany', ar: 'عيد الغطاس', it: 'Epifania', fr: 'Épiphanie' },
    rule: { kind: 'fixed', month: 1, day: 6 },
    since: 1986,
    source: 'Italy, decree of the President 28 December 1985 n. 792, article 1',
  },
  {
    slug: 'easter-monday',
    names: { en: 'Easter Monday', ar: 'اثنين الفصح', it: 'Lunedì dell’Angelo', fr: 'Lundi de Pâques' },
    rule: { kind: 'easter', offset: 1 },
    source: LAW_260,
  },
  {
    slug: 'liberation-day',
    names: { en: 'Liberation Day', ar: 'عيد التحرير', it: 'Anniversario della Liberazione', fr: 'Fête de la Libération' },
    rule: { kind: 'fixed', month: 4, day: 25 },
    source: LAW_260,
  },
  {
    slug: 'labour-day',
    names: { en: 'Labour Day', ar: 'عيد العمل', it: 'Festa del lavoro', fr: 'Fête du Travail' },
    rule: { kind: 'fixed', month: 5, day: 1 },
    source: LAW_260,
  },
  {
    slug: 'republic-day',
    names: { en: 'Republic Day', ar: 'عيد الجمهورية', it: 'Festa della Repubblica', fr: 'Fête de la République' },
    rule: { kind: 'fixed', month: 6, day: 2 },
    since: 2001,
    source: 'Italy, law 20 November 2000 n. 336, article 1',
  },
  {
    slug: 'assumption',
    names: { en: 'Assumption Day', ar: 'عيد انتقال العذراء', it: 'Assunzione di Maria', fr: 'Assomption' },
    rule: { kind: 'fixed', month: 8, day: 15 },
    source: LAW_260,
  },
  {
    slug: 'saint-francis',
    names: { en: 'Saint Francis of Assisi', ar: 'عيد القديس فرنسيس الأسيزي', it: 'San Francesco d’Assisi', fr: 'Saint François d’Assise' },
    rule: { kind: 'fixed', month: 10, day: 4 },
    since: 2026,
    source: 'Italy, law 8 October 2025 n. 151, article 1, in force from 1 January 2026',
  },
  {
    slug: 'all-saints',
    names: { en: "All Saints' Day", ar: 'عيد جميع القديسين', it: 'Ognissanti', fr: 'Toussaint' },
    rule: { kind: 'fixed', month: 11, day: 1 },
    source: LAW_260,
  },
  {
    slug: 'immaculate-conception',
    names: { en: 'Immaculate Conception', ar: 'عيد الحبل بلا دنس', it: 'Immacolata Concezione', fr: 'Immaculée Conception' },
    rule: { kind: 'fixed', month: 12, day: 8 },
    source: LAW_260,
  },
  {
    slug: 'christmas-day',
    names: { en: 'Christmas Day', ar: 'عيد الميلاد', it: 'Natale', fr: 'Noël' },
    rule: { kind: 'fixed', month: 12, day: 25 },
    source: LAW_260,
  },
  {
    slug: 'saint-stephen',
    names: { en: "Saint Stephen's Day", ar: 'عيد القديس إسطفانوس', it: 'Santo Stefano', fr: 'Saint-Étienne' },
    rule: { kind: 'fixed', month: 12, day: 26 },
    source: LAW_260,
  },
];
