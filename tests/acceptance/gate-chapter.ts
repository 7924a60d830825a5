import type { Visitor } from './client.ts';

interface Entry {
  readonly id: string;
  readonly kind: 'decision' | 'document';
  readonly regime: string | null;
  readonly state: string;
  readonly neededFor: string | null;
  readonly ownerRole: 'donor' | 'recipient' | 'facilitator';
}

/** The answer that each authority gives in the story. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'unsc-asset-freeze-screening': 'clear',
  'ly-customs-exemption': 'granted',
  'ly-ectn': 'issued',
  'transport-dangerous-goods': 'declared',
  'eu-dual-use-catch-all-embargo': 'not-applicable',
  'data-protection-assessment': 'cleared',
};

interface Sides {
  readonly donor: Visitor;
  readonly validator: Visitor;
  readonly facilitator: Visitor;
  readonly deliveryId: string;
}
interface Gate extends Sides {
  readonly requester: Visitor;
  readonly match: string;
  readonly quantity: number;
}

/** What a delivery needs to leave: the model is classified, the unit says that it is ready, and all decisions and papers are there. */
export async function meetTheGate({ donor, requester, validator, facilitator, match, deliveryId, quantity }: Gate): Promise<void> {
  const deliveryPath = `/v1/deliveries/${deliveryId}`;
  await donor.post(`${match}/classification`, {
    model: 'VHF handheld, civil version',
    militaryList: [],
    dualUse: [],
    lethal: false,
    purpose: 'security-assistance',
    foreignOriginControlled: false,
    ownUseOfInternationalStaff: false,
    hrddpOutOfScope: false,
    importerIsMinistry: true,
    paidByLetterOfCredit: false,
    parts: [{ embargoClass: 'outside', quantity }],
  });
  await facilitator.step(`${match}/classification`, 'confirm');
  const { body: seen } = await requester.get<{ lines: { unitId: string }[] }>(deliveryPath);
  await requester.post(`${deliveryPath}/readiness`, {
    unitId: seen.lines[0]?.unitId,
    storage: true,
    consignee: true,
    operators: true,
    fuel: true,
  });
  await obtainPapers({ donor, validator, facilitator, deliveryId }, ['clear', 'ship']);
}

/** Each side records its part of what is needed for some steps, and another confirms it. */
export async function obtainPapers({ donor, validator, facilitator, deliveryId }: Sides, steps: readonly string[]): Promise<void> {
  // A decision may turn out to ask for no paper, so that the papers are read again after it.
  for (const kind of ['decision', 'document']) {
    const { body: list } = await donor.get<{ items: Entry[] }>(`/v1/compliance-entries?deliveryId=${deliveryId}&kind=${kind}&limit=200`);
    for (const { id, regime, ownerRole } of list.items.filter(
      ({ neededFor, state }) => steps.includes(neededFor ?? '') && state === 'required',
    )) {
      const path = `/v1/compliance-entries/${id}`;
      const [records, confirms] = { donor: [donor, facilitator], recipient: [validator, facilitator], facilitator: [facilitator, donor] }[
        ownerRole
      ] as [Visitor, Visitor];
      await records.step(path, 'record', regime === null ? { referenceNumber: 'IT-2026-118' } : { outcome: OUTCOMES[regime] ?? 'granted' });
      await confirms.step(path, 'confirm');
    }
  }
}
