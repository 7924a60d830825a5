import { z } from 'zod';
import { EVENT_SUBJECTS } from '../../platform/audit/event-subjects.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Event } from './record.ts';

export const EventPage = pageOf(Event.schema, 'EventPage');

export const listEventsQuery = z.strictObject({
  ...pageQuery,
  subjectType: z.enum(EVENT_SUBJECTS).optional(),
  subjectId: z.uuid().optional(),
  action: z.string().max(80).optional().meta({ example: 'match.reserved' }),
});
export type ListEvents = z.output<typeof listEventsQuery>;
