import { z } from 'zod';
import { foldIdentifier, isBlank } from '../../kernel/folding.ts';
import { isPrintable } from '../../kernel/printable.ts';
import { SCOPES } from '../../kernel/scope.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, instantInput, listOf, reason } from '../../platform/http/schemas.ts';
import { LONGEST_DAYS } from './domain/key-term.ts';
import { CARRIERS } from './domain/carriers.ts';
import { Account, AccountChange, ApiKey, displayName, Invitation, keyName, language, role, scope } from './record.ts';

/** What may be typed to sign in. */
export const login = z
  .string()
  .max(120)
  .refine(isPrintable, { error: 'unprintable' })
  .refine((text) => !isBlank(text), { error: 'blank' })
  .overwrite(foldIdentifier)
  .min(3)
  .regex(/^\S+$/)
  .meta({ description: 'What is typed to sign in; case and what does not show do not matter.', example: 'requester@ly-gasbcp.demo' });
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
  .strictObject({
    currentPassword: password,
    newPassword: password,
    endApiKeys: z.boolean().default(false).meta({ description: 'Whether all API keys of the account end too, as after a theft.' }),
  })
  .meta({ id: 'ChangePassword', description: 'A new password; it ends the sessions elsewhere, and the API keys where that is asked for.' });
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

const changed = { userId: idOf('user').meta({ description: 'The account that is to change.' }), reason };

export const ProposeAccountChange = z
  .discriminatedUnion('change', [
    z.strictObject({
      change: z.literal('role'),
      ...changed,
      role,
      organisationId: idOf('organisation'),
      unitId: idOf('unit').optional().meta({ description: 'For a requester who acts for one unit alone.' }),
      handOverTo: idOf('user')
        .optional()
        .meta({ description: 'The colleague who takes over the open actions; without one they go back to the organisation.' }),
    }),
    z.strictObject({ change: z.literal('designation'), ...changed }),
    z.strictObject({ change: z.literal('reinstatement'), ...changed }),
  ])
  .meta({ id: 'ProposeAccountChange', description: 'A change of an account, for a second person to confirm.' });
export type ProposeAccountChange = z.output<typeof ProposeAccountChange>;
export const AccountChangePage = pageOf(AccountChange.schema, 'AccountChangePage');
export const accountChangeParams = z.strictObject({ id: idOf('account-change') });

export const HandOverWork = z
  .strictObject({
    to: idOf('user')
      .optional()
      .meta({ description: 'A colleague of the same organisation; without one it goes back to the organisation.' }),
  })
  .meta({ id: 'HandOverWork', description: 'Who goes on with what is open with an account.' });
export type HandOverWork = z.output<typeof HandOverWork>;

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
    expiresAt: instantInput
      .optional()
      .meta({ description: `When it ends by itself, within ${LONGEST_DAYS} days; after ninety where it is not said.` }),
  })
  .meta({ id: 'CreateApiKey', description: 'A key for a program.' });
export type CreateApiKey = z.output<typeof CreateApiKey>;
export const ApiKeyPage = pageOf(ApiKey.schema, 'ApiKeyPage');
export const apiKeyParams = z.strictObject({ id: idOf('api-key') });

export const userParams = z.strictObject({ id: idOf('user') });
export const pageOnly = z.strictObject(pageQuery);
export type PageOnly = z.output<typeof pageOnly>;
