import type { AgreementId, OrganisationId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { partiesOf } from './change-agreement.ts';

/** Refuses at its pointer an organisation that is no party. */
export async function requireParties(tx: Tx, id: AgreementId, named: Readonly<Record<string, OrganisationId | null>>): Promise<void> {
  const parties = await partiesOf(tx, id);
  const strangers = Object.entries(named).filter(([, party]) => party !== null && !parties.includes(party));
  if (strangers.length > 0) {
    throw new Refusal('reference-unknown', { fields: strangers.map(([pointer]) => ({ pointer, code: 'not-a-party' as const })) });
  }
}
