import { formatMessageInEveryLanguage } from '../../../locales/format-message.ts';
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
    names: formatMessageInEveryLanguage('holiday.revolution-day'),
    rule: { kind: 'fixed', month: 2, day: 17 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'labour-day',
    names: formatMessageInEveryLanguage('holiday.libya-labour-day'),
    rule: { kind: 'fixed', month: 5, day: 1 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'martyrs-day',
    names: formatMessageInEveryLanguage('holiday.martyrs-day'),
    rule: { kind: 'fixed', month: 9, day: 16 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'liberation-day',
    names: formatMessageInEveryLanguage('holiday.libya-liberation-day'),
    rule: { kind: 'fixed', month: 10, day: 23 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'independence-day',
    names: formatMessageInEveryLanguage('holiday.libya-independence-day'),
    rule: { kind: 'fixed', month: 12, day: 24 },
    since: 2012,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'islamic-new-year',
    names: formatMessageInEveryLanguage('holiday.islamic-new-year'),
    rule: { kind: 'islamic', month: 1, day: 1 },
    source: LAW_5_OF_2012,
  },
  {
    slug: 'birthday-of-the-prophet',
    names: formatMessageInEveryLanguage('holiday.birthday-of-the-prophet'),
    rule: { kind: 'islamic', month: 3, day: 12 },
    source: LAW_5_OF_2012,
  },
  {
    slug: 'eid-al-fitr',
    names: formatMessageInEveryLanguage('holiday.libya-eid-al-fitr'),
    rule: { kind: 'islamic', month: 10, day: 1 },
    days: 3,
    source: LAW_5_OF_2012,
  },
  {
    slug: 'arafah-day',
    names: formatMessageInEveryLanguage('holiday.arafah-day'),
    rule: { kind: 'islamic', month: 12, day: 9 },
    source: LAW_5_OF_2012,
  },
  {
    slug: 'eid-al-adha',
    names: formatMessageInEveryLanguage('holiday.libya-eid-al-adha'),
    rule: { kind: 'islamic', month: 12, day: 10 },
    days: 3,
    source: LAW_5_OF_2012,
  },
];
