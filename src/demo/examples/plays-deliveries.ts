import { loginOf } from '../accounts.ts';
import { because, coded, firstIn, idIn, listIn, type Plays } from './play.ts';
import type { Json } from './service.ts';

const lineOf = (delivery: Json): string => idIn(firstIn(delivery, 'lines'));
/** The line of which there is some of this. */
const lineWith = (delivery: Json, balance: 'lost' | 'accepted'): Json =>
  listIn(delivery, 'lines').find((line) => Number(line[balance]) > 0) ?? firstIn(delivery, 'lines');
const plannedOf = (delivery: Json): number => Number(firstIn(delivery, 'lines')['planned']);
const isPlanned = ({ state }: Json): boolean => state === 'planned' || state === 'cleared';

/** The states of a match whose goods can be planned into a delivery. */
const READY = ['ready-to-ship', 'in-procurement', 'agreed'];

/** Deliveries and their documents. */
export const deliveryPlays: Plays = {
  planDelivery: {
    body: async (_, __, { list }) => {
      const match = (await list('/v1/matches?limit=200')).find(({ state }) => READY.includes(String(state)));
      if (match === undefined) return undefined;
      return {
        kind: 'goods',
        transportMode: 'sea',
        incoterm: 'DAP',
        incotermPlace: 'port-tripoli',
        portOfEntry: 'port-tripoli',
        note: { en: 'Two containers; the second follows within a month.' },
        lines: [{ matchId: idIn(match), planned: match['quantity'] }],
        milestones: [
          { milestone: 'shipped', plannedOn: '2027-01-15' },
          { milestone: 'arrived-port-of-entry', plannedOn: '2027-02-01' },
          { milestone: 'customs-cleared', plannedOn: '2027-02-15' },
        ],
      };
    },
  },
  reviseDelivery: {
    allowed: 'revise',
    body: () => ({ incoterm: 'CIP', namedPlace: null, incotermPlace: 'port-tripoli', note: { en: 'By the ship of the second week.' } }),
  },
  cancelDelivery: coded('route-changed', 'The ship no longer calls at Tripoli.', 'cancel'),
  reinstateDelivery: { allowed: 'reinstate', body: () => ({}) },
  arrangeConsignments: {
    allowed: 'arrange',
    suits: (delivery) => isPlanned(delivery) && plannedOf(delivery) > 1,
    body: (delivery) => ({
      consignments: [
        {
          transportMode: 'sea',
          carrier: 'Mediterranean feeder line',
          conveyance: 'MV Grimaldi 114',
          containers: [{ number: 'MSCU1234566', seal: 'IT-4471' }],
          lines: listIn(delivery, 'lines').map((line, index) => ({
            lineId: line['id'],
            planned: index === 0 ? Number(line['planned']) - 1 : line['planned'],
          })),
        },
        { transportMode: 'sea', lines: [{ lineId: lineOf(delivery), planned: 1 }] },
      ],
    }),
  },
  recordPacking: {
    allowed: 'record-packing',
    body: (delivery) => {
      const consignment = firstIn(delivery, 'consignments');
      const line = firstIn(consignment, 'lines');
      return {
        consignmentId: idIn(consignment),
        units: [
          {
            mark: '1/1',
            kind: 'crate',
            grossWeightKg: '1240.500',
            netWeightKg: '1180',
            contents: [{ lineId: line['lineId'], quantity: line['planned'] }],
          },
        ],
      };
    },
  },
  describeGoods: {
    allowed: 'describe-goods',
    body: (delivery) => ({
      lines: [
        {
          lineId: lineOf(delivery),
          hs: { code: '8517.62', edition: '2022' },
          originCountry: 'IT',
          customsValue: { amount: '48000.000', currency: 'EUR' },
          netWeightKg: '1180',
          grossWeightKg: '1240.500',
        },
      ],
    }),
  },
  addDeliveryDocument: {
    allowed: 'add-document',
    suits: ({ consignments }) => (consignments as unknown[]).length > 0,
    body: (delivery) => ({
      consignmentId: idIn(firstIn(delivery, 'consignments')),
      type: 'bill-of-lading',
      number: 'MEDUIT4471822',
      issuedOn: '2026-11-20',
      issuedBy: 'Mediterranean feeder line',
    }),
  },
  withdrawDeliveryDocument: {
    allowed: 'withdraw-document',
    body: async (delivery, _, { list }) => {
      const [paper] = await list(`/v1/deliveries/${idIn(delivery)}/documents`);
      return paper && { deliveryDocumentId: idIn(paper), reason: 'Two digits of the number were exchanged.' };
    },
  },
  packDelivery: { allowed: 'pack', body: () => ({ on: '2026-11-20', evidence: 'packing-list 114/2026' }) },
  shipDelivery: {
    allowed: 'ship',
    body: (delivery) => ({
      on: '2026-11-23',
      evidence: 'bill-of-lading 77-2026',
      lines: [{ lineId: lineOf(delivery), shipped: plannedOf(delivery) }],
    }),
  },
  performDelivery: {
    allowed: 'perform',
    body: (delivery) => ({
      on: '2026-11-20',
      evidence: 'List of participants, 20 November',
      lines: [{ lineId: lineOf(delivery), shipped: plannedOf(delivery) }],
    }),
  },
  arriveDelivery: { allowed: 'arrive', body: () => ({ on: '2026-11-22', evidence: 'Notice of arrival 4471' }) },
  enterCustoms: { allowed: 'enter-customs', body: () => ({ on: '2026-11-23', evidence: 'customs-declaration 2026-1181' }) },
  releaseDelivery: { allowed: 'release', body: () => ({ on: '2026-11-23', evidence: 'release-order 2026-77' }) },
  moveInland: { allowed: 'move-inland', body: () => ({ on: '2026-11-23', evidence: 'cmr 12/2026' }) },
  receiveDelivery: {
    allowed: 'receive',
    suits: (delivery) => Number(firstIn(delivery, 'lines')['inTransit']) > 1,
    body: (delivery) => {
      const line = firstIn(delivery, 'lines');
      return {
        on: '2026-11-23',
        evidence: 'Receipt of the unit, 23 November',
        lines: [{ lineId: line['id'], accepted: Number(line['inTransit']) - 1, rejected: 1, rejectionReason: 'damaged' }],
      };
    },
  },
  handOverDelivery: {
    allowed: 'hand-over',
    body: () => ({
      handedOverOn: '2026-11-23',
      handedOverBy: 'Head of the donor’s mission',
      takenOverBy: 'Commander of the unit',
      document: 'handover-certificate 12',
    }),
  },
  putDeliveryInService: { allowed: 'put-in-service', body: () => ({ on: '2026-11-23', evidence: 'asset-register-entry 4471' }) },
  verifyDelivery: { allowed: 'verify', body: () => ({ on: '2026-11-23', inUse: true, finding: { en: 'All seen at the unit, in use.' } }) },
  reportLoss: {
    allowed: 'report-loss',
    body: (delivery) => ({
      reason: 'sunk',
      lines: [{ lineId: lineOf(delivery), quantity: 1 }],
    }),
  },
  returnDelivery: {
    allowed: 'return',
    body: (delivery) => ({
      reason: 'refused-entry',
      lines: [{ lineId: lineOf(delivery), quantity: 1 }],
    }),
  },
  reportFound: {
    allowed: 'report-found',
    body: (delivery) => ({
      becomes: 'back-to-donor',
      reason: 'found-again',
      lines: [{ lineId: idIn(lineWith(delivery, 'lost')), quantity: 1 }],
    }),
  },
  returnAccepted: {
    allowed: 'return-accepted',
    body: (delivery) => ({
      reason: 'does-not-work',
      lines: [{ lineId: idIn(lineWith(delivery, 'accepted')), quantity: 1 }],
    }),
  },
  settleSurplus: {
    body: (delivery) => ({ becomes: 'left', lines: [{ lineId: lineOf(delivery), quantity: 2 }] }),
    by: [loginOf('donor', 'it-ministry-of-interior')],
  },
  takeBackStep: coded('done-by-mistake', 'The ship was only announced; it has not arrived.', 'take-back'),
  correctDelivery: {
    allowed: 'return-accepted',
    suits: ({ handover }) => handover !== null,
    body: () => ({
      putRight: { kind: 'handover', takenOverBy: 'Deputy commander of the unit' },
      reason: 'Another officer had signed.',
    }),
  },
  confirmCorrection: { allowed: 'confirm', body: () => ({}) },
  refuseCorrection: because('The certificate bears the first name.', 'refuse'),
  withdrawCorrection: because('The certificate was right.', 'withdraw'),
  seizeDelivery: {
    allowed: 'seize',
    body: () => ({ on: '2026-11-22', reason: 'papers-missing' }),
  },
  releaseFromSeizure: {
    allowed: 'release-from-seizure',
    body: () => ({ on: '2026-11-23', reason: 'papers-in-order' }),
  },
  reportDiversion: {
    allowed: 'report-diversion',
    body: (delivery) => ({
      reason: 'seen-elsewhere',
      detail: { en: 'One of them was seen at another unit.' },
      lines: [{ lineId: lineOf(delivery), quantity: 1 }],
    }),
  },
  reviseEta: {
    allowed: 'revise-eta',
    body: () => ({ expectedOn: '2027-02-10', reason: 'transport-late' }),
  },
  recordMilestone: {
    allowed: 'record-milestone',
    suits: (delivery) => isPlanned(delivery) || delivery['state'] === 'packed',
    body: () => ({ milestone: 'customs-cleared', forecastOn: '2027-03-01', forecastReason: 'permit-awaited' }),
  },
  declareReadiness: {
    suits: isPlanned,
    body: (delivery) => ({
      unitId: idIn(firstIn(delivery, 'lines'), 'unitId'),
      storage: true,
      consignee: true,
      operators: false,
      fuel: true,
    }),
  },
  attachDocument: {
    by: [loginOf('facilitator', 'unsmil')],
    body: (_, { delivery }) => ({
      subjectType: 'delivery',
      subjectId: idIn(delivery),
      kind: 'end-user-certificate',
      title: 'End-user certificate EUC-2026-118',
      language: 'en',
      confidentiality: 'parties',
      file: 'end-user-certificate.pdf',
    }),
  },
  withdrawDocument: {
    by: [loginOf('facilitator', 'unsmil')],
    parameters: (_, __, { answered }) => ({ id: idIn(answered('attachDocument')) }),
    body: () => ({ reason: 'Another file was meant.' }),
  },
};
