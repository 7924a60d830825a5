import type { Role } from '../../../kernel/role.ts';
import type { OrganisationKind } from '../../reference/domain/vocabulary.ts';

/** What a kind of an organisation says of a role: it is theirs; nothing either way; or never, whatever other kinds it is of. */
export const FITS = ['fits', 'says-nothing', 'never'] as const;
export type Fit = (typeof FITS)[number];

/**
 * Which role fits which kind of organisation. Whoever gives or receives reads its own side alone: the roles that read both sides
 * (facilitator, auditor) and the one that keeps accounts never go to a donor or to whoever works for donors. A state's ministry may keep
 * accounts, though its services are recipients; the bodies that oversee are authorities or of the mission's kind.
 */
export const ROLE_FITS: Readonly<Record<Role, Readonly<Record<OrganisationKind, Fit>>>> = {
  requester: { requester: 'fits', donor: 'never', facilitator: 'says-nothing', implementer: 'says-nothing', authority: 'fits' },
  validator: { requester: 'fits', donor: 'never', facilitator: 'says-nothing', implementer: 'says-nothing', authority: 'fits' },
  donor: { requester: 'never', donor: 'fits', facilitator: 'says-nothing', implementer: 'fits', authority: 'says-nothing' },
  facilitator: { requester: 'never', donor: 'never', facilitator: 'fits', implementer: 'never', authority: 'says-nothing' },
  auditor: { requester: 'never', donor: 'never', facilitator: 'fits', implementer: 'never', authority: 'fits' },
  administrator: { requester: 'says-nothing', donor: 'never', facilitator: 'fits', implementer: 'never', authority: 'fits' },
};

/** Whether people of an organisation of these kinds may have the role. The database asks the same (`wasl.role_fits`). */
export function roleFits(role: Role, kinds: readonly OrganisationKind[]): boolean {
  const said = kinds.map((kind) => ROLE_FITS[role][kind]);
  return said.includes('fits') && !said.includes('never');
}

/** The roles that people of such an organisation may have. */
export const rolesThatFit = (kinds: readonly OrganisationKind[]): Role[] =>
  (Object.keys(ROLE_FITS) as Role[]).filter((role) => roleFits(role, kinds));
