export { Account, ApiKey, Invitation } from './record.ts';
export { login as loginSchema } from './contract.ts';
export { isDesignated } from './queries.ts';
export { credentialOf, makeRequestAuthenticator } from './authenticate.ts';
export { acceptInvitation, inviteUser } from './verbs/invite-user.ts';
export { setDesignation } from './verbs/set-designation.ts';
export { hashPassword, hashSecret, newSecret } from './secrets.ts';
export { sweepSignIns } from './verbs/sweep-sign-ins.ts';
