import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ObstacleId, OrganisationId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { addWorkingDays } from '../../calendars/domain/working-calendar.ts';
import { type Severity } from '../../reference/domain/vocabulary.ts';
import { selectDeliveryTerms, selectInvolvedByIndex, type Things } from '../blocked-thing-queries.ts';
import type { Involved, NextAction } from '../domain/next-move.ts';
import { roleByIncoterm, usualOwner } from '../domain/next-move.ts';
import { dueDates, type EndOfTerm } from '../domain/playbook.ts';
import { deriveSeverity } from '../domain/severity.ts';
import { readWorkOfOrganisations } from '../clock-queries.ts';
import { selectHeldBack } from '../held-back-queries.ts';
import { findMission, type ObstacleKind, selectIncotermOwners, selectPartiesByOrganisation } from '../kind-queries.ts';
import type { obstacleSteps } from '../tables.ts';
import { dayAt } from '../../../platform/clock.ts';

export interface ObstacleDraft {
  readonly kind: ObstacleKind;
  readonly things: Things;
  readonly blocksMilestone: string;
  readonly blocking: boolean;
  /** Who reports it, where nothing else says who owns it. */
  readonly reporter: OrganisationId | null;
}

export interface ComposedObstacle extends NextAction {
  readonly involved: Involved;
  readonly ownerId: OrganisationId;
  readonly waitingOnId: OrganisationId;
  readonly severity: Severity;
  readonly stepsOf: (obstacleId: ObstacleId) => (typeof obstacleSteps.$inferInsert)[];
}

/**
 * What follows for obstacles from their kinds and from what they hold back: who owns them, whose move it is, how grave they are,
 * the playbook with its terms and, from its first step, what happens next. In the order of the drafts; asked as the system, since
 * nobody else sees both sides.
 */
export function composeObstacles(tx: Tx, ctx: ActorContext, drafts: readonly ObstacleDraft[]): Promise<ComposedObstacle[]> {
  return asConsequence(tx, ctx, ctx.actor.kind === 'system' ? ctx.actor.job : 'compose-obstacle', async () => {
    const things = drafts.map((draft) => draft.things);
    const involved = await selectInvolvedByIndex(tx, things);
    const held = await selectHeldBack(tx, things);
    const terms = await selectDeliveryTerms(tx, things);
    const partyOf = await selectPartiesByOrganisation(tx, [...new Set(involved.flatMap(({ donors }) => donors))]);
    const incotermOwners = await selectIncotermOwners(tx, [...new Set(drafts.map(({ blocksMilestone }) => blocksMilestone))]);
    const mission = await findMission(tx);
    const workingAt = await readWorkOfOrganisations(tx);
    return drafts.map(({ kind, blocksMilestone, blocking, reporter }, index) => {
      const around = must(involved[index], 'each has its organisations');
      const donorParties = around.donors.flatMap((id) => partyOf.get(id) ?? []);
      const usual =
        usualOwner(kind.ownerRole, kind.typicalOwners, around, donorParties) ?? (kind.ownerRole === 'facilitator' ? mission : null);
      const inCharge = roleByIncoterm(incotermOwners.get(blocksMilestone) ?? null, must(terms[index], 'each has its terms'));
      const byIncoterm = inCharge === null ? null : usualOwner(inCharge, [], around, donorParties);
      const ownerId = byIncoterm ?? usual ?? reporter ?? must(around.recipients[0], 'what is blocked has a recipient');
      const owner = workingAt(ownerId);
      return {
        involved: around,
        ownerId,
        waitingOnId: usual ?? ownerId,
        severity: deriveSeverity(kind.severity, blocking, must(held[index], 'each holds something or nothing')),
        ...playbookFrom(kind, dayAt(owner.zone, ctx.now), (from, days) => addWorkingDays(owner.calendar, from, days)),
      };
    });
  });
}

/** The steps of a kind with their terms in the owner's working days, counted from a day, and what happens next. */
function playbookFrom(
  kind: ObstacleKind,
  today: CalendarDate,
  endOfTerm: EndOfTerm,
): Pick<ComposedObstacle, 'stepsOf' | 'nextAction' | 'nextActionOn'> {
  const steps = kind.playbook.map(({ slug, typicalDays }, index) => ({
    position: index + 1,
    step: slug,
    termDays: typicalDays,
    state: 'open' as const,
  }));
  const due = dueDates(steps, today, endOfTerm);
  const dueOn = (position: number): CalendarDate => must(due.get(position), 'every open step has its day');
  return {
    nextAction: kind.firstStep.names,
    nextActionOn: dueOn(1),
    stepsOf: (obstacleId) => steps.map((step) => ({ obstacleId, ...step, dueOn: dueOn(step.position) })),
  };
}
