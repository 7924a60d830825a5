import { loginOf } from '../accounts.ts';
import { coded, firstIn, idIn, listIn, type Plays } from './play.ts';
import type { Json } from './service.ts';

const requester = [loginOf('requester', 'ly-gasbcp')];
const donor = [loginOf('donor', 'it-ministry-of-interior')];
const isAmendedByDonor = ({ amendment }: Json): boolean => (amendment as Json | null)?.['side'] === 'donor';
/** Where the scenario has something left to give. */
const ALLOCATED = ['infrastructure', 'medical', 'mobility', 'training'];

/** Needs, offers, and what brings them together. */
export const needPlays: Plays = {
  draftNeed: {
    by: requester,
    body: (_, { unit }) => ({
      unitId: idIn(unit),
      priority: 'urgent',
      justification: { en: 'What is serviceable does not cover the night shift.', ar: 'الصالح للخدمة لا يغطي مناوبة الليل.' },
      neededBy: '2027-06-30',
      respondBy: '2027-03-31',
      lines: [
        {
          itemType: 'vehicle-4x4-pickup',
          quantityRequested: 4,
          specifications: [
            { attribute: 'fuel_type', value: 'diesel', mandatory: true },
            { attribute: 'seats', value: 5, mandatory: false },
          ],
          minimumLot: 2,
          acceptedSubstitutes: ['vehicle-4x4-station-wagon'],
        },
        { itemType: 'individual-first-aid-kit', quantityRequested: 12 },
      ],
    }),
  },
  reviseNeed: { allowed: 'submit', body: () => ({ priority: 'critical', neededBy: '2027-05-31' }) },
  validateNeed: {
    allowed: 'validate',
    body: (need) => ({
      lines: listIn(need, 'lines').map((line) => ({
        lineId: line['id'],
        quantityValidated: Math.max(1, Number(line['quantityRequested']) - 1),
        reason: 'One is repaired by the end of the year.',
      })),
    }),
  },
  publishNeed: {
    allowed: 'publish',
    body: (_, cast) => ({
      disclosureLevel: 'named-partners',
      disclosedTo: [idIn(cast.donor)],
      summary: { en: 'Vehicles for a crossing in the west.' },
    }),
  },
  reviseDisclosure: {
    allowed: 'revise-disclosure',
    body: () => ({ disclosureLevel: 'partners', summary: { en: 'Vehicles and spare parts for a crossing in the west.' } }),
  },
  proposeNeedRevision: {
    allowed: 'propose-revision',
    body: (need) => ({
      neededBy: '2027-09-30',
      lines: [{ lineId: firstIn(need, 'lines')['id'], note: { en: 'With a winch.' } }],
      reason: 'typed-wrong',
      reasonNote: 'The day was typed wrong.',
    }),
  },
  refuseNeedRevision: coded('typed-wrong', 'The day was agreed in the meeting.', 'refuse-revision'),
  returnNeed: coded('specification-unclear', 'The range of the radios is not stated.', 'return'),
  rejectNeed: coded('covered-otherwise', 'Covered by the regional reserve.', 'reject'),
  holdNeed: coded('plan-changed', 'The unit moves to another site in January.', 'hold'),
  closeNeed: coded('no-offer-in-sight', 'Nobody has offered the rest for a year.', 'close-with-gap'),
  withdrawNeed: coded('covered-otherwise', 'Bought from the unit’s own budget.', 'withdraw'),
  reinstateNeed: coded('done-by-mistake', 'Withdrawn by mistake.', 'reinstate'),
  draftOffer: {
    by: donor,
    body: () => ({
      modality: 'in-kind-new',
      validFrom: '2026-12-01',
      validUntil: '2027-11-30',
      incoterm: 'DAP',
      incotermPlace: 'port-tripoli',
      conditions: [
        { type: 'region-only', regions: ['tripolitania'] },
        { type: 'end-user-certificate' },
        { type: 'latest-handover', date: '2027-09-30' },
      ],
      budget: { amount: '450000.000', currency: 'EUR' },
      note: { en: 'Delivered with spare parts for two years.' },
      lines: [
        {
          kind: 'item',
          itemType: 'vehicle-4x4-pickup',
          quantity: 8,
          goodsCondition: 'new',
          specifications: [{ attribute: 'fuel_type', value: 'diesel' }],
          unitValue: { amount: '38000.000', currency: 'EUR' },
          availableFrom: '2027-02-01',
          lotSize: 2,
        },
        {
          kind: 'funding',
          ceiling: { amount: '50000.000', currency: 'EUR' },
          mayBuyAreas: ['medical'],
          mayBuyItemTypes: ['individual-first-aid-kit'],
        },
      ],
    }),
  },
  reviseOffer: { allowed: 'submit', body: () => ({ validUntil: '2027-12-31', note: { en: 'Available until the end of the year.' } }) },
  copyOffer: { allowed: 'submit', body: () => ({ validFrom: '2027-12-01', validUntil: '2028-11-30' }) },
  proposeOfferRevision: {
    allowed: 'propose-revision',
    body: () => ({ validUntil: '2028-03-31', reason: 'prolongation', reasonNote: 'The budget holds until March.' }),
  },
  refuseOfferRevision: coded('incomplete', 'The proof of the budget is missing.', 'refuse-revision'),
  returnOffer: coded('incomplete', 'The Incoterm lacks its place.', 'return'),
  suspendOffer: coded('budget-changed', 'The budget is under review.', 'suspend'),
  withdrawOffer: coded('no-longer-available', 'The goods went to another recipient.', 'withdraw'),
  proposeMatch: {
    by: [loginOf('facilitator', 'unsmil')],
    // A need that somebody can still answer.
    body: async (_, __, { list }) => {
      for (const need of await list('/v1/needs?state=published&limit=200')) {
        for (const line of listIn(need, 'lines')) {
          const [candidate] = await list(`/v1/need-lines/${idIn(line)}/candidates?limit=1`);
          if (candidate === undefined || Number(candidate['quantity'] ?? 0) < 1) continue;
          return { needLineId: line['id'], offerLineId: candidate['offerLineId'], quantity: 1, reservationDays: 14 };
        }
      }
      throw new Error('no need has a candidate');
    },
  },
  agreeMatch: {
    allowed: 'agree',
    body: async ({ donor: giver }, _, { list }) => {
      const [signed] = await list(`/v1/partnerships?state=signed&donorId=${idIn(giver as Json)}&limit=1`);
      return signed && { partnershipId: idIn(signed) };
    },
  },
  proposeAmendment: {
    suits: ({ state, amendment, quantity }) => state === 'agreed' && amendment === null && Number(quantity) > 1,
    by: donor,
    body: ({ quantity }) => ({ quantity: Number(quantity) - 1, reason: 'stock-changed', reasonNote: 'One was lost in the workshop.' }),
  },
  reviseAmendment: {
    suits: isAmendedByDonor,
    by: donor,
    body: ({ quantity }) => ({ quantity: Number(quantity) - 1, reason: 'stock-changed', reasonNote: 'One was damaged in the workshop.' }),
  },
  withdrawAmendment: {
    suits: isAmendedByDonor,
    by: donor,
    body: () => ({ reason: 'stock-changed', reasonNote: 'It could be repaired.' }),
  },
  declineMatch: coded('covered-otherwise', 'Another offer comes sooner.', 'decline'),
  cancelMatch: coded('budget-changed', 'The budget was cut.', 'cancel'),
  allocateAsItIs: { of: 'requestAllocation', body: () => ({ scope: { areas: ALLOCATED } }) },
  requestAllocation: {
    by: [loginOf('facilitator', 'unsmil')],
    body: (_, __, { answered }) => ({
      scope: { areas: ALLOCATED },
      weights: { tier: 400_000, fit: 200_000, time: 150_000, coverage: 100_000, preference: 100_000, 'goods-condition': 50_000 },
      settings: { tiers: 'strict', floors: [{ id: 'west', by: 'region', value: 'tripolitania', percent: 10, of: 'support' }] },
      scenario: {
        addOffers: [{ key: 'more-radios', itemType: 'radio-vhf-handheld', quantity: 40 }],
        donation: { amount: '250000.000', donor: 'it-ministry-of-interior', regions: ['tripolitania'], goodsCondition: 'new' },
      },
      baselineId: idIn(answered('allocateAsItIs')),
    }),
  },
  proposeAllocationLines: {
    by: [loginOf('facilitator', 'unsmil')],
    parameters: (_, __, { answered }) => ({ id: idIn(answered('allocateAsItIs')) }),
    body: async (_, __, { answered, list }) => {
      const plan = await list(`/v1/allocations/${idIn(answered('allocateAsItIs'))}/plan`);
      const lines = plan.slice(0, 2).map(({ need, offer, quantity }) => ({ needLineId: need, offerLineId: offer, quantity }));
      return { lines, reservationDays: 21 };
    },
  },
  proposePartnership: {
    by: donor,
    body: (_, { recipient }) => ({
      recipientId: idIn(recipient),
      kind: 'memorandum',
      title: 'Border medical support 2027',
      validFrom: '2027-01-01',
      validUntil: '2028-12-31',
      signedReference: 'MoU 2027/14',
      conditions: [{ type: 'area-only', areas: ['medical', 'training'] }, { type: 'end-user-certificate' }],
      conditionsInWords: { en: 'Instructors take part in the handover.' },
      ceiling: { amount: '500000.000', currency: 'EUR' },
    }),
  },
  proposePartnershipAmendment: {
    allowed: 'propose-amendment',
    body: () => ({
      validUntil: '2029-12-31',
      ceiling: { amount: '900000.000', currency: 'EUR' },
      reason: 'prolongation',
      reasonNote: 'A second phase was agreed.',
    }),
  },
  revisePartnership: { allowed: 'revise', body: () => ({ title: 'Border medical support 2027 and 2028', signedReference: 'MoU 2027/15' }) },
  takeBackPartnershipSignature: { body: () => ({ reason: 'done-by-mistake', reasonNote: 'The annex was missing.' }) },
  discardPartnership: { body: () => ({ reason: 'typed-wrong', reasonNote: 'Proposed to the wrong authority.' }) },
  reinstatePartnership: { body: () => ({ reason: 'done-by-mistake', reasonNote: 'The other memorandum was meant.' }) },
  recordPartnershipText: { allowed: 'record-text', body: () => ({ signedReference: 'MoU 2026/114' }) },
  withdrawPartnershipAmendment: coded('plan-changed', 'It is negotiated together with the next one.', 'withdraw-amendment'),
  endPartnership: coded('superseded', 'Replaced by the memorandum of 2027.', 'end'),
  assemblePackage: {
    body: (_, { need }) => ({
      needId: idIn(need),
      title: 'Patrol vehicles, ready to work',
      mainItemType: firstIn(need, 'lines')['itemType'],
      without: [],
    }),
  },
  linkMatches: {
    allowed: 'link',
    body: async (record, _, { list }) => {
      const linked = listIn(record, 'matches').map(({ id }) => id);
      const asked = listIn(record, 'parts').map(({ itemType }) => itemType);
      const found = (await list('/v1/matches?limit=200')).find(
        ({ id, unitId, itemType }) => unitId === record['unitId'] && asked.includes(itemType) && !linked.includes(id),
      );
      return found && { matchIds: [idIn(found)] };
    },
  },
  askForMissing: {
    allowed: 'ask-for-missing',
    body: () => ({ priority: 'important', justification: { en: 'The vehicles stand still without it.' }, neededBy: '2027-09-30' }),
  },
  unlinkMatches: {
    allowed: 'unlink',
    suits: ({ matches }) => (matches as unknown[]).length > 0,
    body: (record) => ({ matchIds: [firstIn(record, 'matches')['id']], reason: 'plan-changed', reasonNote: 'It serves another package.' }),
  },
  dissolvePackage: coded('no-longer-needed', 'The unit was given a ready vehicle instead.', 'dissolve'),
};
