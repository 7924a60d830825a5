import { ROLES } from '../../kernel/role.ts';
import type { UserId } from '../../kernel/id.ts';
import { type AccountActor, type ActorContext, systemActor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type AnyRoute, openRoute, recordReader, route } from '../../platform/http/route.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from './authenticate.ts';
import {
  AcceptInvitation,
  AccountPage,
  apiKeyParams,
  ApiKeyPage,
  ChangePassword,
  CreateApiKey,
  invitationParams,
  InvitationPage,
  InviteUser,
  Joined,
  pageOnly,
  SignIn,
  userParams,
} from './contract.ts';
import { FAMILIAR_DAYS } from './verbs/familiar-places.ts';
import { findApiKey, findInvitation, findUser, listApiKeys, listInvitations, listUsers, whoAmI } from './queries.ts';
import { Account, ApiKey, Invitation, Session } from './record.ts';
import { acceptInvitation, inviteUser, revokeInvitation } from './verbs/invite-user.ts';
import { changePassword } from './verbs/change-password.ts';
import { createApiKey } from './verbs/create-api-key.ts';
import { revokeApiKey } from './verbs/revoke-api-key.ts';
import { setDesignation } from './verbs/set-designation.ts';
import { setSuspension } from './verbs/set-suspension.ts';
import { signOut, signOutEverywhere } from './verbs/sign-out.ts';
import { signIn } from './verbs/sign-in.ts';
import { unlockAccount } from './verbs/unlock-account.ts';

const tag = 'Identity';
const own = { tag, roles: ROLES, scope: 'identity:write' } as const;
/** Each answers with what lets somebody in. */
const secret = { as: 'json', holdsSecret: true } as const;
const administer = { tag, roles: ['administrator'], scope: 'identity:write' } as const;

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

/** Listed, and read one at a time by nobody. */
const oneInvitation = recordReader({
  roles: ['administrator', 'auditor'],
  scope: 'identity:read',
  params: invitationParams,
  response: Invitation.schema,
  handle: ({ tx, ctx, params }) => findInvitation(tx, ctx, params.id),
});

/** Listed to its owner, and read one at a time by nobody. */
const oneApiKey = recordReader({
  roles: ROLES,
  scope: 'identity:read',
  params: apiKeyParams,
  response: ApiKey.schema,
  handle: ({ tx, ctx, params }) => findApiKey(tx, ctx, params.id),
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

export const identityRoutes: AnyRoute[] = [
  openRoute({
    method: 'POST',
    url: '/v1/sessions',
    operationId: 'signIn',
    summary: 'Sign in',
    tag,
    description:
      'Five failures within a quarter of an hour lock the account at this place (network or known browser) for a quarter of an hour, and longer each time after. Ten from places where the account never signed in lock it at such places; thirty from one network lock that network for accounts that never signed in from it. `facts` say which, and until when; an administrator can unlock an account.',
    body: SignIn,
    refusals: ['wrong-credentials', 'account-suspended'],
    status: 201,
    response: Session.schema,
    handle: async ({ db, clock, requestId, body, address, cookies, setCookie }) => {
      const session = await signIn(db, { now: clock.now(), requestId }, { ...body, address, device: cookies[DEVICE_COOKIE] });
      const shared = { carrier: body.carrier, expiresAt: session.expiresAt.toISOString() };
      if (session.csrfToken === null) return { ...shared, token: session.token };
      setCookie(SESSION_COOKIE, session.token, session.secondsValid);
      if (session.device !== null) setCookie(DEVICE_COOKIE, session.device, FAMILIAR_DAYS * 86_400);
      return { ...shared, csrfToken: session.csrfToken };
    },
  }),
  openRoute({
    method: 'POST',
    url: '/v1/invitations/accept',
    operationId: 'acceptInvitation',
    summary: 'Make the account that an invitation stands for',
    tag,
    description: 'With the role, the organisation and the unit that the invitation names. An invitation is good for one account.',
    body: AcceptInvitation,
    refusals: ['invitation-not-valid'],
    status: 201,
    response: Joined,
    handle: async ({ db, clock, requestId, body, address, setCookie }) => {
      const ctx = { actor: systemActor('invitation'), now: clock.now(), requestId };
      const { login, device } = await acceptInvitation(db, ctx, { ...body, address });
      if (device !== null) setCookie(DEVICE_COOKIE, device, FAMILIAR_DAYS * 86_400);
      return { login };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/session',
    operationId: 'whoAmI',
    summary: 'Read who is signed in',
    ...own,
    scope: 'identity:read',
    status: 200,
    response: Session.schema,
    answer: secret,
    handle: ({ tx, ctx }) => whoAmI(tx, ctx),
  }),
  route({
    method: 'DELETE',
    url: '/v1/session',
    operationId: 'signOut',
    summary: 'Sign out',
    ...own,
    status: 204,
    answer: { as: 'farewell', clearsCookie: SESSION_COOKIE },
    handle: ({ tx, ctx }) => signOut(tx, ctx),
  }),
  route({
    method: 'DELETE',
    url: '/v1/sessions',
    operationId: 'signOutEverywhere',
    summary: 'Sign out on every device',
    ...own,
    status: 204,
    answer: { as: 'farewell', clearsCookie: SESSION_COOKIE },
    handle: ({ tx, ctx }) => signOutEverywhere(tx, ctx),
  }),
  route({
    method: 'PUT',
    url: '/v1/session/password',
    operationId: 'changePassword',
    summary: 'Change the own password',
    description: 'Wrong guesses at the current password are counted as failed sign-ins are, and lock this, but not signing in.',
    ...own,
    body: ChangePassword,
    status: 204,
    handle: ({ db, ctx, body }) => changePassword(db, ctx, body),
  }),
  route({
    method: 'GET',
    url: '/v1/invitations',
    operationId: 'listInvitations',
    summary: 'List invitations',
    tag,
    roles: ['administrator', 'auditor'],
    scope: 'identity:read',
    query: pageOnly,
    status: 200,
    response: InvitationPage,
    handle: ({ tx, ctx, query }) => listInvitations(tx, ctx, query),
  }),
  route({
    method: 'POST',
    url: '/v1/invitations',
    operationId: 'inviteUser',
    summary: 'Invite a person',
    ...administer,
    body: InviteUser,
    status: 201,
    response: Invitation.schema,
    answer: secret,
    handle: async ({ tx, ctx, body }) => {
      const { id, token } = await inviteUser(tx, ctx, body);
      return findInvitation(tx, ctx, id, token);
    },
  }),
  route({
    method: 'DELETE',
    url: '/v1/invitations/:id',
    operationId: 'revokeInvitation',
    summary: 'Revoke an invitation',
    ...administer,
    ifMatch: oneInvitation,
    params: invitationParams,
    status: 204,
    handle: ({ tx, ctx, params, version }) => revokeInvitation(tx, ctx, params.id, version),
  }),
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
    change: (tx, ctx, id, version) => setSuspension(tx, ctx, id, version, true),
  }),
  accountStep({
    step: 'reinstate',
    operationId: 'reinstateUser',
    summary: 'Open a closed account again',
    change: (tx, ctx, id, version) => setSuspension(tx, ctx, id, version, false),
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
    step: 'designate',
    operationId: 'designateUser',
    summary: 'Let a facilitator read files of human-rights due diligence',
    change: (tx, ctx, id, version) => setDesignation(tx, ctx, id, version, true),
  }),
  accountStep({
    step: 'end-designation',
    operationId: 'endDesignation',
    summary: 'End that',
    change: (tx, ctx, id, version) => setDesignation(tx, ctx, id, version, false),
  }),
  route({
    method: 'GET',
    url: '/v1/api-keys',
    operationId: 'listApiKeys',
    summary: 'List the own API keys',
    ...own,
    scope: 'identity:read',
    query: pageOnly,
    status: 200,
    response: ApiKeyPage,
    handle: ({ tx, ctx, query }) => listApiKeys(tx, ctx, query),
  }),
  route({
    method: 'POST',
    url: '/v1/api-keys',
    operationId: 'createApiKey',
    summary: 'Make an API key',
    ...own,
    body: CreateApiKey,
    status: 201,
    response: ApiKey.schema,
    answer: secret,
    handle: async ({ tx, ctx, body }) => {
      const { id, token } = await createApiKey(tx, ctx, body);
      return findApiKey(tx, ctx, id, token);
    },
  }),
  route({
    method: 'DELETE',
    url: '/v1/api-keys/:id',
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    ...own,
    ifMatch: oneApiKey,
    params: apiKeyParams,
    status: 204,
    handle: ({ tx, ctx, params, version }) => revokeApiKey(tx, ctx, params.id, version),
  }),
];

export const identityTag = { name: tag, description: 'Accounts by invitation, sign-in, API keys.' };
