import { sql } from 'drizzle-orm';
import type { ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Role } from '../../kernel/role.ts';
import type { Hand } from '../../kernel/two-sidedness.ts';
import type { AccountActor, ActorContext } from '../../platform/auth/actor.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { users } from '../identity/tables.ts';
import { matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import { organisations } from '../reference/tables.ts';
import { refusalOfClosing, refusalOfClosingAsNamed, refusalOfNaming, type Resolution } from './domain/obstacle.ts';
import { obstacleBlocks } from './tables.ts';

export interface Closer extends Hand {
  readonly role: Role;
  readonly displayName: string;
}

type Resolved = Resolution & { readonly id: ObstacleId };

/**
 * The accounts that may close obstacles that hold back what this one does, whoever resolved it: facilitators, and people of the parties of what
 * it holds back, the parties first. To be asked as the system.
 */
async function selectPossibleClosers(tx: Tx, id: ObstacleId): Promise<Closer[]> {
  const rows = await tx.execute<{ userId: UserId; organisationId: OrganisationId; role: Role; displayName: string }>(sql`
    with held as (
      select ${needs.organisationId} as organisation_id, ${needs.unitId} as unit_id from ${obstacleBlocks}
        join ${needs} on ${needs.id} = ${obstacleBlocks.needId} where ${obstacleBlocks.obstacleId} = ${id}
      union select ${matches.organisationId}, ${matches.unitId} from ${obstacleBlocks}
        join ${matches} on ${matches.id} = ${obstacleBlocks.matchId} where ${obstacleBlocks.obstacleId} = ${id}
      union select ${deliveryLines.organisationId}, ${deliveryLines.unitId} from ${obstacleBlocks}
        join ${deliveryLines} on ${deliveryLines.deliveryId} = ${obstacleBlocks.deliveryId} where ${obstacleBlocks.obstacleId} = ${id}
    ), givers as (
      select ${matches.donorId} as donor_id from ${obstacleBlocks} join ${matches}
        on ${matches.id} = ${obstacleBlocks.matchId} or ${matches.needId} = ${obstacleBlocks.needId}
        where ${obstacleBlocks.obstacleId} = ${id} and ${matches.disclosedAt} is not null
      union select ${deliveries.donorId} from ${obstacleBlocks}
        join ${deliveries} on ${deliveries.id} = ${obstacleBlocks.deliveryId} where ${obstacleBlocks.obstacleId} = ${id}
    )
    select ${users.id} as "userId", ${users.organisationId} as "organisationId", ${users.role} as role, ${users.displayName} as "displayName"
    from ${users} join ${organisations} on ${organisations.id} = ${users.organisationId}
    where ${users.suspendedAt} is null and (
      ${users.role} = 'facilitator'
      or (${users.role} = 'donor' and ${users.organisationId} in (select donor_id from givers))
      or (${users.role} = 'requester' and exists (select from held where held.organisation_id = ${users.organisationId}
        and (${users.unitId} is null or held.unit_id = ${users.unitId})))
      or (${users.role} = 'validator' and exists (select from held join organisations as recipients on recipients.id = held.organisation_id
        where ${users.organisationId} in (recipients.id, recipients.parent_id))))
    order by ${users.role} = 'facilitator', ${organisations.slug}, ${users.creationOrder}`);
  return [...rows];
}

/** Who may close a resolved obstacle; empty where nobody is left. */
export const selectClosers = (tx: Tx, ctx: ActorContext, obstacle: Resolved): Promise<Closer[]> =>
  asConsequence(tx, ctx, 'who-may-close', async () =>
    (await selectPossibleClosers(tx, obstacle.id)).filter((one) => refusalOfClosing(obstacle, one) === null),
  );

/** Whom an auditor may name to close it, now that nobody else is left. */
export const selectNameable = (tx: Tx, ctx: ActorContext, obstacle: Resolved): Promise<Closer[]> =>
  asConsequence(tx, ctx, 'who-may-be-named', async () =>
    (await selectPossibleClosers(tx, obstacle.id)).filter((one) => refusalOfNaming(obstacle, one) === null),
  );

/** Why this account may not close it, whoever was named counting only while nobody else may. */
export async function refusalWhereBarred(tx: Tx, ctx: ActorContext, obstacle: Resolved, actor: AccountActor): Promise<Refusal | null> {
  const refusal = refusalOfClosing(obstacle, actor);
  if (refusal === null || obstacle.namedCloserId !== actor.userId) return refusal;
  return refusalOfClosingAsNamed(obstacle, actor, (await selectClosers(tx, ctx, obstacle)).length > 0);
}

/** The organisations of some accounts, each once, in their order. */
export const organisationsOf = (closers: readonly Closer[]): OrganisationId[] => [
  ...new Set(closers.map(({ organisationId }) => organisationId)),
];

/** Who oversees: an auditor or, where there is none, an administrator. */
const OVERSEERS = ['auditor', 'administrator'] as const satisfies readonly Role[];

/** Who names a closer where nobody is left: the auditors or, where there are none, who invites them. To be asked as the system. */
export async function findOverseer(tx: Tx): Promise<OrganisationId | null> {
  const [overseer] = await tx.execute<{ id: OrganisationId }>(sql`
    select ${users.organisationId} as id from ${users} where ${users.suspendedAt} is null and ${users.role} in (${literals(OVERSEERS)})
    group by ${users.organisationId}, ${users.role} order by ${users.role} = 'auditor' desc, count(*) desc, ${users.organisationId} limit 1`);
  return overseer?.id ?? null;
}
