import type { Role } from '../kernel/role.ts';

/** The password of every demo account: no secret, because the data behind them is invented and they never exist in production by themselves. */
export const DEMO_PASSWORD = 'wasl demo 2026';

export interface DemoAccount {
  readonly login: string;
  readonly displayName: string;
  readonly organisation: string;
  readonly role: Role;
}

/** No role ends in a digit and no slug holds an `@`: two accounts never share a login. */
export const loginOf = (role: Role, organisation: string, number = ''): string => `${role}${number}@${organisation}.demo`;

const account = (role: Role, organisation: string, number = ''): DemoAccount => ({
  login: loginOf(role, organisation, number),
  displayName: `Demo ${role}${number} (${organisation})`,
  organisation,
  role,
});

/**
 * The ones that are printed at the start: one of every role; a second facilitator, because a resolver may not close; and an administrator of
 * another organisation, because nobody gives accounts or publishes regimes alone.
 */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  account('requester', 'ly-gasbcp'),
  account('validator', 'ly-ministry-of-interior'),
  account('donor', 'it-ministry-of-interior'),
  account('donor', 'eu-dg-mena'),
  account('facilitator', 'unsmil'),
  account('facilitator', 'unsmil', '2'),
  account('auditor', 'un-panel-of-experts-libya'),
  account('administrator', 'unsmil'),
  account('administrator', 'ly-jtct'),
];

/** Everybody else who acts in the scenario, by organisation. */
export function accountsOf(requesters: readonly string[], validators: readonly string[], donors: readonly string[]): DemoAccount[] {
  const all = [
    ...DEMO_ACCOUNTS,
    ...requesters.map((organisation) => account('requester', organisation)),
    ...validators.map((organisation) => account('validator', organisation)),
    ...donors.map((organisation) => account('donor', organisation)),
  ];
  return [...new Map(all.map((one) => [one.login, one])).values()];
}
