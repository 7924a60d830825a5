import { eq } from 'drizzle-orm';
import type { DeliveryId, OrganisationId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveryLines } from '../deliveries/tables.ts';

/** The donor and the recipients of a delivery. */
export async function selectParties(tx: Tx, deliveryId: DeliveryId): Promise<OrganisationId[]> {
  const rows = await tx
    .selectDistinct({ organisationId: deliveryLines.organisationId, donorId: deliveryLines.donorId })
    .from(deliveryLines)
    .where(eq(deliveryLines.deliveryId, deliveryId));
  return [...new Set(rows.flatMap(({ organisationId, donorId }) => [organisationId, donorId]))];
}
