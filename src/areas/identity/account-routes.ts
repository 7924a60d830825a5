import type { AccountChangeId, UserId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { AccountActor, ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { confirmAccountChange, handOverWork, suspendUser } from '../../flows/end-account.ts';
import {
  accountChangeParams,
  AccountChangePage,
  AccountPage,
  HandOverWork,
  pageOnly,
  ProposeAccountChange,
  userParams,
} from './contract.ts';
import { findAccountChange, findUser, listAccountChanges, listUsers } from './queries.ts';
import { Account, AccountChange } from './record.ts';
import { proposeAccountChange } from './verbs/change-account.ts';
import { refuseAccountChange, withdrawAccountChange } from './verbs/decide-account-change.ts';
import { endDesignation } from './verbs/end-designation.ts';
import { unlockAccount } from './verbs/unlock-account.ts';

export const tag = 'Identity';
/** Done by a person who has signed in, never by a program. */
export const administer = { tag, roles: ['administrator'], scope: 'identity:write', personsOnly: true } as const;
/** The second hand: an administrator of another organisation, or a facilitator whom it doesn't concern. */
export const decide = { tag, roles: ['administrator', 'facilitator'], scope: 'identity:write', personsOnly: true } as const;
export const readDecisions = { tag, roles: ['administrator', 'facilitator', 'auditor'], scope: 'identity:read' } as const;
export const APART =
  'A second person, apart from the first: an administrator of another organisation, or a facilitator; nobody of the organisation that it is for.';

const readUser = route({
  method: 'GET',
  url: '/v1/users/:id',
  operationId: 'readUser',
  summary: 'Read an account',
  description: 'Its version is what changes of it name (`If-Match`); `lockedUntil` says whether failed sign-ins keep the person out.',
  tag,
  roles: ['administrator', 'auditor'],
  scope: 'identity:read',
  params: userParams,
  status: 200,
  response: Account.schema,
  handle: ({ tx, db, ctx, params }) => findUser(tx, db, ctx, params.id),
});

interface AccountStep {
  readonly step: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly change: (tx: Tx, ctx: ActorContext<AccountActor>, id: UserId, version: number) => Promise<void>;
}

/** What an administrator does to somebody's account, which is answered as it then is. */
const accountStep = ({ step, change, ...told }: AccountStep) =>
  route({
    method: 'POST',
    url: `/v1/users/:id/${step}`,
    ...told,
    ...administer,
    ifMatch: readUser,
    params: userParams,
    status: 200,
    response: Account.schema,
    handle: async ({ tx, db, ctx, params, version }) => {
      await change(tx, ctx, params.id, version);
      return findUser(tx, db, ctx, params.id);
    },
  });

const readAccountChange = route({
  method: 'GET',
  url: '/v1/account-changes/:id',
  operationId: 'readAccountChange',
  summary: 'Read a change of an account',
  ...readDecisions,
  params: accountChangeParams,
  status: 200,
  response: AccountChange.schema,
  handle: ({ tx, ctx, params }) => findAccountChange(tx, ctx, params.id),
});

interface Decision extends Omit<AccountStep, 'change'> {
  readonly change: (tx: Tx, ctx: ActorContext<AccountActor>, id: AccountChangeId, version: number) => Promise<void>;
}

/** A step of a proposed change, which is answered as it then is. */
const decision = ({ step, change, ...told }: Decision) =>
  route({
    method: 'POST',
    url: `/v1/account-changes/:id/${step}`,
    ...told,
    ...decide,
    ifMatch: readAccountChange,
    params: accountChangeParams,
    status: 200,
    response: AccountChange.schema,
    handle: async ({ tx, ctx, params, version }) => {
      await change(tx, ctx, params.id, version);
      return findAccountChange(tx, ctx, params.id);
    },
  });

/** Accounts, what one administrator does to them, and the changes that take two persons. */
export const accountRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/users',
    operationId: 'listUsers',
    summary: 'List accounts',
    tag,
    roles: ['administrator', 'auditor'],
    scope: 'identity:read',
    query: pageOnly,
    status: 200,
    response: AccountPage,
    handle: ({ tx, db, ctx, query }) => listUsers(tx, db, ctx, query),
  }),
  readUser,
  accountStep({
    step: 'suspend',
    operationId: 'suspendUser',
    summary: 'Close an account and end its sessions',
    description:
      'One person’s act; opening it again takes two (an account change, `reinstatement`). What the account proposed and nobody decided is withdrawn; what else is open with it is read and handed over apart.',
    change: suspendUser,
  }),
  accountStep({
    step: 'unlock',
    operationId: 'unlockUser',
    summary: 'Let a person sign in again whose account is locked after failed attempts',
    description:
      'Failed attempts from before count no more for this account, and for a day the lock of a network doesn’t bind it; for everybody else that stays.',
    change: unlockAccount,
  }),
  accountStep({
    step: 'end-designation',
    operationId: 'endDesignation',
    summary: 'End somebody’s reading of files of human-rights due diligence',
    description: 'One person’s act; designating somebody takes two (an account change, `designation`).',
    change: endDesignation,
  }),
  route({
    method: 'POST',
    url: '/v1/users/:id/hand-over',
    operationId: 'handOverWork',
    summary: 'Hand over what is open with an account',
    description: 'Actions on obstacles that were asked of this person are asked of a colleague, or of anybody of the organisation.',
    ...administer,
    ifMatch: readUser,
    params: userParams,
    body: HandOverWork,
    status: 200,
    response: Account.schema,
    handle: async ({ tx, db, ctx, params, body: { to, ...rest }, version }) => {
      nothingLeft(rest);
      await handOverWork(tx, ctx, params.id, version, to ?? null);
      return findUser(tx, db, ctx, params.id);
    },
  }),
  route({
    method: 'GET',
    url: '/v1/account-changes',
    operationId: 'listAccountChanges',
    summary: 'List changes of accounts that take two persons',
    ...readDecisions,
    query: pageOnly,
    status: 200,
    response: AccountChangePage,
    handle: ({ tx, ctx, query }) => listAccountChanges(tx, ctx, query),
  }),
  readAccountChange,
  route({
    method: 'POST',
    url: '/v1/account-changes',
    operationId: 'proposeAccountChange',
    summary: 'Propose a change of an account',
    description:
      'Another role, organisation or unit, which ends its sessions and keys; a designation; or that a closed account is open again. Nothing changes before a second person has confirmed it.',
    ...administer,
    body: ProposeAccountChange,
    status: 201,
    response: AccountChange.schema,
    answer: { as: 'json', location: (change) => `/v1/account-changes/${change.id}` },
    handle: async ({ tx, ctx, body }) => findAccountChange(tx, ctx, await proposeAccountChange(tx, ctx, body)),
  }),
  decision({
    step: 'confirm',
    operationId: 'confirmAccountChange',
    summary: 'Confirm a change of an account as a second person',
    description: `${APART} It is made at once.`,
    change: confirmAccountChange,
  }),
  route({
    method: 'POST',
    url: '/v1/account-changes/:id/refuse',
    operationId: 'refuseAccountChange',
    summary: 'Refuse a change of an account, and say why',
    description: 'Whoever may confirm may refuse.',
    ...decide,
    ifMatch: readAccountChange,
    params: accountChangeParams,
    body: reasonBody,
    status: 200,
    response: AccountChange.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseAccountChange(tx, ctx, params.id, version, reasonOf(body));
      return findAccountChange(tx, ctx, params.id);
    },
  }),
  decision({
    step: 'withdraw',
    operationId: 'withdrawAccountChange',
    summary: 'Withdraw the own proposal of a change of an account',
    description: 'Until somebody has decided it.',
    change: withdrawAccountChange,
  }),
];
