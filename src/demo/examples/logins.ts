import type { Role } from '../../kernel/role.ts';
import type { AnyRoute } from '../../platform/http/route.ts';
import { loginOf } from '../accounts.ts';

/** Who may look for an example as each role: those of the first look, then others of the scenario. */
const PLAYERS: Readonly<Record<Role, readonly string[]>> = {
  facilitator: [loginOf('facilitator', 'unsmil'), loginOf('facilitator', 'unsmil', '2')],
  requester: [
    'ly-gasbcp',
    'ly-border-guard-agency',
    'ly-desert-patrols',
    'ly-customs-authority',
    'ly-coast-guard',
    'ly-passports-authority',
  ].map((organisation) => loginOf('requester', organisation)),
  validator: ['ly-ministry-of-interior', 'ly-gasbcp', 'ly-ministry-of-defence', 'ly-border-guard-agency', 'ly-customs-authority'].map(
    (organisation) => loginOf('validator', organisation),
  ),
  donor: [
    'it-ministry-of-interior',
    'eu-dg-mena',
    'it-maeci',
    'frontex',
    'de-foreign-office',
    'mt-home-affairs',
    'eubam-libya',
    'fr-meae',
  ].map((organisation) => loginOf('donor', organisation)),
  auditor: [loginOf('auditor', 'un-panel-of-experts-libya')],
  administrator: [loginOf('administrator', 'unsmil')],
};

/** Whoever sees most comes first. */
const IN_TURN: readonly Role[] = ['facilitator', 'administrator', 'validator', 'requester', 'donor', 'auditor'];

/** Who may ask this of the service, in the order in which they are tried; nobody signed in, where no one needs to be. */
export function loginsOf(route: AnyRoute): readonly (string | null)[] {
  if (route.access === 'open') return [null];
  return IN_TURN.filter((role) => route.roles.includes(role)).flatMap((role) => PLAYERS[role]);
}
