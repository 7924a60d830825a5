import type { Holiday } from './holiday-rule.ts';

const YEARLY_DECISION =
  'European Commission, yearly decision on the public holidays of the institutions of the European Union under article 61 of the Staff Regulations (for 2014: OJ C 39, 12.2.2013, p. 26)';

/**
 * Public holidays of the institutions of the European Union in Brussels and Luxembourg. The Commission's decision for a year may add a
 * day in place of one that falls on a weekend; such a day is entered as a correction.
 */
export const EU_HOLIDAYS: readonly Holiday[] = [
  {
    slug: 'new-years-day',
    names: { en: "New Year's Day", ar: 'رأس السنة الميلادية', it: 'Capodanno', fr: 'Jour de l’An' },
    rule: { kind: 'fixed', month: 1, day: 1 },
    days: 2,
    source: YEARLY_DECISION,
  },
  {
    slug: 'maundy-thursday',
    names: { en: 'Maundy Thursday', ar: 'خميس العهد', it: 'Giovedì santo', fr: 'Jeudi saint' },
    rule: { kind: 'easter', offset: -3 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'good-friday',
    names: { en: 'Good Friday', ar: 'الجمعة العظيمة', it: 'Venerdì santo', fr: 'Vendredi saint' },
    rule: { kind: 'easter', offset: -2 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'easter-monday',
    names: { en: 'Easter Monday', ar: 'اثنين الفصح', it: 'Lunedì dell’Angelo', fr: 'Lundi de Pâques' },
    rule: { kind: 'easter', offset: 1 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'labour-day',
    names: { en: 'Labour Day', ar: 'عيد العمل', it: 'Festa del lavoro', fr: 'Fête du Travail' },
    rule: { kind: 'fixed', month: 5, day: 1 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'europe-day',
    names: { en: 'Europe Day', ar: 'يوم أوروبا', it: 'Giornata dell’Europa', fr: 'Journée de l’Europe' },
    rule: { kind: 'fixed', month: 5, day: 9 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'ascension',
    names: {
      en: 'Ascension Day and the day after',
      ar: 'عيد الصعود واليوم الذي يليه',
      it: 'Ascensione e giorno successivo',
      fr: 'Ascension et lendemain',
    },
    rule: { kind: 'easter', offset: 39 },
    days: 2,
    source: YEARLY_DECISION,
  },
  {
    slug: 'whit-monday',
    names: { en: 'Whit Monday', ar: 'اثنين العنصرة', it: 'Lunedì di Pentecoste', fr: 'Lundi de Pentecôte' },
    rule: { kind: 'easter', offset: 50 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'belgian-national-day',
    names: { en: 'Belgian National Day', ar: 'العيد الوطني البلجيكي', it: 'Festa nazionale belga', fr: 'Fête nationale belge' },
    rule: { kind: 'fixed', month: 7, day: 21 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'assumption',
    names: { en: 'Assumption Day', ar: 'عيد انتقال العذراء', it: 'Assunzione di Maria', fr: 'Assomption' },
    rule: { kind: 'fixed', month: 8, day: 15 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'all-saints-and-all-souls',
    names: {
      en: "All Saints' Day and All Souls' Day",
      ar: 'عيد جميع القديسين ويوم الموتى',
      it: 'Ognissanti e commemorazione dei defunti',
      fr: 'Toussaint et commémoration des défunts',
    },
    rule: { kind: 'fixed', month: 11, day: 1 },
    days: 2,
    source: YEARLY_DECISION,
  },
  {
    slug: 'end-of-year',
    names: { en: 'End-of-year days', ar: 'أيام نهاية السنة', it: 'Giorni di fine anno', fr: 'Jours de fin d’année' },
    rule: { kind: 'fixed', month: 12, day: 24 },
    days: 8,
    source: YEARLY_DECISION,
  },
];
