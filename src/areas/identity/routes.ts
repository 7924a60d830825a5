import { ROLES } from '../../kernel/role.ts';
import { systemActor } from '../../platform/auth/actor.ts';
import { asGatekeeper } from '../../platform/db/transaction.ts';
import { type AnyRoute, openRoute, route } from '../../platform/http/route.ts';
import { SESSION_COOKIE } from './authenticate.ts';
import {
  AcceptInvitation,
  Account,
  AccountPage,
  ApiKey,
  apiKeyParams,
  ApiKeyPage,
  ChangePassword,
  CreateApiKey,
  Invitation,
  invitationParams,
  InvitationPage,
  InviteUser,
  Joined,
  pageOnly,
  Session,
  SignIn,
  userParams,
} from './contract.ts';
import { findApiKey, findInvitation, findUser, listApiKeys, listInvitations, listUsers, whoAmI } from './queries.ts';
import { acceptInvitation, inviteUser, revokeInvitation } from './verbs/invite-user.ts';
import {
  changePassword,
  createApiKey,
  revokeApiKey,
  setDesignation,
  setSuspension,
  signOut,
  signOutEverywhere,
} from './verbs/keep-account.ts';
import { signIn } from './verbs/sign-in.ts';

const tag = 'Identity';
const own = { tag, roles: ROLES, scope: 'identity:write' } as const;
const administer = { tag, roles: ['administrator'], scope: 'identity:write' } as const;

export const identityRoutes: AnyRoute[] = [
  openRoute({
    method: 'POST',
    url: '/v1/sessions',
    operationId: 'signIn',
    summary: 'Sign in',
    tag,
    description: 'Five failures within a quarter of an hour lock the account for a quarter of an hour, and longer each time after.',
    body: SignIn,
    status: 201,
    response: Session,
    handle: async ({ db, clock, requestId, body, address, setCookie }) => {
      const session = await signIn(db, { now: clock.now(), requestId }, { ...body, address });
      const shared = { carrier: body.carrier, expiresAt: session.expiresAt.toISOString() };
      if (session.csrfToken === null) return { ...shared, token: session.token };
      setCookie(SESSION_COOKIE, session.token, session.secondsValid);
      return { ...shared, csrfToken: session.csrfToken };
    },
  }),
  openRoute({
    method: 'POST',
    url: '/v1/invitations/accept',
    operationId: 'acceptInvitation',
    summary: 'Make the account that an invitation stands for',
    tag,
    body: AcceptInvitation,
    status: 201,
    response: Joined,
    handle: async ({ db, clock, requestId, body }) => {
      const act = { actor: systemActor('invitation'), now: clock.now(), requestId };
      return asGatekeeper(db, async (tx) => ({ login: (await acceptInvitation(tx, act, body)).login }));
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
    response: Session,
    handle: ({ tx, act }) => whoAmI(tx, act),
  }),
  route({
    method: 'DELETE',
    url: '/v1/session',
    operationId: 'signOut',
    summary: 'Sign out',
    ...own,
    status: 204,
    clearsCookie: SESSION_COOKIE,
    handle: ({ tx, act }) => signOut(tx, act),
  }),
  route({
    method: 'DELETE',
    url: '/v1/sessions',
    operationId: 'signOutEverywhere',
    summary: 'Sign out on every device',
    ...own,
    status: 204,
    clearsCookie: SESSION_COOKIE,
    handle: ({ tx, act }) => signOutEverywhere(tx, act),
  }),
  route({
    method: 'PUT',
    url: '/v1/session/password',
    operationId: 'changePassword',
    summary: 'Change the own password',
    description: 'Wrong guesses at the current password count as failed sign-ins do, and lock as they do.',
    ...own,
    body: ChangePassword,
    status: 204,
    handle: ({ tx, act, body }) => changePassword(tx, act, body),
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
    handle: ({ tx, act, query }) => listInvitations(tx, act, query),
  }),
  route({
    method: 'POST',
    url: '/v1/invitations',
    operationId: 'inviteUser',
    summary: 'Invite a person',
    ...administer,
    body: InviteUser,
    status: 201,
    response: Invitation,
    handle: async ({ tx, act, body }) => {
      const { id, token } = await inviteUser(tx, act, body);
      return findInvitation(tx, act, id, token);
    },
  }),
  route({
    method: 'DELETE',
    url: '/v1/invitations/:id',
    operationId: 'revokeInvitation',
    summary: 'Revoke an invitation',
    ...administer,
    ifMatch: true,
    params: invitationParams,
    status: 204,
    handle: ({ tx, act, params, version }) => revokeInvitation(tx, act, params.id, version),
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
    handle: ({ tx, act, query }) => listUsers(tx, act, query),
  }),
  ...(
    [
      ['suspend', 'suspendUser', 'Close an account and end its sessions', true],
      ['reinstate', 'reinstateUser', 'Open a closed account again', false],
    ] as const
  ).map(([step, operationId, summary, suspended]) =>
    route({
      method: 'POST',
      url: `/v1/users/:id/${step}`,
      operationId,
      summary,
      ...administer,
      ifMatch: true,
      params: userParams,
      status: 200,
      response: Account,
      handle: async ({ tx, act, params, version }) => {
        await setSuspension(tx, act, params.id, version, suspended);
        return findUser(tx, act, params.id);
      },
    }),
  ),
  ...(
    [
      ['designate', 'designateUser', 'Let a facilitator read files of human-rights due diligence', true],
      ['end-designation', 'endDesignation', 'End that', false],
    ] as const
  ).map(([step, operationId, summary, designated]) =>
    route({
      method: 'POST',
      url: `/v1/users/:id/${step}`,
      operationId,
      summary,
      ...administer,
      ifMatch: true,
      params: userParams,
      status: 200,
      response: Account,
      handle: async ({ tx, act, params, version }) => {
        await setDesignation(tx, act, params.id, version, designated);
        return findUser(tx, act, params.id);
      },
    }),
  ),
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
    handle: ({ tx, act, query }) => listApiKeys(tx, act, query),
  }),
  route({
    method: 'POST',
    url: '/v1/api-keys',
    operationId: 'createApiKey',
    summary: 'Make an API key',
    ...own,
    body: CreateApiKey,
    status: 201,
    response: ApiKey,
    handle: async ({ tx, act, body }) => {
      const { id, token } = await createApiKey(tx, act, body);
      return findApiKey(tx, act, id, token);
    },
  }),
  route({
    method: 'DELETE',
    url: '/v1/api-keys/:id',
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    ...own,
    ifMatch: true,
    params: apiKeyParams,
    status: 204,
    handle: ({ tx, act, params, version }) => revokeApiKey(tx, act, params.id, version),
  }),
];

export const identityTag = { name: tag, description: 'Accounts by invitation, sign-in, API keys.' };
