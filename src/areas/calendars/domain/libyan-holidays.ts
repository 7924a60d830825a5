import type { Holiday } from './holiday-rule.ts';

const LAW_5_OF_2012 =
  'Libya, Law No. 5 of 2012 on official holidays (8 January 2012), annexed table; still cited by the decisions that announce each holiday (2022, 2024, 2026)';

/**
 * Official holidays of Libya: five national days and the feasts of the Islamic year. The feasts are expected dates: the announcement
 * of the authorities, which sit in more than one place, decides and is entered as a correction. A holiday on a weekend isn't moved.
 */
export const LIBYAN_HOLIDAYS: readonly Holiday[] = [
  {
    slug: 'revolution-day',
    names: {
      en: 'Revolution Day (17 February)',
      ar: 'عيد ثورة 17 فبراير',
      it: 'Festa della rivoluzione (17 febbraio)',
      fr: 'Fête de la Révolution (17 février)',
    },
    rule: { kind: 'fixed', month: 2, day: 17 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'labour-day',
    names: { en: 'Labour Day', ar: 'عيد العمل', it: 'Festa del lavoro', fr: 'Fête du Travail' },
    rule: { kind: 'fixed', month: 5, day: 1 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'martyrs-day',
    names: { en: "Martyrs' Day", ar: 'يوم الشهيد', it: 'Giorno dei martiri', fr: 'Jour des Martyrs' },
    rule: { kind: 'fixed', month: 9, day: 16 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'liberation-day',
    names: { en: 'Liberation Day', ar: 'عيد التحرير', it: 'Giorno della liberazione', fr: 'Jour de la Libération' },
    rule: { kind: 'fixed', month: 10, day: 23 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'independence-day',
    names: { en: 'Independence Day', ar: 'عيد الاستقلال', it: 'Giorno dell’indipendenza', fr: 'Fête de l’Indépendance' },
    rule: { kind: 'fixed', month: 12, day: 24 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'islamic-new-year',
    names: { en: 'Islamic New Year', ar: 'رأس السنة الهجرية', it: 'Capodanno islamico', fr: 'Nouvel An de l’hégire' },
    rule: { kind: 'islamic', month: 1, day: 1 },
    source: LAW_5_OF_2012,
  },
  {
    slug: 'birthday-of-the-prophet',
    names: { en: 'Birthday of the Prophet', ar: 'المولد النبوي الشريف', it: 'Nascita del Profeta', fr: 'Mawlid' },
    rule: { kind: 'islamic', month: 3, day: 12 },
    source: LAW_5_OF_2012,
  },
  {
    slug: 'eid-al-fitr',
    names: { en: 'Eid al-Fitr', ar: 'عيد الفطر المبارك', it: 'Eid al-Fitr', fr: 'Aïd el-Fitr' },
    rule: { kind: 'islamic', month: 10, day: 1 },
    days: 3,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'arafah-day',
    names: { en: 'Day of Arafah', ar: 'يوم الوقوف بعرفة', it: 'Giorno di Arafah', fr: 'Jour d’Arafat' },
    rule: { kind: 'islamic', month: 12, day: 9 },
    source: LAW_5_OF_2012,
  },
  {
    slug: 'eid-al-adha',
    names: { en: 'Eid al-Adha', ar: 'عيد الأضحى المبارك', it: 'Eid al-Adha', fr: 'Aïd el-Adha' },
    rule: { kind: 'islamic', month: 12, day: 10 },
    days: 3,
    source: LAW_5_OF_2012,
  },
];
