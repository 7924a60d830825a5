import { z } from 'zod';
import { REASON_CODES } from '../../kernel/reason.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { EVENT_ACTIONS } from '../../platform/audit/event-actions.ts';
import { EVENT_SUBJECTS } from '../../platform/audit/event-subjects.ts';
import { ACTOR_KINDS } from '../../platform/auth/actor.ts';
import { idOf, instant, uuid } from '../../platform/http/schemas.ts';
import { auditors, declareRecord, everyone, overseers, type ViewOf } from '../disclosure/index.ts';

const row = z.record(z.string(), z.unknown()).nullable();

export const Event = declareRecord('Event', 'What happened, who did it, why. Fields that the reader may not see are absent.', {
  id: everyone(idOf('event')),
  at: everyone(instant),
  action: everyone(z.enum(EVENT_ACTIONS).meta({ description: 'The intent.', example: 'match.reserved' })),
  subjectType: everyone(z.enum(EVENT_SUBJECTS)),
  subjectId: everyone(uuid),
  actorRole: everyone(z.enum(ACTING_ROLES)),
  reason: everyone(z.enum(REASON_CODES).nullable().meta({ description: 'Why, as a code.' })),
  note: everyone(
    z
      .string()
      .nullable()
      .meta({ description: 'Why, in words: of what has two sides only what one’s own side wrote, of all else to whoever reads it.' }),
  ),
  actorKind: overseers(z.enum(ACTOR_KINDS)),
  actorUserId: overseers(idOf('user').nullable()),
  actorOrganisationId: overseers(idOf('organisation').nullable()),
  job: overseers(z.string().nullable().meta({ description: 'Which of the system’s tasks acted.' })),
  requestId: overseers(z.string().nullable()),
  before: everyone(
    row.meta({
      description:
        'Of the subject and its parts, what changed, as it was: the fields that this reader may read of them; null where none is. A collection lists its rows that changed, each with what tells it apart: one that was added is in `after` alone, one that was removed in `before` alone. Amounts of money and weights are decimal text, as in records.',
    }),
  ),
  after: everyone(row.meta({ description: 'The same as it is since; for auditors also what the event tells besides.' })),
  parties: auditors(z.array(idOf('organisation'))),
});

export type EventView = ViewOf<typeof Event>;
