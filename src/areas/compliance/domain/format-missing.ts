import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Names } from '../../../kernel/language.ts';
import { formatClauses, formatMessage, inEveryLanguage } from '../../../locales/format-message.ts';
import type { MissingReason } from './entry.ts';

export interface NamedRequirement {
  readonly names: Names;
  readonly because: MissingReason;
}

/** What a delivery lacks for the day on which it is to leave, in every language. */
export const formatMissing = (missing: readonly NamedRequirement[], leavesOn: CalendarDate): Names =>
  inEveryLanguage((language) => {
    const clauses = missing.map(({ names, because }) =>
      formatMessage(language, `missing-requirement.${because}`, { name: names[language] }),
    );
    return formatMessage(language, 'obstacle.not-cleared', { missing: formatClauses(clauses, language), on: leavesOn });
  });
