import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import type { GateName } from '../domain/gate.ts';
import { findHindrances } from '../gate-queries.ts';
import { selectMatchesOf } from '../match-queries.ts';
import { deriveEntries } from './derive-entries.ts';

/** Brings the checklists of a delivery to what the facts say now. */
export function deriveEntriesOf(tx: Tx, act: Act, deliveryId: DeliveryId): Promise<void> {
  return asConsequence(tx, act, 'compliance-checklist', async (system) => deriveEntries(tx, system, await selectMatchesOf(tx, deliveryId)));
}

/** Whether nothing hinders a delivery from leaving on a day, its checklists brought up to date before. */
export async function isClear(tx: Tx, act: Act, deliveryId: DeliveryId, on: CalendarDate): Promise<boolean> {
  await deriveEntriesOf(tx, act, deliveryId);
  return (await findHindrances(tx, act, deliveryId, on, 'leave')).length === 0;
}

/** Refuses a step through a gate while anything hinders it, and says what. Confidential entries are only counted. */
export async function requireClearance(tx: Tx, act: Act, deliveryId: DeliveryId, on: CalendarDate, gate: GateName): Promise<void> {
  await deriveEntriesOf(tx, act, deliveryId);
  const hindrances = await findHindrances(tx, act, deliveryId, on, gate);
  if (hindrances.length === 0) return;
  const told = hindrances.filter(({ confidential }) => !confidential);
  const said = told.map(
    ({ reference, regime, document, why }) => `${reference} ${regime}${document === null ? '' : ` (${document})`}: ${why}`,
  );
  throw new Refusal('not-cleared', {
    facts: { on, count: hindrances.length, entries: [...new Set(said)].slice(0, 50), confidential: hindrances.length - told.length },
  });
}
