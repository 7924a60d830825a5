import { and, eq, sql } from 'drizzle-orm';
import type { CorrectionId, DeliveryId, DocumentId, OrganisationId, UnitId } from '../../../../kernel/id.ts';
import { throwWhere } from '../../../../kernel/possible.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import { nextState } from '../../../../kernel/transition.ts';
import type { Hand } from '../../../../kernel/two-sidedness.ts';
import { recordEvent } from '../../../../platform/audit/record-event.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../../platform/db/transaction.ts';
import { newId } from '../../../../platform/ids.ts';
import type { DeliveryCorrection } from '../../../deliveries/domain/corrections.ts';
import { CORRECTION_TRANSITIONS, type CorrectionEvent, refusalOfCorrectionStep } from '../../domain/correction.ts';
import { selectParties } from '../../party-queries.ts';
import { findCorrection } from '../../queries.ts';
import { corrections } from '../../tables.ts';

export interface NewCorrection {
  readonly deliveryId: DeliveryId;
  readonly before: DeliveryCorrection;
  readonly after: DeliveryCorrection;
  readonly reason: string;
  readonly documentId: DocumentId | null;
  readonly needsOtherSide: boolean;
  readonly recordedLate: boolean;
  readonly recipient: { readonly organisationId: OrganisationId; readonly unitId: UnitId | null } | null;
}

/** Writes a correction: in force at once, or proposed to the other side. What it means for the record is the flow's to bring about. */
export async function writeCorrection(tx: Tx, ctx: ActorContext<AccountActor>, made: NewCorrection): Promise<CorrectionId> {
  const { actor } = ctx;
  const id = newId<'correction'>();
  const { recipient, ...values } = made;
  await tx.insert(corrections).values({
    ...values,
    id,
    subjectType: 'delivery',
    kind: made.after.kind,
    state: made.needsOtherSide ? 'proposed' : 'in-force',
    organisationId: recipient?.organisationId ?? null,
    unitId: recipient?.unitId ?? null,
    proposedBy: actor.userId,
    proposedByOrganisationId: actor.organisationId,
    proposedByRole: actor.role,
    createdAt: ctx.now,
  });
  await recordEvent(tx, ctx, {
    action: made.needsOtherSide ? 'correction.proposed' : 'correction.made',
    subject: { type: 'correction', id },
    note: made.reason,
    parties: await partiesOf(tx, ctx, made.deliveryId),
  });
  return id;
}

const correctionColumns = {
  id: corrections.id,
  subjectType: corrections.subjectType,
  deliveryId: corrections.deliveryId,
  before: corrections.before,
  after: corrections.after,
  state: corrections.state,
  recordedLate: corrections.recordedLate,
  proposedBy: corrections.proposedBy,
  proposedByOrganisationId: corrections.proposedByOrganisationId,
  proposedByRole: corrections.proposedByRole,
  version: corrections.version,
};
export type LockedCorrection = Pick<typeof corrections.$inferSelect, keyof typeof correctionColumns>;

const ACTIONS = { confirm: 'correction.confirmed', refuse: 'correction.refused', withdraw: 'correction.withdrawn' } as const;

/** The other side confirms or refuses a correction, or whoever proposed it takes it back; answers it as it was. */
export async function decideCorrection(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: CorrectionId,
  version: number,
  { event, reason }: { readonly event: CorrectionEvent; readonly reason?: string },
): Promise<LockedCorrection> {
  const { actor } = ctx;
  const [correction] = await tx.select(correctionColumns).from(corrections).where(eq(corrections.id, id)).for('no key update');
  if (!correction) {
    // Refuses what isn't there; of another record's it is decided there.
    const { state } = await findCorrection(tx, ctx, id);
    throw new Refusal('transition-not-allowed', { facts: { state, event, allowed: [] } });
  }
  if (correction.version !== version) throw new Refusal('stale-version', { facts: { version: correction.version } });
  throwWhere(refusalOfCorrectionStep({ ...correction, proposer: proposerOf(correction) }, event, actor));
  const state = nextState(CORRECTION_TRANSITIONS, correction.state, event);
  const [after] = await tx
    .update(corrections)
    .set({
      state,
      decidedBy: actor.userId,
      decidedByOrganisationId: actor.organisationId,
      decidedAt: ctx.now,
      decisionReason: reason ?? null,
      version: sql`${corrections.version} + 1`,
    })
    .where(and(eq(corrections.id, id), eq(corrections.version, version)))
    .returning({ id: corrections.id });
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: ACTIONS[event],
    subject: { type: 'correction', id },
    note: reason ?? null,
    parties: await partiesOf(tx, ctx, correction.deliveryId),
  });
  return correction;
}

const proposerOf = (correction: Pick<LockedCorrection, 'proposedBy' | 'proposedByOrganisationId' | 'proposedByRole'>): Hand => ({
  userId: correction.proposedBy,
  organisationId: correction.proposedByOrganisationId,
  role: correction.proposedByRole,
});

/** Whom a correction concerns: both sides of the record. Asked as the system, for each side sees its own lines alone. */
const partiesOf = (tx: Tx, ctx: ActorContext, deliveryId: DeliveryId): Promise<OrganisationId[]> =>
  asConsequence(tx, ctx, 'correction-parties', () => selectParties(tx, deliveryId));
