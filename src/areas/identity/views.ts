import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { AccountView, ApiKeyView, InvitationView, SessionView } from './contract.ts';
import type { ApiKeyRow, InvitationRow, UserRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/** An account as this reader may see it; the policies have decided that it may at all. `lockedUntil`: where that was asked for. */
export function viewAccount({ actor }: Act, row: UserRow, lockedUntil?: Date | null): AccountView {
  const { organisationId, organisationSlug, organisationNames, unlockedAt: _unlockedAt, ...rest } = row;
  return redact('Account', audienceOf(actor.role, true), {
    ...rest,
    organisation: { id: organisationId, slug: organisationSlug, names: organisationNames },
    designated: row.designated,
    suspendedAt: isoOf(row.suspendedAt),
    createdAt: row.createdAt.toISOString(),
    ...(lockedUntil === undefined ? {} : { lockedUntil: isoOf(lockedUntil) }),
  }) as AccountView;
}

export const viewSession = ({ actor }: Act, session: SessionView): SessionView =>
  redact('Session', audienceOf(actor.role, true), session) as SessionView;

/** `token`: in the answer to the invitation itself, and never again. */
export function viewInvitation({ actor }: Act, row: InvitationRow, token?: string): InvitationView {
  const { organisationId, organisationSlug, organisationNames, ...rest } = row;
  return redact('Invitation', audienceOf(actor.role, true), {
    ...rest,
    organisation: { id: organisationId, slug: organisationSlug, names: organisationNames },
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: isoOf(row.acceptedAt),
    revokedAt: isoOf(row.revokedAt),
    createdAt: row.createdAt.toISOString(),
    ...(token === undefined ? {} : { token }),
  }) as InvitationView;
}

/** `token`: in the answer to the making of the key, and never again. */
export function viewApiKey({ actor }: Act, row: ApiKeyRow, token?: string): ApiKeyView {
  return redact('ApiKey', audienceOf(actor.role, true), {
    ...row,
    expiresAt: isoOf(row.expiresAt),
    revokedAt: isoOf(row.revokedAt),
    createdAt: row.createdAt.toISOString(),
    ...(token === undefined ? {} : { token }),
  }) as ApiKeyView;
}
