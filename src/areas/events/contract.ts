import { z } from 'zod';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { EVENT_SUBJECTS } from '../../platform/audit/event-subjects.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, instant } from '../../platform/http/schemas.ts';

const row = z.record(z.string(), z.unknown()).nullable();

export const Event = z
  .object({
    id: idOf('event'),
    at: instant,
    action: z.string().meta({ description: 'The intent.', example: 'match.reserved' }),
    subjectType: z.enum(EVENT_SUBJECTS),
    subjectId: z.uuid(),
    actorRole: z.enum(ACTING_ROLES),
    reason: z.string().nullable(),
    actorKind: z.enum(['person', 'api-key', 'system']).optional(),
    actorUserId: idOf('user').nullable().optional(),
    actorOrganisationId: idOf('organisation').nullable().optional(),
    job: z.string().nullable().optional().meta({ description: 'Which of the system’s tasks acted.' }),
    requestId: z.string().nullable().optional(),
    before: row.optional().meta({ description: 'Of the subject and its parts, what changed: as it was.' }),
    after: row.optional().meta({ description: 'The same as it is since, and what the event tells besides.' }),
    parties: z.array(idOf('organisation')).optional(),
  })
  .meta({ id: 'Event', description: 'What happened, who did it, why. Fields that the reader may not see are absent.' });
export type EventView = z.output<typeof Event>;

export const EventPage = pageOf(Event, 'EventPage');

export const listEventsQuery = z.strictObject({
  ...pageQuery,
  subjectType: z.enum(EVENT_SUBJECTS).optional(),
  subjectId: z.uuid().optional(),
  action: z.string().max(80).optional().meta({ example: 'match.reserved' }),
});
export type ListEvents = z.output<typeof listEventsQuery>;
