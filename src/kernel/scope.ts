import type { Role } from './role.ts';

/** What an API key may be narrowed to: an area, and reading or writing in it. Each route is of one of these, so that a key can be given each. */
export const SCOPES = [
  'identity:read',
  'identity:write',
  'reference:read',
  'calendars:read',
  'calendars:write',
  'gaps:read',
  'gaps:write',
  'needs:read',
  'needs:write',
  'offers:read',
  'offers:write',
  'rates:read',
  'rates:write',
  'matches:read',
  'matches:write',
  'partnerships:read',
  'partnerships:write',
  'packages:read',
  'packages:write',
  'deliveries:read',
  'deliveries:write',
  'compliance:read',
  'compliance:write',
  'obstacles:read',
  'obstacles:write',
  'documents:read',
  'documents:write',
  'training:read',
  'training:write',
  'meetings:read',
  'meetings:write',
  'recommendations:read',
  'recommendations:write',
  'agreements:read',
  'agreements:write',
  'allocations:read',
  'allocations:write',
  'events:read',
] as const;
export type Scope = (typeof SCOPES)[number];

/** An auditor's key reads, an administrator's concerns accounts; everybody else's may be anything, and never more than the role. */
export function scopesOf(role: Role): readonly Scope[] {
  if (role === 'auditor') return SCOPES.filter((scope) => scope.endsWith(':read'));
  if (role === 'administrator') {
    return SCOPES.filter((scope) => /^(?:identity|reference|calendars|rates|compliance|documents|events|gaps):/.test(scope));
  }
  return SCOPES;
}
