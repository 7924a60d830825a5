import { type Fields, administration, everyone, overseers, to } from './readers.ts';

export const ACCOUNTS_EVENTS_DOCUMENTS = {
  Event: {
    ...to(everyone, 'id', 'at', 'action', 'subjectType', 'subjectId', 'actorRole', 'reason'),
    ...to(overseers, 'actorKind', 'actorUserId', 'actorOrganisationId', 'job', 'requestId'),
    ...to(['auditor'], 'before', 'after', 'parties'),
  },
  Account: {
    ...to(
      everyone,
      'id',
      'login',
      'displayName',
      'organisation',
      'unitId',
      'role',
      'language',
      'designated',
      'suspendedAt',
      'version',
      'createdAt',
    ),
    ...to(administration, 'lockedUntil'),
  },
  Invitation: to(
    administration,
    'id',
    'login',
    'organisation',
    'unitId',
    'role',
    'language',
    'expiresAt',
    'acceptedAt',
    'revokedAt',
    'version',
    'createdAt',
    'token',
  ),
  ApiKey: to(everyone, 'id', 'name', 'prefix', 'scopes', 'expiresAt', 'revokedAt', 'createdAt', 'version', 'token'),
  Session: to(everyone, 'account', 'token', 'csrfToken', 'expiresAt', 'carrier', 'rights'),
} as const satisfies Record<string, Fields>;
