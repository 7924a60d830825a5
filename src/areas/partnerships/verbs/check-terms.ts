import type { OrganisationId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { PartnershipCondition } from '../domain/conditions.ts';
import type { FurtherPart } from '../domain/partnership.ts';
import { organisationExists } from '../queries.ts';
import { checkConditionReferences, checkPartyReferences } from '../reference-check-queries.ts';

interface ProposedTerms {
  readonly donorId: OrganisationId;
  readonly recipientId: OrganisationId;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly parties: readonly { readonly organisationId: OrganisationId; readonly part: FurtherPart }[];
  readonly conditions: readonly PartnershipCondition[];
}

/** Refuses terms that no agreement can have: a side that the actor doesn't speak for, one that doesn't exist, dates that don't follow. */
export async function checkTerms(tx: Tx, { actor }: ActorContext, terms: ProposedTerms): Promise<void> {
  const { donorId, recipientId, validFrom, validUntil, parties, conditions } = terms;
  if (actor.role === 'donor' && donorId !== actor.organisationId) throw refuseField('not-your-own', '/donorId');
  if (actor.role === 'validator' && !actor.scope.includes(recipientId)) throw refuseField('not-your-own', '/recipientId');
  if (!(await organisationExists(tx, donorId))) throw refuseField('reference-unknown', '/donorId');
  if (!(await organisationExists(tx, recipientId))) throw refuseField('reference-unknown', '/recipientId');
  if (donorId === recipientId) throw refuseField('invalid-field', '/recipientId', 'same-as-donor');
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  await checkPartyReferences(tx, parties);
  await checkConditionReferences(tx, conditions);
}
