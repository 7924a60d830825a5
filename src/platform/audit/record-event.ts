import { sql } from 'drizzle-orm';
import type { OrganisationId } from '../../kernel/id.ts';
import type { ActorContext } from '../auth/actor.ts';
import type { Tx } from '../db/transaction.ts';
import { newId } from '../ids.ts';
import type { EventAction } from './event-actions.ts';
import type { EventSubject } from './event-subjects.ts';

export interface EventEntry {
  readonly action: EventAction;
  readonly subject: { readonly type: EventSubject; readonly id: string };
  /** What it tells besides the rows that changed. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly reason?: string | null;
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
  await tx.execute(sql`select wasl.record_events(${JSON.stringify(entries.map((entry) => rowOf(ctx, entry)))}::jsonb)`);
}

/** As `wasl.record_events` reads it. */
function rowOf({ actor, now, requestId }: ActorContext, entry: EventEntry) {
  const account = actor.kind === 'system' ? null : actor;
  return {
    id: newId<'event'>(),
    at: now,
    action: entry.action,
    subject_type: entry.subject.type,
    subject_id: entry.subject.id,
    actor_kind: actor.kind,
    actor_role: actor.role,
    actor_user_id: account?.userId,
    actor_organisation_id: account?.organisationId,
    job: actor.kind === 'system' ? actor.job : null,
    reason: entry.reason,
    details: entry.details,
    parties: [...new Set(entry.parties.filter((party) => party !== null))],
    request_id: requestId,
  };
}
