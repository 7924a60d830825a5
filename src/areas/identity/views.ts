import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { daysLeft } from './domain/key-term.ts';
import { Account, AccountChange, ApiKey, Invitation } from './record.ts';
import { stateAt } from '../../kernel/proposal.ts';
import type { AccountChangeRow, ApiKeyRow, InvitationRow, UserRow } from './rows.ts';

/** An account as this reader may see it; the policies have decided that it may at all. `lockedUntil`: where that was asked for. */
export function viewAccount(ctx: ActorContext, row: UserRow, lockedUntil?: Date | null) {
  const { organisationId, organisationSlug, organisationNames, unlockedAt, ...account } = row;
  return Account.show(readerOf(ctx), {
    ...account,
    organisation: { id: organisationId, slug: organisationSlug, names: organisationNames },
    lockedUntil,
  });
}

/** `token`: in the answer to the invitation itself, and never again. */
export function viewInvitation(ctx: ActorContext, row: InvitationRow, token?: string) {
  const { organisationId, organisationSlug, organisationNames, ...invitation } = row;
  return Invitation.show(readerOf(ctx), {
    ...invitation,
    organisation: { id: organisationId, slug: organisationSlug, names: organisationNames },
    token,
  });
}

export function viewAccountChange(ctx: ActorContext, row: AccountChangeRow) {
  const { organisationId, organisationSlug, organisationNames, ...change } = row;
  return AccountChange.show(readerOf(ctx), {
    ...change,
    state: stateAt(row, ctx.now),
    organisation:
      organisationId === null || organisationSlug === null || organisationNames === null
        ? null
        : { id: organisationId, slug: organisationSlug, names: organisationNames },
  });
}

/** `token`: in the answer to the making of the key, and never again. */
export const viewApiKey = (ctx: ActorContext, key: ApiKeyRow, token?: string) =>
  ApiKey.show(readerOf(ctx), {
    ...key,
    endsInDays: key.revokedAt === null ? daysLeft(key.expiresAt.getTime(), ctx.now.getTime()) : null,
    token,
  });
