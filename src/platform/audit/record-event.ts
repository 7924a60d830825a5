import type { OrganisationId } from '../../kernel/id.ts';
import type { Act } from '../auth/actor.ts';
import { insertMany } from '../db/insert-many.ts';
import type { Tx } from '../db/transaction.ts';
import { newId } from '../ids.ts';
import { events } from './tables.ts';

/** A row as it was or is; jsonb keeps what the database gave back. */
type Row = Readonly<Record<string, unknown>>;

export interface EventEntry {
  /** The intent, `subject.past-participle`: `obstacle.resolved`. */
  readonly action: `${string}.${string}`;
  readonly subject: { readonly type: string; readonly id: string };
  /** The locked row before, absent for a creation. */
  readonly before?: Row | null;
  /** The row that the database returned, absent for a removal. */
  readonly after?: Row | null;
  readonly reason?: string | null;
  readonly parties: readonly (OrganisationId | null)[];
}

/** Writes the event of a change, in the change's own transaction: either both are there or neither. */
export async function recordEvent(tx: Tx, act: Act, entry: EventEntry): Promise<void> {
  await tx.insert(events).values(eventRow(act, entry));
}

/** The events of many changes that one statement made, in its transaction and in their order. */
export async function recordEvents(tx: Tx, act: Act, entries: readonly EventEntry[]): Promise<void> {
  await insertMany(
    tx,
    events,
    entries.map((entry) => eventRow(act, entry)),
  );
}

function eventRow(act: Act, entry: EventEntry): typeof events.$inferInsert {
  const { actor } = act;
  const account = actor.kind === 'system' ? null : actor;
  return {
    id: newId<'event'>(),
    at: act.now,
    action: entry.action,
    subjectType: entry.subject.type,
    subjectId: entry.subject.id,
    actorKind: actor.kind,
    actorRole: actor.role,
    actorUserId: account?.userId ?? null,
    actorOrganisationId: account?.organisationId ?? null,
    job: actor.kind === 'system' ? actor.job : null,
    reason: entry.reason ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
    parties: [...new Set(entry.parties.filter((party) => party !== null))],
    requestId: act.requestId,
  };
}
