import { type Column, sql } from 'drizzle-orm';
import { check, index, integer, jsonb, numeric, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DocumentId, Id, OrganisationId, PartnershipId, UserId } from '../../kernel/id.ts';
import { REASON_CODES } from '../../kernel/reason.ts';
import type { LocalText } from '../../kernel/language.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import {
  isInReaderScope,
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayRemove,
  readerIs,
  readerSees,
  readsDonor,
} from '../../platform/db/policies.ts';
import { createdAt, creationOrder, day, instant, isMoney, primaryId, reference, version } from '../../platform/db/columns.ts';
import { documents } from '../documents/tables.ts';
import { organisations } from '../reference/tables.ts';
import type { PartnershipCondition } from './domain/conditions.ts';
import {
  AMENDMENT_STATES,
  FURTHER_PARTS,
  type FurtherPart,
  PARTNERSHIP_KINDS,
  PARTNERSHIP_STATES,
  type PartnershipKind,
  ENDED_STATES,
  UNSIGNED_STATES,
} from './domain/partnership.ts';

export type PartnershipAmendmentId = Id<'partnership-amendment'>;

const organisation = (name: string) =>
  uuid(name)
    .$type<OrganisationId>()
    .references(() => organisations.id);

const changesPartnership = (agreement: { readonly donorId: Column; readonly recipientId: Column }) =>
  sql`(${readerIs('donor', 'facilitator', 'system')} and ${readsDonor(agreement)})
    or (${readerIs('validator')} and ${isInReaderScope(agreement.recipientId)})`;

/** The agreement between a donor and the recipient's authority under which matches are agreed. */
export const partnerships = pgTable(
  'partnerships',
  {
    id: primaryId<'partnership'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('P'),
    donorId: organisation('donor_id').notNull(),
    /** The authority that signs for its units, which may belong to organisations below it. */
    recipientId: organisation('recipient_id').notNull(),
    facilitatorId: organisation('facilitator_id'),
    kind: text('kind', { enum: PARTNERSHIP_KINDS }).notNull(),
    state: text('state', { enum: PARTNERSHIP_STATES }).notNull(),
    title: text('title').notNull(),
    /** The number that the signed text itself bears, besides our reference. */
    signedReference: text('signed_reference'),
    /** The signed text, once it is filed. */
    documentId: uuid('document_id')
      .$type<DocumentId>()
      .references(() => documents.id),
    /** What the machine checks when a match is agreed under it; what it can't read stands in `conditionsInWords`. */
    conditions: jsonb('conditions').notNull().$type<readonly PartnershipCondition[]>().default([]),
    conditionsInWords: jsonb('conditions_in_words').$type<LocalText>(),
    /** What everything agreed under it may be worth together, where it has a ceiling. */
    ceilingAmount: numeric('ceiling_amount', { precision: 18, scale: 3 }),
    ceilingCurrency: text('ceiling_currency'),
    /** The worth of what is agreed, in the ceiling's currency; kept by the trigger on matches alone. */
    usedAmount: numeric('used_amount', { precision: 18, scale: 3 }).notNull().default('0'),
    donorSignedAt: instant('donor_signed_at'),
    recipientSignedAt: instant('recipient_signed_at'),
    /** Who discarded or ended it, and may take that back. */
    endedById: organisation('ended_by_organisation'),
    validFrom: day('valid_from').notNull(),
    validUntil: day('valid_until').notNull(),
    /** The day on which both sides had signed the present end: warnings that were due before it are none. */
    endSignedOn: day('end_signed_on'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('partnerships_by_donor').on(table.donorId),
    index('partnerships_by_recipient').on(table.recipientId),
    index('partnerships_by_end')
      .on(table.validUntil)
      .where(sql`state = 'signed'`),
    check('partnership_window_is_a_span', sql`${table.validFrom} <= ${table.validUntil}`),
    check(
      'signed_partnership_has_both_signatures',
      sql`(${table.state} in (${literals(UNSIGNED_STATES)})) = (${table.donorSignedAt} is null or ${table.recipientSignedAt} is null)`,
    ),
    check('end_of_partnership_names_its_hand', sql`${table.state} in (${literals(ENDED_STATES)}) or ${table.endedById} is null`),
    check('partnership_ceiling_is_money', isMoney(table.ceilingAmount, table.ceilingCurrency)),
    check('ceiling_has_currency', sql`(${table.ceilingAmount} is null) = (${table.ceilingCurrency} is null)`),
    check(
      'partnership_ceiling_is_kept',
      sql`${table.usedAmount} >= 0 and ${table.usedAmount} <= coalesce(${table.ceilingAmount}, ${table.usedAmount})`,
    ),
    mayRead(sql`${readsDonor(table)} or (${readerIs('validator')} and ${isInReaderScope(table.recipientId)})
      or (${readerIs('requester', 'validator')} and exists (select from matches where matches.partnership_id = ${table.id}))
      or (${readerIs('donor', 'requester', 'validator')} and ${table.id} = any ((select wasl.reader_partnerships())::uuid[]))`),
    mayAdd(changesPartnership(table)),
    mayChange(changesPartnership(table)),
    ledgerWorks(),
  ],
);

/** Whoever may change the agreement writes its parts: its two sides, a facilitator, the system. */
const changesItsPartnership = (part: { readonly partnershipId: Column }) => sql`${readerIs('donor', 'validator', 'facilitator', 'system')}
  and exists (select from ${partnerships} where ${partnerships.id} = ${part.partnershipId}
    and (${readsDonor(partnerships)} or ${isInReaderScope(partnerships.recipientId)}))`;

const partnership = () =>
  uuid('partnership_id')
    .notNull()
    .$type<PartnershipId>()
    .references(() => partnerships.id);

/** Organisations that an agreement names besides its two sides and its facilitator. */
export const partnershipParties = pgTable(
  'partnership_parties',
  {
    partnershipId: partnership(),
    organisationId: organisation('organisation_id').notNull(),
    part: text('part', { enum: FURTHER_PARTS }).notNull(),
  },
  (table) => [
    ...closedLists(table),
    primaryKey({ name: 'one_part_per_organisation', columns: [table.partnershipId, table.organisationId, table.part] }),
    index('partnership_parties_by_organisation').on(table.organisationId),
    mayRead(readerSees(partnerships, table.partnershipId)),
    mayAdd(changesItsPartnership(table)),
    mayRemove(changesItsPartnership(table)),
    ledgerWorks(),
  ],
);

/** What of an agreement an amendment can change: all but its two sides, whose agreement it is. */
export interface AmendedTerms {
  readonly title: string;
  readonly kind: PartnershipKind;
  readonly parties: readonly { readonly organisationId: OrganisationId; readonly part: FurtherPart }[];
  readonly validFrom: string;
  readonly validUntil: string;
  readonly conditions: readonly PartnershipCondition[];
  readonly conditionsInWords: LocalText | null;
  readonly ceiling: { readonly amount: string; readonly currency: string } | null;
}

/** A change of its terms that takes effect when both sides have signed it; the record of every version. */
export const partnershipAmendments = pgTable(
  'partnership_amendments',
  {
    id: primaryId<'partnership-amendment'>(),
    creationOrder: creationOrder(),
    partnershipId: partnership(),
    /** First, second, … amendment of the agreement. */
    number: integer('number').notNull(),
    state: text('state', { enum: AMENDMENT_STATES }).notNull(),
    /** The terms that it was written against, and the whole terms as they are to be. */
    before: jsonb('before').notNull().$type<AmendedTerms>(),
    after: jsonb('after').notNull().$type<AmendedTerms>(),
    reason: text('reason', { enum: REASON_CODES }).notNull(),
    donorSignedAt: instant('donor_signed_at'),
    recipientSignedAt: instant('recipient_signed_at'),
    endReason: text('end_reason', { enum: REASON_CODES }),
    proposedBy: uuid('proposed_by').$type<UserId>(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_number_per_partnership_amendment').on(table.partnershipId, table.number),
    uniqueIndex('one_open_partnership_amendment')
      .on(table.partnershipId)
      .where(sql`state = 'open'`),
    check(
      'amendment_in_force_has_both_signatures',
      sql`(${table.state} <> 'in-force') or (${table.donorSignedAt} is not null and ${table.recipientSignedAt} is not null)`,
    ),
    mayRead(readerSees(partnerships, table.partnershipId)),
    mayAdd(changesItsPartnership(table)),
    mayChange(changesItsPartnership(table)),
  ],
);

/** That both sides were warned of an end: once for each end and threshold, whatever happens to the scheduled job. */
export const partnershipWarnings = pgTable(
  'partnership_warnings',
  {
    partnershipId: partnership(),
    validUntil: day('valid_until').notNull(),
    thresholdDays: integer('threshold_days').notNull(),
    warnedAt: instant('warned_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_warning_per_end_and_threshold', columns: [table.partnershipId, table.validUntil, table.thresholdDays] }),
    mayRead(readerSees(partnerships, table.partnershipId)),
    mayAdd(readerIs('system')),
  ],
);
