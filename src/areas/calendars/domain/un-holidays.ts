import { formatMessageInEveryLanguage } from '../../../locales/format-message.ts';
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
    names: formatMessageInEveryLanguage('holiday.new-years-day'),
    rule: { kind: 'fixed', month: 1, day: 1 },
    source: NINE_FIXED,
  },
  {
    slug: 'good-friday',
    names: formatMessageInEveryLanguage('holiday.good-friday'),
    rule: { kind: 'easter', offset: -2 },
    source: NINE_FIXED,
  },
  {
    slug: 'memorial-day',
    names: formatMessageInEveryLanguage('holiday.memorial-day'),
    rule: { kind: 'weekday', month: 5, weekday: 1, nth: -1 },
    source: NINE_FIXED,
  },
  {
    slug: 'eid-al-fitr',
    names: formatMessageInEveryLanguage('holiday.un-eid-al-fitr'),
    rule: { kind: 'islamic', month: 10, day: 1 },
    source: NINE_FIXED,
  },
  {
    slug: 'independence-day',
    names: formatMessageInEveryLanguage('holiday.un-independence-day'),
    rule: { kind: 'fixed', month: 7, day: 4 },
    source: NINE_FIXED,
  },
  {
    slug: 'eid-al-adha',
    names: formatMessageInEveryLanguage('holiday.un-eid-al-adha'),
    rule: { kind: 'islamic', month: 12, day: 10 },
    source: NINE_FIXED,
  },
  {
    slug: 'labour-day',
    names: formatMessageInEveryLanguage('holiday.un-labour-day'),
    rule: { kind: 'weekday', month: 9, weekday: 1, nth: 1 },
    source: NINE_FIXED,
  },
  {
    slug: 'thanksgiving-day',
    names: formatMessageInEveryLanguage('holiday.thanksgiving-day'),
    rule: { kind: 'weekday', month: 11, weekday: 4, nth: 4 },
    source: NINE_FIXED,
  },
  {
    slug: 'christmas-day',
    names: formatMessageInEveryLanguage('holiday.christmas-day'),
    rule: { kind: 'fixed', month: 12, day: 25 },
    source: NINE_FIXED,
  },
];
