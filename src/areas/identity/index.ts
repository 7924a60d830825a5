export { makeRequestAuthenticator } from './authenticate.ts';
export { acceptInvitation, inviteUser } from './verbs/invite-user.ts';
