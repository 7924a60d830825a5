import { z } from 'zod';
import { isPrintable } from '../../kernel/printable.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { ROLES } from '../../kernel/role.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { idOf, instant, shortText, versionField } from '../../platform/http/schemas.ts';
import { SCOPES } from './domain/scopes.ts';

/** What may be typed to sign in. */
export const login = z
  .string()
  .trim()
  .min(3)
  .max(120)
  .regex(/^\S+$/)
  .refine(isPrintable, { error: 'unprintable' })
  .meta({ description: 'What is typed to sign in; case does not matter.', example: 'requester@ly-gasbcp.demo' });
const password = z.string().min(1).max(400).meta({ description: 'At least twelve characters when it is new.', format: 'password' });
const role = z.enum(ROLES).meta({ description: 'One account has one role.', example: 'requester' });
const language = z.enum(LANGUAGES).meta({ description: 'The language that the person reads.', example: 'ar' });
const knownLogin = z.string().meta({ description: 'What is typed to sign in, in lower case.', example: 'requester@ly-gasbcp.demo' });
const displayName = shortText.meta({ description: 'How the person is called.', example: 'Salem Ali' });
const unitId = idOf('unit')
  .nullable()
  .meta({ description: 'The one unit that a requester acts for; null: every unit of the organisation.' });
const createdAt = instant.meta({ description: 'When it was made.' });
const keyName = shortText.meta({ description: 'What the key is for, in your own words.', example: 'Nightly export' });
const scopes = z.array(z.string()).meta({ description: 'What the key may be used for.', example: ['needs:read'] });

export const SignIn = z
  .strictObject({
    login,
    password,
    carrier: z.enum(['bearer', 'cookie']).default('bearer').meta({
      description:
        'bearer: the token is in the answer, for programs. cookie: it is an HttpOnly cookie, for browsers, and changes need X-CSRF-Token.',
    }),
  })
  .meta({ id: 'SignIn', description: 'Signing in.' });

export const Account = z
  .object({
    id: idOf('user'),
    login: knownLogin,
    displayName,
    organisation: Party,
    unitId,
    role,
    language,
    designated: z.boolean().meta({ description: 'A facilitator who may read files of human-rights due diligence.' }),
    suspendedAt: instant.nullable().meta({ description: 'Since when the account is closed; null while it is open.' }),
    lockedUntil: instant.nullable().optional().meta({
      description:
        'Until when failed sign-ins keep the person out, at one place or more; null where they don’t. Locks of whole networks are not told here.',
    }),
    version: versionField,
    createdAt,
  })
  .meta({ id: 'Account', description: 'An account: one person in one role.' });
export type AccountView = z.output<typeof Account>;
export const AccountPage = pageOf(Account, 'AccountPage');

export const Session = z
  .object({
    carrier: z.enum(['bearer', 'cookie', 'api-key']).meta({ description: 'How the credential travels.' }),
    account: Account.optional(),
    rights: z.array(z.string()).optional().meta({ description: 'The scopes that this sign-in may use.' }),
    token: z.string().optional().meta({ description: 'Shown this once, to be sent as `Authorization: Bearer`.' }),
    csrfToken: z.string().optional().meta({ description: 'To be sent as `X-CSRF-Token` with every change.' }),
    expiresAt: instant.optional().meta({ description: 'When the sign-in ends by itself.' }),
  })
  .meta({ id: 'Session', description: 'A sign-in.' });
export type SessionView = z.output<typeof Session>;

export const ChangePassword = z
  .strictObject({ currentPassword: password, newPassword: password })
  .meta({ id: 'ChangePassword', description: 'A new password; it ends the sessions elsewhere.' });

export const InviteUser = z
  .strictObject({
    login,
    organisationId: idOf('organisation'),
    unitId: idOf('unit').optional().meta({ description: 'For a requester who acts for one unit alone.' }),
    role,
    language: language.default('en'),
  })
  .meta({ id: 'InviteUser', description: 'An invitation to an account.' });

export const Invitation = z
  .object({
    id: idOf('invitation'),
    login: knownLogin,
    organisation: Party,
    unitId,
    role,
    language,
    expiresAt: instant.meta({ description: 'Until when it can be accepted.' }),
    acceptedAt: instant.nullable().meta({ description: 'When the account was made; null until then.' }),
    revokedAt: instant.nullable().meta({ description: 'When it was taken back; null where it was not.' }),
    version: versionField,
    createdAt,
    token: z.string().optional().meta({ description: 'Shown this once; whoever has it can make the account.' }),
  })
  .meta({ id: 'Invitation', description: 'An invitation; the only way to an account.' });
export type InvitationView = z.output<typeof Invitation>;
export const InvitationPage = pageOf(Invitation, 'InvitationPage');
export const invitationParams = z.strictObject({ id: idOf('invitation') });

export const AcceptInvitation = z
  .strictObject({
    token: z.string().min(20).max(100).meta({ description: 'What the invitation came with.' }),
    displayName,
    password,
    language: language.optional(),
  })
  .meta({ id: 'AcceptInvitation', description: 'Making the account that an invitation stands for.' });
export const Joined = z
  .object({ login: z.string().meta({ description: 'What to sign in with.' }) })
  .meta({ id: 'Joined', description: 'The account is made.' });

export const CreateApiKey = z
  .strictObject({
    name: keyName,
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .meta({ description: 'What the key may be used for, within the own role.', example: ['needs:read'] }),
    expiresAt: instant.optional().meta({ description: 'When it ends by itself; without it, when it is revoked.' }),
  })
  .meta({ id: 'CreateApiKey', description: 'A key for a program.' });
export const ApiKey = z
  .object({
    id: idOf('api-key'),
    name: keyName,
    prefix: z.string().meta({ description: 'How the token begins, to tell keys apart.' }),
    scopes,
    expiresAt: instant.nullable().meta({ description: 'When it ends by itself; null: never.' }),
    revokedAt: instant.nullable().meta({ description: 'When it was revoked; null while it works.' }),
    createdAt,
    version: versionField,
    token: z.string().optional().meta({ description: 'Shown this once.' }),
  })
  .meta({ id: 'ApiKey', description: 'A key of a program: this account’s rights, narrowed to scopes.' });
export type ApiKeyView = z.output<typeof ApiKey>;
export const ApiKeyPage = pageOf(ApiKey, 'ApiKeyPage');
export const apiKeyParams = z.strictObject({ id: idOf('api-key') });

export const userParams = z.strictObject({ id: idOf('user') });
export const pageOnly = z.strictObject(pageQuery);
export type PageOnly = z.output<typeof pageOnly>;
