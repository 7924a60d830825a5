import { and, eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { OfferId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import { codeOf, noteOf, type Why } from '../../../kernel/reason.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { todayOfOrganisation } from '../../reference/index.ts';
import type { DraftOffer, ReviseOffer } from '../contract.ts';
import { isEditable, OFFER_RIGHTS, OFFER_TRANSITIONS, type OfferEvent } from '../domain/offer.ts';
import { type OfferToMove, refusalOfOfferStep } from '../domain/step.ts';
import { checkOfferReferences } from '../reference-check-queries.ts';
import { offers } from '../tables.ts';
import { replaceLines } from './write-lines.ts';

const columns = {
  id: offers.id,
  reference: offers.reference,
  donorId: offers.donorId,
  implementerId: offers.implementerId,
  state: offers.state,
  modality: offers.modality,
  validFrom: offers.validFrom,
  validUntil: offers.validUntil,
  incoterm: offers.incoterm,
  incotermPlace: offers.incotermPlace,
  conditions: offers.conditions,
  budgetAmount: offers.budgetAmount,
  budgetCurrency: offers.budgetCurrency,
  note: offers.note,
  submittedAt: offers.submittedAt,
  availableAt: offers.availableAt,
  endedFrom: offers.endedFrom,
  stateReason: offers.stateReason,
  version: offers.version,
};
export type LockedOffer = Pick<typeof offers.$inferSelect, keyof typeof columns>;
/** What isn't named, or is undefined, stays. */
type OfferChange = { readonly [Field in keyof typeof offers.$inferInsert]?: (typeof offers.$inferInsert)[Field] | undefined };

/** The offer, locked until the transaction ends; see needs' `lockNeed` for what lock and version each close. */
export async function lockOffer(tx: Tx, id: OfferId, version: number | null): Promise<LockedOffer> {
  const [offer] = await tx.select(columns).from(offers).where(eq(offers.id, id)).for('no key update');
  if (!offer) throw new Refusal('not-found');
  if (version !== null && offer.version !== version) throw new Refusal('stale-version', { facts: { version: offer.version } });
  return offer;
}

export function checkOfferRight(ctx: ActorContext, event: OfferEvent): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = OFFER_RIGHTS[event];
  const allowed = named.length === 0 ? role === 'system' : named.includes(role);
  if (!allowed) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Refuses a step that the state doesn't allow, and then whatever else stands in its way. What the row doesn't say is told by the verb that it matters to. */
export async function requireOfferStep(
  tx: Tx,
  ctx: ActorContext,
  offer: LockedOffer,
  event: OfferEvent,
  { lineCount = 0, hasOpenRevision = false }: Partial<Pick<OfferToMove, 'lineCount' | 'hasOpenRevision'>> = {},
): Promise<void> {
  nextState(OFFER_TRANSITIONS, offer.state, event);
  const today = await todayOfOrganisation(tx, ctx, offer.donorId);
  throwWhere(refusalOfOfferStep({ ...offer, lineCount, hasOpenRevision }, event, today));
}

export async function changeOffer(
  tx: Tx,
  ctx: ActorContext,
  before: LockedOffer,
  set: OfferChange,
  action: ActionOn<'offer'>,
  reason?: Why,
): Promise<LockedOffer> {
  const [after] = await tx
    .update(offers)
    .set({ ...set, version: sql`${offers.version} + 1` })
    .where(and(eq(offers.id, before.id), eq(offers.version, before.version)))
    .returning(columns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action,
    subject: { type: 'offer', id: before.id },
    reason: reason ?? null,
    parties: [before.donorId],
  });
  return after;
}

export interface OfferStep {
  readonly event: OfferEvent;
  readonly action: ActionOn<'offer'>;
  readonly set?: OfferChange;
  readonly reason?: Why | undefined;
}

/** Moves a locked offer along its lifecycle. `available` is a wish: the database derives how much of it is already held. */
export function stepOffer(tx: Tx, ctx: ActorContext, before: LockedOffer, step: OfferStep): Promise<LockedOffer> {
  const state = nextState(OFFER_TRANSITIONS, before.state, step.event);
  return changeOffer(
    tx,
    ctx,
    before,
    { ...step.set, state, stateReason: step.reason ? codeOf(step.reason) : null, stateNote: step.reason ? noteOf(step.reason) : null },
    step.action,
    step.reason,
  );
}

/** A donor writes down what it can give; a draft is its own alone. The system drafts for the donor that it is told. */
export async function draftOffer(tx: Tx, ctx: ActorContext, input: DraftOffer, donor?: OrganisationId): Promise<OfferId> {
  const { actor } = ctx;
  if (actor.role !== 'donor' && actor.role !== 'system') {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['donor'] } });
  }
  const {
    modality,
    validFrom,
    validUntil,
    incoterm = null,
    incotermPlace = null,
    implementerId = null,
    conditions = [],
    budget,
    note = null,
    lines = [],
    ...rest
  } = input;
  nothingLeft(rest);
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  await checkOfferReferences(tx, { incotermPlace, implementerId, conditions, lines });
  const [offer] = await tx
    .insert(offers)
    .values({
      id: newId<'offer'>(),
      modality,
      validFrom,
      validUntil,
      incoterm,
      incotermPlace,
      implementerId: implementerId as OrganisationId | null,
      note,
      donorId: actor.kind === 'system' ? must(donor, 'the system names the donor') : actor.organisationId,
      state: 'draft',
      conditions,
      budgetAmount: budget?.amount ?? null,
      budgetCurrency: budget?.currency ?? null,
      authorId: userOf(ctx),
      createdAt: ctx.now,
    })
    .returning(columns);
  const created = must(offer, 'an inserted offer comes back');
  await replaceLines(tx, created, lines);
  await recordEvent(tx, ctx, {
    action: 'offer.drafted',
    subject: { type: 'offer', id: created.id },
    parties: [created.donorId],
  });
  return created.id;
}

/** The donor changes a draft, or an offer that was returned. */
export async function reviseOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, input: ReviseOffer): Promise<void> {
  checkOfferRight(ctx, 'submit');
  const offer = await lockOffer(tx, id, version);
  if (!isEditable(offer.state)) {
    throw new Refusal('transition-not-allowed', { facts: { state: offer.state, event: 'revise', allowed: [] } });
  }
  const {
    modality = offer.modality,
    validFrom = offer.validFrom,
    validUntil = offer.validUntil,
    incoterm = offer.incoterm,
    incotermPlace = offer.incotermPlace,
    implementerId = offer.implementerId,
    conditions = offer.conditions,
    budget,
    note = offer.note,
    lines,
    ...rest
  } = input;
  nothingLeft(rest);
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  await checkOfferReferences(tx, input);
  if (lines) await replaceLines(tx, offer, lines);
  const set = {
    modality,
    validFrom,
    validUntil,
    incoterm,
    incotermPlace,
    implementerId: implementerId as OrganisationId | null,
    conditions,
    note,
    ...(budget === undefined ? {} : { budgetAmount: budget?.amount ?? null, budgetCurrency: budget?.currency ?? null }),
  };
  if (!(await makesDifference(tx, { type: 'offer', id }, offers, set))) return;
  await changeOffer(tx, ctx, offer, set, 'offer.revised');
}
