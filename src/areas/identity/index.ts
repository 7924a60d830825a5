export { isDesignated } from './queries.ts';
export { makeRequestAuthenticator } from './authenticate.ts';
export { acceptInvitation, inviteUser } from './verbs/invite-user.ts';
export { setDesignation } from './verbs/keep-account.ts';
export { sweepSignIns } from './verbs/sweep-sign-ins.ts';
