import type { Visitor } from './client.ts';

interface Entry {
  readonly id: string;
  readonly kind: 'decision' | 'document';
  readonly regime: string | null;
  readonly state: string;
  readonly neededFor: string | null;
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
  readonly facilitator: Visitor;
  readonly deliveryId: string;
}
interface Gate extends Sides {
  readonly requester: Visitor;
  readonly match: string;
  readonly quantity: number;
}

/** What a delivery needs to leave: the model is classified, the unit says that it is ready, and all decisions and papers are there. */
export async function meetTheGate({ donor, requester, facilitator, match, deliveryId, quantity }: Gate): Promise<void> {
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
  await obtainPapers({ donor, facilitator, deliveryId }, ['clear', 'ship']);
}

/** The donor records what is needed for some steps, and a facilitator confirms it. */
export async function obtainPapers({ donor, facilitator, deliveryId }: Sides, steps: readonly string[]): Promise<void> {
  // A decision may turn out to ask for no paper, so that the papers are read again after it.
  for (const kind of ['decision', 'document']) {
    const { body: list } = await donor.get<{ items: Entry[] }>(`/v1/compliance-entries?deliveryId=${deliveryId}&kind=${kind}&limit=200`);
    for (const { id, regime } of list.items.filter(({ neededFor, state }) => steps.includes(neededFor ?? '') && state === 'required')) {
      const path = `/v1/compliance-entries/${id}`;
      await donor.step(path, 'record', regime === null ? { referenceNumber: 'IT-2026-118' } : { outcome: OUTCOMES[regime] ?? 'granted' });
      await facilitator.step(path, 'confirm');
    }
  }
}
