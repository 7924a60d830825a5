import type { Holiday } from './holiday-rule.ts';

const NINE_FIXED =
  'General Assembly resolution 52/214 A and decision 52/468; ST/IC circulars on official holidays at Headquarters (for 2017: 16-19205; for 2020: ST/IC/2019/23)';

/**
 * Official holidays at United Nations Headquarters, New York: nine that everybody has. The tenth is a floating one that each staff
 * member chooses (Presidents' Day, Yom Kippur, Diwali, …), so Headquarters works on those days and they are no holidays here.
 */
export const UN_HOLIDAYS: readonly Holiday[] = [
  {
    slug: 'new-years-day',
    names: { en: "New Year's Day", ar: 'رأس السنة الميلادية', it: 'Capodanno', fr: 'Jour de l’An' },
    rule: { kind: 'fixed', month: 1, day: 1 },
    source: NINE_FIXED,
  },
  {
    slug: 'good-friday',
    names: { en: 'Good Friday', ar: 'الجمعة العظيمة', it: 'Venerdì santo', fr: 'Vendredi saint' },
    rule: { kind: 'easter', offset: -2 },
    source: NINE_FIXED,
  },
  {
    slug: 'memorial-day',
    names: { en: 'Memorial Day', ar: 'يوم الذكرى', it: 'Memorial Day', fr: 'Memorial Day' },
    rule: { kind: 'weekday', month: 5, weekday: 1, nth: -1 },
    source: NINE_FIXED,
  },
  {
    slug: 'eid-al-fitr',
    names: { en: 'Eid al-Fitr', ar: 'عيد الفطر', it: 'Eid al-Fitr', fr: 'Aïd el-Fitr' },
    rule: { kind: 'islamic', month: 10, day: 1 },
    source: NINE_FIXED,
  },
  {
    slug: 'independence-day',
    names: {
      en: 'Independence Day of the host country',
      ar: 'عيد استقلال البلد المضيف',
      it: 'Giorno dell’indipendenza del Paese ospitante',
      fr: 'Fête de l’Indépendance du pays hôte',
    },
    rule: { kind: 'fixed', month: 7, day: 4 },
    source: NINE_FIXED,
  },
  {
    slug: 'eid-al-adha',
    names: { en: 'Eid al-Adha', ar: 'عيد الأضحى', it: 'Eid al-Adha', fr: 'Aïd el-Adha' },
    rule: { kind: 'islamic', month: 12, day: 10 },
    source: NINE_FIXED,
  },
  {
    slug: 'labour-day',
    names: { en: 'Labour Day', ar: 'عيد العمل', it: 'Festa del lavoro (Stati Uniti)', fr: 'Fête du Travail (États-Unis)' },
    rule: { kind: 'weekday', month: 9, weekday: 1, nth: 1 },
    source: NINE_FIXED,
  },
  {
    slug: 'thanksgiving-day',
    names: { en: 'Thanksgiving Day', ar: 'عيد الشكر', it: 'Giorno del ringraziamento', fr: 'Thanksgiving' },
    rule: { kind: 'weekday', month: 11, weekday: 4, nth: 4 },
    source: NINE_FIXED,
  },
  {
    slug: 'christmas-day',
    names: { en: 'Christmas Day', ar: 'عيد الميلاد', it: 'Natale', fr: 'Noël' },
    rule: { kind: 'fixed', month: 12, day: 25 },
    source: NINE_FIXED,
  },
];
