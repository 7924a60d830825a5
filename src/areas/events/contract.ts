import { z } from 'zod';
import { EVENT_ACTIONS } from '../../platform/audit/event-actions.ts';
import { EVENT_SUBJECTS } from '../../platform/audit/event-subjects.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { uuid } from '../../platform/http/schemas.ts';
import { Event } from './record.ts';

export const EventPage = pageOf(Event.schema, 'EventPage');

export const listEventsQuery = z.strictObject({
  ...pageQuery,
  subjectType: z.enum(EVENT_SUBJECTS).optional(),
  subjectId: uuid.optional(),
  action: z.enum(EVENT_ACTIONS).optional().meta({ example: 'match.reserved' }),
});
export type ListEvents = z.output<typeof listEventsQuery>;
