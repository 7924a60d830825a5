import { formatMessageInEveryLanguage } from '../../../locales/format-message.ts';
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
    names: formatMessageInEveryLanguage('holiday.new-years-day'),
    rule: { kind: 'fixed', month: 1, day: 1 },
    days: 2,
    source: YEARLY_DECISION,
  },
  {
    slug: 'maundy-thursday',
    names: formatMessageInEveryLanguage('holiday.maundy-thursday'),
    rule: { kind: 'easter', offset: -3 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'good-friday',
    names: formatMessageInEveryLanguage('holiday.good-friday'),
    rule: { kind: 'easter', offset: -2 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'easter-monday',
    names: formatMessageInEveryLanguage('holiday.easter-monday'),
    rule: { kind: 'easter', offset: 1 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'labour-day',
    names: formatMessageInEveryLanguage('holiday.eu-labour-day'),
    rule: { kind: 'fixed', month: 5, day: 1 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'europe-day',
    names: formatMessageInEveryLanguage('holiday.europe-day'),
    rule: { kind: 'fixed', month: 5, day: 9 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'ascension',
    names: formatMessageInEveryLanguage('holiday.ascension'),
    rule: { kind: 'easter', offset: 39 },
    days: 2,
    source: YEARLY_DECISION,
  },
  {
    slug: 'whit-monday',
    names: formatMessageInEveryLanguage('holiday.whit-monday'),
    rule: { kind: 'easter', offset: 50 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'belgian-national-day',
    names: formatMessageInEveryLanguage('holiday.belgian-national-day'),
    rule: { kind: 'fixed', month: 7, day: 21 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'assumption',
    names: formatMessageInEveryLanguage('holiday.assumption'),
    rule: { kind: 'fixed', month: 8, day: 15 },
    source: YEARLY_DECISION,
  },
  {
    slug: 'all-saints-and-all-souls',
    names: formatMessageInEveryLanguage('holiday.all-saints-and-all-souls'),
    rule: { kind: 'fixed', month: 11, day: 1 },
    days: 2,
    source: YEARLY_DECISION,
  },
  {
    slug: 'end-of-year',
    names: formatMessageInEveryLanguage('holiday.end-of-year'),
    rule: { kind: 'fixed', month: 12, day: 24 },
    days: 8,
    source: YEARLY_DECISION,
  },
];
