import { formatMessageInEveryLanguage } from '../../../locales/format-message.ts';
import type { Holiday } from './holiday-rule.ts';

const LAW_260 = 'Italy, law 27 May 1949 n. 260, article 2, as amended by law 5 March 1977 n. 54';

/** Holidays of the whole of Italy. The feast of a town's patron (Rome: 29 June) is local and deliberately absent; none is moved. */
export const ITALIAN_HOLIDAYS: readonly Holiday[] = [
  {
    slug: 'new-years-day',
    names: formatMessageInEveryLanguage('holiday.new-years-day'),
    rule: { kind: 'fixed', month: 1, day: 1 },
    source: LAW_260,
  },
  {
    slug: 'epiphany',
    names: formatMessageInEveryLanguage('holiday.epiphany'),
    rule: { kind: 'fixed', month: 1, day: 6 },
    since: 1986,
    source: 'Italy, decree of the President 28 December 1985 n. 792, article 1',
  },
  {
    slug: 'easter-monday',
    names: formatMessageInEveryLanguage('holiday.easter-monday'),
    rule: { kind: 'easter', offset: 1 },
    source: LAW_260,
  },
  {
    slug: 'liberation-day',
    names: formatMessageInEveryLanguage('holiday.italy-liberation-day'),
    rule: { kind: 'fixed', month: 4, day: 25 },
    source: LAW_260,
  },
  {
    slug: 'labour-day',
    names: formatMessageInEveryLanguage('holiday.italy-labour-day'),
    rule: { kind: 'fixed', month: 5, day: 1 },
    source: LAW_260,
  },
  {
    slug: 'republic-day',
    names: formatMessageInEveryLanguage('holiday.republic-day'),
    rule: { kind: 'fixed', month: 6, day: 2 },
    since: 2001,
    source: 'Italy, law 20 November 2000 n. 336, article 1',
  },
  {
    slug: 'assumption',
    names: formatMessageInEveryLanguage('holiday.assumption'),
    rule: { kind: 'fixed', month: 8, day: 15 },
    source: LAW_260,
  },
  {
    slug: 'saint-francis',
    names: formatMessageInEveryLanguage('holiday.saint-francis'),
    rule: { kind: 'fixed', month: 10, day: 4 },
    since: 2026,
    source: 'Italy, law 8 October 2025 n. 151, article 1, in force from 1 January 2026',
  },
  {
    slug: 'all-saints',
    names: formatMessageInEveryLanguage('holiday.all-saints'),
    rule: { kind: 'fixed', month: 11, day: 1 },
    source: LAW_260,
  },
  {
    slug: 'immaculate-conception',
    names: formatMessageInEveryLanguage('holiday.immaculate-conception'),
    rule: { kind: 'fixed', month: 12, day: 8 },
    source: LAW_260,
  },
  {
    slug: 'christmas-day',
    names: formatMessageInEveryLanguage('holiday.christmas-day'),
    rule: { kind: 'fixed', month: 12, day: 25 },
    source: LAW_260,
  },
  {
    slug: 'saint-stephen',
    names: formatMessageInEveryLanguage('holiday.saint-stephen'),
    rule: { kind: 'fixed', month: 12, day: 26 },
    source: LAW_260,
  },
];
