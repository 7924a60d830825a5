import { ROLES } from '../../kernel/role.ts';
import { systemActor } from '../../platform/auth/actor.ts';
import { type AnyRoute, openRoute, recordReader, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from './authenticate.ts';
import {
  AcceptInvitation,
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
} from './contract.ts';
import { FAMILIAR_DAYS } from './verbs/familiar-places.ts';
import { findApiKey, findInvitation, listApiKeys, listInvitations, whoAmI } from './queries.ts';
import { ApiKey, Invitation, Session } from './record.ts';
import { accountRoutes, administer, APART, decide, readDecisions, tag } from './account-routes.ts';
import { acceptInvitation, approveInvitation, inviteUser, refuseInvitation, revokeInvitation } from './verbs/invite-user.ts';
import { changePassword } from './verbs/change-password.ts';
import { createApiKey } from './verbs/create-api-key.ts';
import { revokeApiKey } from './verbs/revoke-api-key.ts';
import { signOut, signOutEverywhere } from './verbs/sign-out.ts';
import { signIn } from './verbs/sign-in.ts';

const own = { tag, roles: ROLES, scope: 'identity:write' } as const;
/** Each answers with what lets somebody in. */
const secret = { as: 'json', holdsSecret: true } as const;

/** Listed, and read one at a time by nobody. */
const oneInvitation = recordReader({
  roles: readDecisions.roles,
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
    refusals: ['invitation-not-valid', 'invitation-not-approved'],
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
    ...readDecisions,
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
    description:
      'The token is good once a second person has approved the invitation. The role fits the kind of the organisation: whoever gives or receives neither mediates nor oversees.',
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
    method: 'POST',
    url: '/v1/invitations/:id/approve',
    operationId: 'approveInvitation',
    summary: 'Approve an invitation as a second person',
    description: `${APART} From then on it can be accepted.`,
    ...decide,
    ifMatch: oneInvitation,
    params: invitationParams,
    status: 200,
    response: Invitation.schema,
    refusals: ['invitation-not-valid'],
    handle: async ({ tx, ctx, params, version }) => {
      await approveInvitation(tx, ctx, params.id, version);
      return findInvitation(tx, ctx, params.id);
    },
  }),
  route({
    method: 'POST',
    url: '/v1/invitations/:id/refuse',
    operationId: 'refuseInvitation',
    summary: 'Refuse an invitation, and say why',
    description: 'Whoever may approve may refuse.',
    ...decide,
    ifMatch: oneInvitation,
    params: invitationParams,
    body: reasonBody,
    status: 200,
    response: Invitation.schema,
    refusals: ['invitation-not-valid'],
    handle: async ({ tx, ctx, params, body, version }) => {
      await refuseInvitation(tx, ctx, params.id, version, reasonOf(body));
      return findInvitation(tx, ctx, params.id);
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
  ...accountRoutes,
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
