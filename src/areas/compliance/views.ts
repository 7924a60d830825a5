import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { Names } from '../../kernel/language.ts';
import { stateAt } from '../../kernel/proposal.ts';
import { formatMessage, inEveryLanguage } from '../../locales/format-message.ts';
import type { Audience } from '../disclosure/index.ts';
import type { Citation } from '../reference/domain/stored-json.ts';
import { RegimeCitation, RegimeProposal, RegimeVersion } from './record.ts';
import type { RegimeProposalRow, RegimeVersionRow } from './rows.ts';

/** Every answer says what it is: advice with a date. */
export const noticeOf = (day: CalendarDate): Names =>
  inEveryLanguage((language) => formatMessage(language, 'compliance.notice', { on: day }));

export const viewCitations = (audience: Audience, citations: readonly Citation[]) =>
  citations.map((citation) => RegimeCitation.show(audience, citation));

export function viewProposal(audience: Audience, { content, ...row }: RegimeProposalRow, now: Date) {
  const { names, summary, applies_when: appliesWhen, documents_required: documentsRequired, citations } = content;
  return RegimeProposal.show(audience, {
    ...row,
    state: stateAt(row, now),
    names,
    summary,
    appliesWhen,
    documentsRequired: [...documentsRequired],
    citations: viewCitations(audience, citations),
  });
}

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
