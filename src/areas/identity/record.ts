import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';
import { ROLES } from '../../kernel/role.ts';
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { SCOPES } from '../../kernel/scope.ts';
import { idOf, instant, shortText, versionField } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { administration, administrationAndFacilitators, declareRecord, everyone, type ViewOf } from '../disclosure/index.ts';
import { ACCOUNT_CHANGES } from './domain/account-change.ts';
import { CREDENTIAL_CARRIERS } from './domain/carriers.ts';

export const role = z.enum(ROLES).meta({ description: 'One account has one role.', example: 'requester' });
export const language = z.enum(LANGUAGES).meta({ description: 'The language that the person reads.', example: 'ar' });
const knownLogin = z.string().meta({ description: 'What is typed to sign in, in lower case.', example: 'requester@ly-gasbcp.demo' });
export const displayName = shortText.meta({ description: 'How the person is called.', example: 'Salem Ali' });
const unitId = idOf('unit')
  .nullable()
  .meta({ description: 'The one unit that a requester acts for; null: every unit of the organisation.' });
const createdAt = instant.meta({ description: 'When it was made.' });
export const keyName = shortText.meta({ description: 'What the key is for, in your own words.', example: 'Nightly export' });
export const scope = z.enum(SCOPES).meta({
  id: 'Scope',
  description: 'What an API key may be narrowed to: an area, and reading or writing in it. Each operation names the one that it asks for.',
  example: 'needs:read',
});
const scopes = z.array(scope).meta({ description: 'What the key may be used for.', example: ['needs:read'] });

export const Account = declareRecord('Account', 'An account: one person in one role.', {
  id: everyone(idOf('user')),
  login: everyone(knownLogin),
  displayName: everyone(displayName),
  organisation: everyone(Party),
  unitId: everyone(unitId),
  role: everyone(role),
  language: everyone(language),
  designated: everyone(z.boolean().meta({ description: 'A facilitator who may read files of human-rights due diligence.' })),
  suspendedAt: everyone(instant.nullable().meta({ description: 'Since when the account is closed; null while it is open.' })),
  lockedUntil: administration(
    instant.nullable().meta({
      description:
        'Until when failed sign-ins keep the person out, at one place or more; null where they don’t. Locks of whole networks are not told here.',
    }),
  ),
  version: everyone(versionField),
  createdAt: everyone(createdAt),
});
export type AccountView = ViewOf<typeof Account>;

export const Session = declareRecord('Session', 'A sign-in.', {
  carrier: everyone(z.enum(CREDENTIAL_CARRIERS).meta({ description: 'How the credential travels.' })),
  account: everyone(Account.schema.optional()),
  rights: everyone(z.array(scope).optional().meta({ description: 'The scopes that this sign-in may use.' })),
  token: everyone(z.string().optional().meta({ description: 'Shown this once, to be sent as `Authorization: Bearer`.' })),
  csrfToken: everyone(z.string().optional().meta({ description: 'To be sent as `X-CSRF-Token` with every change.' })),
  expiresAt: everyone(instant.optional().meta({ description: 'When the sign-in, or the key, ends by itself.' })),
});
export type SessionView = ViewOf<typeof Session>;

const decidedBy = idOf('user').nullable().meta({ description: 'The second person; null until then.' });
const refusalReason = shortText.nullable().meta({ description: 'Why it was refused; null where it was not.' });

export const Invitation = declareRecord('Invitation', 'An invitation; the only way to an account. A second person approves it.', {
  id: administrationAndFacilitators(idOf('invitation')),
  login: administrationAndFacilitators(knownLogin),
  organisation: administrationAndFacilitators(Party),
  unitId: administrationAndFacilitators(unitId),
  role: administrationAndFacilitators(role),
  language: administrationAndFacilitators(language),
  invitedBy: administrationAndFacilitators(
    idOf('user')
      .nullable()
      .meta({ description: 'The administrator; null where it was made on the machine, which takes no second person.' }),
  ),
  expiresAt: administrationAndFacilitators(instant.meta({ description: 'Until when it can be approved and accepted.' })),
  approvedBy: administrationAndFacilitators(decidedBy),
  approvedAt: administrationAndFacilitators(
    instant.nullable().meta({ description: 'Since when it can be accepted; null while it awaits a second person.' }),
  ),
  refusedAt: administrationAndFacilitators(
    instant.nullable().meta({ description: 'When the second person refused; null where nobody did.' }),
  ),
  refusalReason: administrationAndFacilitators(refusalReason),
  acceptedAt: administrationAndFacilitators(instant.nullable().meta({ description: 'When the account was made; null until then.' })),
  revokedAt: administrationAndFacilitators(instant.nullable().meta({ description: 'When it was taken back; null where it was not.' })),
  version: administrationAndFacilitators(versionField),
  createdAt: administrationAndFacilitators(createdAt),
  token: administration(
    z.string().optional().meta({ description: 'Shown this once; whoever has it can make the account, once that is approved.' }),
  ),
});
export type InvitationView = ViewOf<typeof Invitation>;

export const AccountChange = declareRecord('AccountChange', 'A change of an account that takes two persons.', {
  id: administrationAndFacilitators(idOf('account-change')),
  userId: administrationAndFacilitators(idOf('user').meta({ description: 'The account that is to change.' })),
  login: administrationAndFacilitators(knownLogin),
  displayName: administrationAndFacilitators(displayName),
  change: administrationAndFacilitators(
    z.enum(ACCOUNT_CHANGES).meta({
      description:
        'role: another role, organisation or unit. designation: may read files of human-rights due diligence. reinstatement: a closed account is open again.',
    }),
  ),
  role: administrationAndFacilitators(role.nullable()),
  organisation: administrationAndFacilitators(Party.nullable()),
  unitId: administrationAndFacilitators(unitId),
  handOverTo: administrationAndFacilitators(
    idOf('user').nullable().meta({ description: 'The colleague who takes over the open actions; null: their organisation.' }),
  ),
  reason: administrationAndFacilitators(shortText.meta({ description: 'Why, in the words of whoever proposed it.' })),
  state: administrationAndFacilitators(z.enum(PROPOSAL_STATES).meta({ description: 'lapsed: nobody decided in time.' })),
  proposedBy: administrationAndFacilitators(idOf('user')),
  proposedByOrganisation: administrationAndFacilitators(idOf('organisation')),
  expiresAt: administrationAndFacilitators(instant.meta({ description: 'Until when it can be decided.' })),
  decidedBy: administrationAndFacilitators(decidedBy),
  decidedAt: administrationAndFacilitators(instant.nullable()),
  refusalReason: administrationAndFacilitators(refusalReason),
  version: administrationAndFacilitators(versionField),
  createdAt: administrationAndFacilitators(createdAt),
});
export type AccountChangeView = ViewOf<typeof AccountChange>;

export const ApiKey = declareRecord('ApiKey', 'A key of a program: this account’s rights, narrowed to scopes.', {
  id: everyone(idOf('api-key')),
  name: everyone(keyName),
  prefix: everyone(z.string().meta({ description: 'How the token begins, to tell keys apart.' })),
  scopes: everyone(scopes),
  expiresAt: everyone(instant.meta({ description: 'When it ends by itself.' })),
  lastUsedAt: everyone(instant.nullable().meta({ description: 'When it was last used, to the minute; null where it never was.' })),
  revokedAt: everyone(instant.nullable().meta({ description: 'When it was revoked; null while it works.' })),
  endsInDays: everyone(z.int().nullable().meta({ description: 'Whole days until it ends by itself; null where it works no more.' })),
  warnedDays: everyone(
    z.int().nullable().meta({ description: 'How many days ahead of its end that was last told, 30 and then 7; null before.' }),
  ),
  createdAt: everyone(createdAt),
  version: everyone(versionField),
  token: everyone(z.string().optional().meta({ description: 'Shown this once.' })),
});
export type ApiKeyView = ViewOf<typeof ApiKey>;
