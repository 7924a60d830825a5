import type { PgColumn } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import type { ActingRole } from '../../kernel/role.ts';
import type { EventSubject } from '../../platform/audit/event-subjects.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { Audience } from '../disclosure/index.ts';
import { tellNote } from './told-notes.ts';
import { type Change, type ChangeReader, tellChange, tellNothing } from './told-changes.ts';
import { SUBJECTS } from './subject-queries.ts';

export interface EventOfSubject {
  readonly subjectType: EventSubject;
  readonly subjectId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly actorRole: ActingRole;
  readonly actorOrganisationId: OrganisationId | null;
  readonly note: string | null;
}

/** The same events with what this reader is told of their changes and notes: nothing of a subject that the reader can't read now. */
export async function tellChanges<Row extends EventOfSubject>(tx: Tx, ctx: ActorContext, rows: readonly Row[]): Promise<(Row & Change)[]> {
  if (ctx.actor.role === 'auditor') return rows.map((row) => ({ ...row, ...changeOf(row) }));
  const audiences = await selectAudiences(tx, ctx, rows);
  const reads = await selectReadRows(
    tx,
    rows.filter(({ subjectId }) => audiences.has(subjectId)),
  );
  return rows.map((row) => {
    const subject = SUBJECTS[row.subjectType];
    const audience = audiences.get(row.subjectId);
    const isRead = subject === undefined || audience !== undefined;
    return {
      ...row,
      note: tellNote(ctx, row, isRead),
      ...(subject && audience ? tellChange({ audience, reads }, subject, changeOf(row)) : tellNothing()),
    };
  });
}

const changeOf = ({ before, after }: EventOfSubject) => ({ before, after }) as Change;

/** As what this reader reads each subject; those that they may not read are absent. */
async function selectAudiences(tx: Tx, ctx: ActorContext, rows: readonly EventOfSubject[]): Promise<Map<string, Audience>> {
  const audiences = new Map<string, Audience>();
  for (const [type, ofType] of groupBy(rows, ({ subjectType }) => subjectType)) {
    const subject = SUBJECTS[type];
    if (!subject) continue;
    const ids = [...new Set(ofType.map(({ subjectId }) => subjectId))];
    for (const [id, audience] of await subject.selectAudiences(tx, ctx, ids)) audiences.set(id, audience);
  }
  return audiences;
}

/** Which of the rows that parts of these events lead to this reader may read now. */
async function selectReadRows(tx: Tx, rows: readonly EventOfSubject[]): Promise<ChangeReader['reads']> {
  const asked = new Map<PgColumn, Set<string>>();
  for (const event of rows) {
    for (const [name, part] of Object.entries(SUBJECTS[event.subjectType]?.parts ?? {})) {
      for (const [field, column] of Object.entries(part?.leadsTo ?? {})) {
        for (const id of idsIn(event, name, field)) asked.set(column, (asked.get(column) ?? new Set()).add(id));
      }
    }
  }
  const read = new Map<object, Set<unknown>>();
  for (const [column, ids] of asked) {
    const found = await tx
      .select({ id: column })
      .from(column.table)
      .where(oneOf(column, [...ids]));
    read.set(column, new Set(found.map(({ id }) => id)));
  }
  return (where, id) => read.get(where)?.has(id) ?? false;
}

function idsIn(event: EventOfSubject, collection: string, field: string): string[] {
  const { before, after } = changeOf(event);
  return [before, after]
    .flatMap((side) => (side?.[collection] ?? []) as Record<string, unknown>[])
    .flatMap(({ [field]: id }) => (typeof id === 'string' ? [id] : []));
}
