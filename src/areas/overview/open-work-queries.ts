import { literals } from '../../platform/db/closed-lists.ts';
import { GRANTED_STATES } from '../compliance/domain/entry.ts';
import { ENDED_STATES, PRIVATE_STATES } from '../needs/domain/need.ts';
import { sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { UserId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { askAuthenticator, asConsequence, type Db, ownerOf, type Tx } from '../../platform/db/transaction.ts';
import { accountChanges, invitations, users } from '../identity/tables.ts';
import { classifications, complianceEntries, regimeProposals } from '../compliance/tables.ts';
import { readerOf } from '../disclosure/index.ts';
import { needs } from '../needs/tables.ts';
import { obstacleActions } from '../obstacles/tables.ts';
import { offers } from '../offers/tables.ts';
import { trainingRecords } from '../training/tables.ts';
import { OpenWork } from './record.ts';

type Counts = Record<'actions' | 'drafts' | 'unconfirmed' | 'proposals' | 'needsOfItsUnit', number> & { designated: boolean };

/**
 * What is open with an account, before its person leaves or becomes something else. Counted as the system: whoever keeps accounts has no rights
 * on content, and is told how much there is, and nothing of what.
 */
export async function findOpenWork(tx: Tx, db: Db, ctx: ActorContext, id: UserId) {
  const [counts] = await asConsequence(tx, ctx, 'open-work', () =>
    tx.execute<Counts>(sql`
      select ${users.designated} as designated,
        (select count(*)::int from ${obstacleActions} where ${obstacleActions.assigneeUserId} = ${users.id} and ${obstacleActions.state} = 'open') as actions,
        ((select count(*) from ${needs} where ${needs.authorId} = ${users.id} and ${needs.state} = 'draft')
          + (select count(*) from ${offers} where ${offers.authorId} = ${users.id} and ${offers.state} = 'draft'))::int as drafts,
        ((select count(*) from ${complianceEntries} where ${complianceEntries.recordedBy} = ${users.id} and ${complianceEntries.confirmedAt} is null
            and ${complianceEntries.state} in (${literals(GRANTED_STATES)}))
          + (select count(*) from ${classifications} where ${classifications.recordedBy} = ${users.id} and ${classifications.confirmedAt} is null
            and ${classifications.supersededAt} is null)
          + (select count(*) from ${trainingRecords} where ${trainingRecords.recordedBy} = ${users.id} and ${trainingRecords.state} = 'recorded'))::int
          as unconfirmed,
        ((select count(*) from ${invitations} where ${invitations.invitedBy} = ${users.id}
            and num_nonnulls(${invitations.approvedAt}, ${invitations.refusedAt}, ${invitations.revokedAt}) = 0)
          + (select count(*) from ${accountChanges} where ${accountChanges.proposedBy} = ${users.id} and ${accountChanges.state} = 'proposed')
          + (select count(*) from ${regimeProposals} where ${regimeProposals.proposedBy} = ${users.id} and ${regimeProposals.state} = 'proposed'))::int
          as proposals,
        (select count(*)::int from ${needs} where ${needs.unitId} = ${users.unitId}
          and ${needs.state} not in (${literals([...PRIVATE_STATES, ...ENDED_STATES, 'fulfilled'])})
          and not exists (select from users as others where others.id <> ${users.id} and others.suspended_at is null and others.role = 'requester'
            and others.organisation_id = ${users.organisationId} and (others.unit_id is null or others.unit_id = ${users.unitId}))) as "needsOfItsUnit"
      from ${users} where ${users.id} = ${id}`),
  );
  if (!counts) throw new Refusal('not-found');
  const { designated, ...rest } = counts;
  return OpenWork.show(readerOf(ctx), { userId: id, isDesignated: designated, ...rest, ...(await countCredentials(db, ctx, id)) });
}

/** Keys and sessions are each one's own, and the authenticator's. */
async function countCredentials(db: Db, { actor, now }: ActorContext, id: UserId): Promise<{ apiKeys: number; sessions: number }> {
  const [counts] = await askAuthenticator<{ apiKeys: number; sessions: number }>(
    db,
    ownerOf(actor),
    `select (select count(*)::int from api_keys where user_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2::timestamptz)) as "apiKeys",
      (select count(*)::int from sessions where user_id = $1 and expires_at > $2::timestamptz) as sessions`,
    [id, now.toISOString()],
  );
  return must(counts, 'a question without a table has one answer');
}
