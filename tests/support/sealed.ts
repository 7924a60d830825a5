import type postgres from 'postgres';
import type { ActorContext } from '#src/platform/auth/actor.ts';
import { keyOf, SEAL_KEY, type SealedIdentity, Sealer, type SealKey } from '#src/platform/db/identity-seal.ts';

/** Who asks, sealed with a database's own key, for so many seconds from now. By the superuser: the service's own login can't read the key. */
export async function sealedFor(
  superuser: postgres.Sql | postgres.TransactionSql,
  ctx: ActorContext,
  seconds = 3_600,
): Promise<SealedIdentity> {
  return new Sealer(keyOf(await superuser.unsafe<SealKey[]>(SEAL_KEY)), seconds).seal(ctx);
}

/** Goes on as somebody in a superuser's transaction, with the superuser's rights. */
export async function sealAs(superuser: postgres.TransactionSql, ctx: ActorContext): Promise<void> {
  const { identity, seal } = await sealedFor(superuser, ctx);
  await superuser`select set_config('wasl.identity', ${identity}, true), set_config('wasl.seal', ${seal}, true)`;
}
