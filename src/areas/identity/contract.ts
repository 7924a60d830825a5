import { z } from 'zod';
import { isPrintable } from '../../kernel/printable.ts';
import { SCOPES } from '../../kernel/scope.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, instantInput, listOf } from '../../platform/http/schemas.ts';
import { CARRIERS } from './domain/carriers.ts';
import { Account, ApiKey, displayName, Invitation, keyName, language, role, scope } from './record.ts';

/** What may be typed to sign in. */
export const login = z
  .string()
  .min(3)
  .max(120)
  .regex(/^\S+$/)
  .refine(isPrintable, { error: 'unprintable' })
  .meta({ description: 'What is typed to sign in; case does not matter.', example: 'requester@ly-gasbcp.demo' });
const password = z.string().min(1).max(400).meta({ description: 'At least twelve characters when it is new.', format: 'password' });
export const SignIn = z
  .strictObject({
    login,
    password,
    carrier: z.enum(CARRIERS).default('bearer').meta({
      description:
        'bearer: the token is in the answer, for programs. cookie: it is an HttpOnly cookie, for browsers, and changes need X-CSRF-Token.',
    }),
  })
  .meta({ id: 'SignIn', description: 'Signing in.' });
export type SignIn = z.output<typeof SignIn>;

export const AccountPage = pageOf(Account.schema, 'AccountPage');

export const ChangePassword = z
  .strictObject({ currentPassword: password, newPassword: password })
  .meta({ id: 'ChangePassword', description: 'A new password; it ends the sessions elsewhere.' });
export type ChangePassword = z.output<typeof ChangePassword>;

export const InviteUser = z
  .strictObject({
    login,
    organisationId: idOf('organisation'),
    unitId: idOf('unit').optional().meta({ description: 'For a requester who acts for one unit alone.' }),
    role,
    language: language.default('en'),
  })
  .meta({ id: 'InviteUser', description: 'An invitation to an account.' });
export type InviteUser = z.output<typeof InviteUser>;

export const InvitationPage = pageOf(Invitation.schema, 'InvitationPage');
export const invitationParams = z.strictObject({ id: idOf('invitation') });

export const AcceptInvitation = z
  .strictObject({
    token: z.string().min(20).max(100).meta({ description: 'What the invitation came with.' }),
    displayName,
    password,
    language: language.optional(),
  })
  .meta({ id: 'AcceptInvitation', description: 'Making the account that an invitation stands for.' });
export type AcceptInvitation = z.output<typeof AcceptInvitation>;
export const Joined = z
  .object({ login: z.string().meta({ description: 'What to sign in with.' }) })
  .meta({ id: 'Joined', description: 'The account is made.' });

export const CreateApiKey = z
  .strictObject({
    name: keyName,
    scopes: listOf(scope)
      .min(1)
      .max(SCOPES.length)
      .meta({ description: 'What the key may be used for, within the own role.', example: ['needs:read'] }),
    expiresAt: instantInput.optional().meta({ description: 'When it ends by itself, by the end of 2999; without it, when it is revoked.' }),
  })
  .meta({ id: 'CreateApiKey', description: 'A key for a program.' });
export type CreateApiKey = z.output<typeof CreateApiKey>;
export const ApiKeyPage = pageOf(ApiKey.schema, 'ApiKeyPage');
export const apiKeyParams = z.strictObject({ id: idOf('api-key') });

export const userParams = z.strictObject({ id: idOf('user') });
export const pageOnly = z.strictObject(pageQuery);
export type PageOnly = z.output<typeof pageOnly>;
