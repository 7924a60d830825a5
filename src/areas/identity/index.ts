export { Account, AccountChange, ApiKey, Invitation } from './record.ts';
export { login as loginSchema } from './contract.ts';
export { accountNamesOf } from './account-queries.ts';
export { isDesignated } from './queries.ts';
export { credentialOf, makeRequestAuthenticator } from './authenticate.ts';
export { acceptInvitation, inviteUser } from './verbs/invite-user.ts';
export { proposeAccountChange } from './verbs/change-account.ts';
export { hashPassword, hashSecret, newSecret } from './secrets.ts';
export { sweepSignIns } from './verbs/sweep-sign-ins.ts';
