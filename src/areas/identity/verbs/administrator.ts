import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';

/** Accounts are an administrator's; the system itself stands in on the command line and for the illustrative scenario. */
export function checkIsAdministrator({ actor: { role } }: ActorContext): void {
  if (role !== 'administrator' && role !== 'system') throw new Refusal('role-not-allowed', { facts: { role, allowed: ['administrator'] } });
}
