import type { OrganisationId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole, Role } from '../../../kernel/role.ts';
import { NAMED_OBSTACLE_KINDS } from '../../reference/domain/named-slugs.ts';

/**
 * Kinds whose risk nobody may accept, neither alone nor together: human rights (the UN's due-diligence policy, A/67/775-S/2013/110),
 * the basis under the arms embargo (resolution 1970 (2011), paragraphs 9 to 13, as amended), and diversion (paragraph 12 of
 * resolution 2213 (2015)). An asset freeze has no kind of its own: it is a screening of the checklist, which is no obstacle's to lift.
 */
export const NOT_TO_BE_WAIVED = NAMED_OBSTACLE_KINDS;

export const isNotToBeWaived = (kind: string): boolean => (NOT_TO_BE_WAIVED as readonly string[]).includes(kind);

/** Why the risk of a kind may be accepted by nobody; null where it may. */
export const refusalOfKind = (kind: string): Refusal | null =>
  isNotToBeWaived(kind) ? new Refusal('nobody-may-waive', { facts: { kind } }) : null;

/** Who accepts a risk: a blocked donor for its own part, and the mission beside each. */
export const RISK_ROLES = ['donor', 'facilitator'] as const satisfies readonly Role[];
export type RiskRole = (typeof RISK_ROLES)[number];
export const isRiskRole = (role: Role): role is RiskRole => (RISK_ROLES as readonly Role[]).includes(role);

export interface AcceptedRisk {
  readonly organisationId: OrganisationId;
  readonly role: RiskRole;
}

/** Whether the part of a donor goes on: it has accepted, and so has the mission, by another organisation. */
export const isPartAccepted = (accepted: readonly AcceptedRisk[], donorId: OrganisationId): boolean =>
  accepted.some(({ role, organisationId }) => role === 'donor' && organisationId === donorId) &&
  accepted.some(({ role, organisationId }) => role === 'facilitator' && organisationId !== donorId);

/** Whether there is no part left that waits: every blocked donor goes on, and there is one. */
export const isAcceptedByAll = (accepted: readonly AcceptedRisk[], donors: readonly OrganisationId[]): boolean =>
  donors.length > 0 && donors.every((donorId) => isPartAccepted(accepted, donorId));

/** Why this account may not accept the risk; null where it may. */
export function refusalOfRisk(
  kind: string,
  accepted: readonly AcceptedRisk[],
  donors: readonly OrganisationId[],
  { organisationId, role }: { readonly organisationId: OrganisationId; readonly role: ActingRole },
): Refusal | null {
  const refusal = refusalOfKind(kind);
  if (refusal) return refusal;
  if (donors.length === 0) return new Refusal('no-donor-at-risk');
  if (role === 'donor' && !donors.includes(organisationId)) return new Refusal('not-your-own');
  return accepted.some((one) => one.organisationId === organisationId) ? new Refusal('already-accepted') : null;
}
