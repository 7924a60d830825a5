import { sql } from 'drizzle-orm';
import type { OrganisationId } from '../../kernel/id.ts';
import { codeOf, noteOf, type Why } from '../../kernel/reason.ts';
import type { ActorContext } from '../auth/actor.ts';
import { speakingFor, type Tx } from '../db/transaction.ts';
import { newId } from '../ids.ts';
import type { EventAction } from './event-actions.ts';
import type { EventSubject } from './event-subjects.ts';

export interface EventEntry {
  readonly action: EventAction;
  readonly subject: { readonly type: EventSubject; readonly id: string };
  /** What it tells besides the rows that changed. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** Whoever reads the event reads the code; its note is for the side that wrote it. */
  readonly reason?: Why | null;
  /** Why in words, where the subject has no two sides that are hidden from each other: for whoever reads the subject. */
  readonly note?: string | null | undefined;
  readonly parties: readonly (OrganisationId | null)[];
}

/**
 * Writes the event of a change, in the change's own transaction: either both are there or neither. What changed, of the subject and its
 * parts, before and after, is what the database noted since the last event of this subject (`wasl.note_changes`): a verb can't forget it.
 */
export const recordEvent = (tx: Tx, ctx: ActorContext, entry: EventEntry): Promise<void> => recordEvents(tx, ctx, [entry]);

/** The events of many changes, in their order. */
export async function recordEvents(tx: Tx, ctx: ActorContext, entries: readonly EventEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await speakingFor(tx, ctx, () => tx.execute(sql`select wasl.record_events(${JSON.stringify(entries.map(rowOf))}::jsonb)`));
}

/** As `wasl.record_events` reads it. Who did it, when and within which request it takes from the transaction's sealed identity. */
const rowOf = (entry: EventEntry) => ({
  id: newId<'event'>(),
  action: entry.action,
  subject_type: entry.subject.type,
  subject_id: entry.subject.id,
  reason: entry.reason ? codeOf(entry.reason) : null,
  note: entry.note ?? (entry.reason ? noteOf(entry.reason) : null),
  details: entry.details,
  parties: [...new Set(entry.parties.filter((party) => party !== null))],
});
