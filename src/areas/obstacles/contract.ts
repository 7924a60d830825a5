import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, explains, flag, idOf, listOf, localText, longText, reason, shortText, slugOf } from '../../platform/http/schemas.ts';
import { SEVERITIES } from '../reference/domain/vocabulary.ts';
import { BlockedThing } from './contract-work.ts';
import { OBSTACLE_STATES } from './domain/obstacle.ts';
import { Obstacle } from './record.ts';

export type { BlockedThing } from './contract-work.ts';

/** Whose move it is, what happens next, by when; what is absent stays or is taken from the kind's playbook. */
const nextMove = {
  waitingOnId: idOf('organisation').optional().meta({ description: 'The organisation whose move it is.' }),
  nextAction: localText.optional(),
  nextActionOn: calendarDate.optional().meta({ description: 'The day by which it is done; not in the past.' }),
};

export const ReportObstacle = z
  .strictObject({
    kind: slugOf('obstacle-kind').meta({
      description: 'Kind of obstacle; gives the defaults of all that is left out.',
      example: 'duty-exemption-pending',
    }),
    blocks: listOf(BlockedThing).min(1).max(50),
    severity: z
      .enum(SEVERITIES)
      .optional()
      .meta({ description: 'Where absent, it follows from the kind and from the tier and value of what is held back.' }),
    severityReason: reason.optional().meta({ description: 'Why it is another than the one that follows; mandatory then.' }),
    blocksMilestone: slugOf('milestone')
      .optional()
      .meta({ description: 'The milestone that what is blocked may not pass.', example: 'customs-cleared' }),
    blocking: z.boolean().optional().meta({ description: 'false: known and followed up, but nothing has to stop.' }),
    detail: localText,
    ownerId: idOf('organisation').optional().meta({
      description:
        'Who works on it. Where absent: whom the Incoterm of what is held back puts in charge of the milestone, else the usual owner of its kind, else the reporter.',
    }),
    ...nextMove,
  })
  .refine(...explains('severityReason', 'severity'))
  .meta({ id: 'ReportObstacle', description: 'What stops one or several needs, matches or deliveries.' });
export type ReportObstacle = z.output<typeof ReportObstacle>;

export const TriageObstacle = z
  .strictObject({
    severity: z.enum(SEVERITIES).optional().meta({ description: 'Where absent, the one that follows or was corrected before.' }),
    severityReason: reason.optional().meta({ description: 'Why it is another than the one that follows; mandatory then.' }),
    blocking: z.boolean().optional().meta({ description: 'Whether what it holds back has to stop; where absent, as it is.' }),
    ownerId: idOf('organisation').optional(),
    ...nextMove,
  })
  .refine(...explains('severityReason', 'severity'))
  .meta({ id: 'TriageObstacle', description: 'How grave it is, who owns it, whose move it is.' });
export type TriageObstacle = z.output<typeof TriageObstacle>;

export const ReviseObstacle = z
  .strictObject({ ownerId: idOf('organisation').optional(), ...nextMove })
  .meta({ id: 'ReviseObstacle', description: 'Another owner or next move; what is absent stays.' });
export type ReviseObstacle = z.output<typeof ReviseObstacle>;

export const NextMove = z.strictObject(nextMove).meta({ id: 'NextMove', description: 'The next move, where it changes with this step.' });
export type NextMove = z.output<typeof NextMove>;

export const WaitForAuthority = z
  .strictObject({
    authorityId: idOf('organisation').meta({ description: 'The outside authority that has to answer.' }),
    externalReference: shortText.meta({ description: "The authority's own file number.", example: 'NV-118/2026' }),
    expectedOn: calendarDate.meta({ description: 'When its answer is expected.' }),
    nextAction: localText.optional(),
  })
  .meta({ id: 'WaitForAuthority', description: 'An outside authority has to answer before work goes on.' });
export type WaitForAuthority = z.output<typeof WaitForAuthority>;

export const PutObstacleRight = z
  .strictObject({
    kind: slugOf('obstacle-kind')
      .optional()
      .meta({ description: 'The kind that it is of; what follows from the kind (milestone, steps, severity) follows from this one.' }),
    detail: localText.optional(),
    reason: reason
      .optional()
      .meta({ description: 'Mandatory once somebody has acted on it, or where it leaves a kind that nobody may waive.' }),
  })
  .refine((body) => body.kind !== undefined || body.detail !== undefined, { path: ['kind'], error: 'missing' })
  .meta({ id: 'PutObstacleRight', description: 'What was reported wrong of it.' });
export type PutObstacleRight = z.output<typeof PutObstacleRight>;

export const CorrectWait = z
  .strictObject({
    authorityId: idOf('organisation').optional().meta({ description: 'The authority that it was.' }),
    externalReference: shortText.optional().meta({ description: "The authority's own file number.", example: 'NV-118/2026' }),
    expectedOn: calendarDate
      .optional()
      .meta({ description: 'The day that the authority gave, which may have passed by now; while it waits.' }),
    reason,
  })
  .refine((body) => body.authorityId !== undefined || body.externalReference !== undefined || body.expectedOn !== undefined, {
    path: ['authorityId'],
    error: 'missing',
  })
  .meta({ id: 'CorrectWait', description: 'What was recorded wrong of its last wait; clocks and statistics go by what is right.' });
export type CorrectWait = z.output<typeof CorrectWait>;

export const NameCloser = z
  .strictObject({
    userId: idOf('user').meta({ description: 'A facilitator of another organisation than resolved it, out of `closersToName`.' }),
    reason,
  })
  .meta({ id: 'NameCloser', description: 'Who closes it, since nobody else is left.' });
export type NameCloser = z.output<typeof NameCloser>;

export const ResolveObstacle = z
  .strictObject({
    evidence: longText
      .optional()
      .meta({ description: 'What shows that it is gone; mandatory without a document.', example: 'diplomatic-exemption-form 2026-118' }),
    evidenceDocumentId: idOf('document').optional().meta({ description: 'The document that shows it, attached to this obstacle.' }),
  })
  .meta({ id: 'ResolveObstacle', description: 'The evidence that it is resolved.' });
export type ResolveObstacle = z.output<typeof ResolveObstacle>;

export const CloseObstacle = z
  .strictObject({ note: reason.optional() })
  .meta({ id: 'CloseObstacle', description: 'Another confirms that it is gone.' });
export type CloseObstacle = z.output<typeof CloseObstacle>;

export const ReopenObstacle = z
  .strictObject({ reason, ...nextMove })
  .meta({ id: 'ReopenObstacle', description: 'It is not gone, or it is back.' });
export type ReopenObstacle = z.output<typeof ReopenObstacle>;

export const MarkDuplicate = z
  .strictObject({ originalId: idOf('obstacle'), reason: reason.optional() })
  .meta({ id: 'MarkDuplicate', description: 'The open obstacle that says the same; it takes over what this one blocks.' });
export type MarkDuplicate = z.output<typeof MarkDuplicate>;

export const ObstaclePage = pageOf(Obstacle.schema, 'ObstaclePage');

const yesOrNo = (description: string) => flag.optional().meta({ description });

export const listObstaclesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(OBSTACLE_STATES).optional(),
  open: yesOrNo('true: those that still hold something back, resolved ones that nobody has closed included; false: the others.'),
  severity: z.enum(SEVERITIES).optional(),
  kind: slugOf('obstacle-kind').optional(),
  ownerId: idOf('organisation').optional(),
  waitingOnId: idOf('organisation').optional(),
  needId: idOf('need').optional(),
  matchId: idOf('match').optional(),
  deliveryId: idOf('delivery').optional(),
  overdue: yesOrNo('true: open ones whose next action should have been taken; false: the others.'),
});
export type ListObstacles = z.output<typeof listObstaclesQuery>;

export const obstacleParams = z.strictObject({ id: idOf('obstacle') });
