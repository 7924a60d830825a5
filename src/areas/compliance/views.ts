import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { Names } from '../../kernel/language.ts';
import { formatMessage, inEveryLanguage } from '../../locales/format-message.ts';
import type { Audience } from '../disclosure/index.ts';
import type { Citation } from '../reference/domain/stored-json.ts';
import { RegimeCitation, RegimeVersion } from './record.ts';
import type { RegimeVersionRow } from './rows.ts';

/** Every answer says what it is: advice with a date. */
export const noticeOf = (day: CalendarDate): Names =>
  inEveryLanguage((language) => formatMessage(language, 'compliance.notice', { on: day }));

export const viewCitations = (audience: Audience, citations: readonly Citation[]) =>
  citations.map((citation) => RegimeCitation.show(audience, citation));

export function viewRegime(audience: Audience, { content, ...row }: RegimeVersionRow) {
  const {
    applies_when: appliesWhen,
    documents_required: documentsRequired,
    blocks_milestone: blocksMilestone,
    citations,
    as_of: asOf,
    detail,
    ...told
  } = content;
  return RegimeVersion.show(audience, {
    ...told,
    ...row,
    appliesWhen,
    documentsRequired,
    blocksMilestone,
    citations: viewCitations(audience, citations),
    notice: noticeOf(asOf),
  });
}
