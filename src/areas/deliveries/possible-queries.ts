import type { DeliveryId } from '../../kernel/id.ts';
import { refusalFrom } from '../../kernel/possible.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { readRefusalAtGate } from '../compliance/index.ts';
import { passesCustoms, takes } from './domain/consignments.ts';
import type { DeliveryAction } from './domain/delivery.ts';
import { inTransit } from './domain/quantity-balances.ts';
import { type BalancedLine, selectBalances } from './line-queries.ts';
import { refusalOfReceiver } from './receiver-queries.ts';
import type { DeliveryRow } from './rows.ts';
import { mayRead } from './verbs/change-delivery.ts';
import { askToPass } from './verbs/pass-milestone.ts';
import { actionsWithObject, type DeliveryRefusals } from './views.ts';
import type { DeliveryParts } from './rows.ts';

const GATED = ['ship', 'perform', 'release', 'hand-over', 'put-in-service'] as const satisfies readonly DeliveryAction[];
type Gated = (typeof GATED)[number];
const isGated = (action: DeliveryAction): action is Gated => (GATED as readonly DeliveryAction[]).includes(action);

/** Steps by which goods may pass customs without a release, where none stands in their way. */
const PAST_CUSTOMS: Readonly<Partial<Record<DeliveryAction, 'move-inland' | 'receive-all'>>> = {
  'move-inland': 'move-inland',
  receive: 'receive-all',
};

/** What the verbs would refuse the steps of one delivery for today: obstacles that are open, and the gate. They are asked, in their order. */
export async function readRefusals(tx: Tx, ctx: ActorContext, delivery: DeliveryRow, parts: DeliveryParts): Promise<DeliveryRefusals> {
  const actions = actionsWithObject(ctx, delivery, parts);
  if (actions.length === 0) return {};
  const lines = await selectBalances(tx, ctx, delivery.id);
  const refusals: Partial<Record<DeliveryAction, Refusal | null>> = {};
  for (const action of actions) {
    refusals[action] = await refusalOf(tx, ctx, action, { delivery, lines, consigned: parts.consigned });
  }
  return refusals;
}

interface Concerned {
  readonly delivery: DeliveryRow;
  readonly lines: readonly BalancedLine[];
  readonly consigned: DeliveryParts['consigned'];
}

async function refusalOf(
  tx: Tx,
  ctx: ActorContext,
  action: DeliveryAction,
  { delivery, lines, consigned }: Concerned,
): Promise<Refusal | null> {
  const { id }: { readonly id: DeliveryId } = delivery;
  // Whether a visit shows the end use, and so passes that milestone, is what it finds.
  if (action === 'verify') return refusalOfReceiver(tx, ctx, id);
  const concerned = lines.filter((line) => isConcerned(ctx, action, line));
  const blocked = await refusalFrom(() => askToPass(tx, ctx, { delivery, lines }, action, concerned));
  if (blocked !== null) return blocked;
  if (isGated(action)) return readRefusalAtGate(tx, ctx, id, action);
  return isAskedForRelease(action, concerned, consigned) ? readRefusalAtGate(tx, ctx, id, 'release') : null;
}

/** Whether nothing can take the step but what passes customs by it: where something else can, it may be named and goes on. */
function isAskedForRelease(action: DeliveryAction, concerned: readonly BalancedLine[], consigned: DeliveryParts['consigned']): boolean {
  const event = PAST_CUSTOMS[action];
  if (event === undefined) return false;
  const ids = new Set(concerned.map(({ id }) => id));
  const able = consigned.filter(({ state, line }) => takes(state, event) && inTransit(line) > 0 && ids.has(line.deliveryLineId));
  return able.length > 0 && able.every(({ state }) => passesCustoms(state, event));
}

/** A recipient takes what is its own: only what blocks that holds it back. */
function isConcerned({ actor }: ActorContext, action: DeliveryAction, line: BalancedLine): boolean {
  if (action === 'receive') return mayRead(actor, line) && inTransit(line) > 0;
  return action !== 'put-in-service' || (mayRead(actor, line) && line.inService < line.accepted);
}
