import { and, eq, isNull, ne, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { UnitId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { HandedOver } from '../gaps/domain/unit.ts';
import { findMovesOf } from '../gaps/index.ts';
import { requirements } from '../gaps/tables.ts';
import { accountChanges, invitations, users } from '../identity/tables.ts';
import { FALLEN_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { ENDED_STATES } from '../needs/domain/need.ts';
import { needs } from '../needs/tables.ts';
import { packages } from '../packages/tables.ts';
import { trainingRecords } from '../training/tables.ts';

const SETTLED_NEEDS = [...ENDED_STATES, 'discarded', 'fulfilled'] as const;
const SETTLED_MATCHES = [...FALLEN_STATES, 'completed', 'suggested'] as const;

/**
 * What hangs on a unit: all of it, or what is open with it, which can't stay with a unit that is closed. Records of training go with the people.
 * Asked as the system, for it reaches over what each role sees of its own.
 */
export async function findHangingOn(tx: Tx, unitId: UnitId, extent: 'all' | 'open'): Promise<HandedOver> {
  const idsOf = async (table: PgTable & { readonly id: PgColumn; readonly unitId: PgColumn }, open?: SQL): Promise<string[]> => {
    const rows = await tx
      .select({ id: sql<string>`${table.id}` })
      .from(table)
      .where(and(eq(table.unitId, unitId), extent === 'open' ? open : undefined));
    return rows.map(({ id }) => id);
  };
  const underWay = sql`exists (select from ${matches} where ${matches.needId} = ${needs.id} and ${notInArray(matches.state, [...SETTLED_MATCHES])})`;
  return {
    needs: await idsOf(needs, or(notInArray(needs.state, [...SETTLED_NEEDS]), underWay)),
    packages: await idsOf(packages, ne(packages.state, 'dissolved')),
    trainingRecords: await idsOf(trainingRecords),
    users: await idsOf(users),
    invitations: await idsOf(
      invitations,
      and(isNull(invitations.acceptedAt), isNull(invitations.refusedAt), isNull(invitations.revokedAt)),
    ),
    accountChanges: await idsOf(accountChanges, eq(accountChanges.state, 'proposed')),
    requirements: extent === 'all' ? await idsOf(requirements) : [],
    moves: await findMovesOf(tx, unitId, extent),
    takenOver: [],
  };
}
