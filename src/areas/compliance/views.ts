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

export const viewRegime = (audience: Audience, { content, ...row }: RegimeVersionRow) =>
  RegimeVersion.show(audience, {
    ...row,
    names: content.names,
    summary: content.summary,
    level: content.level,
    effect: content.effect,
    appliesWhen: content.applies_when,
    documentsRequired: content.documents_required,
    outcomes: content.outcomes,
    blocksMilestone: content.blocks_milestone,
    citations: viewCitations(audience, content.citations),
    confidence: content.confidence,
    notice: noticeOf(content.as_of),
  });
