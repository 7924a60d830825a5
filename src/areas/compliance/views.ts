import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { Names } from '../../kernel/language.ts';
import { formatMessage, inEveryLanguage } from '../../locales/format-message.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact, type Resource } from '../disclosure/index.ts';
import type { Citation } from '../reference/domain/stored-json.ts';

/** Every answer says what it is: advice with a date. */
export const noticeOf = (day: CalendarDate): Names =>
  inEveryLanguage((language) => formatMessage(language, 'compliance.notice', { on: day }));

export const shown = <View extends object>({ actor }: Act, resource: Resource, view: View): View =>
  redact(resource, audienceOf(actor.role, true), view) as View;

export const viewCitations = (act: Act, citations: readonly Citation[]) =>
  citations.map((citation) => shown(act, 'RegimeCitation', { ...citation }));
