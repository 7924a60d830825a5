import { loginOf } from '../accounts.ts';
import { because, idIn, type Plays } from './play.ts';

/** What customs, the Committee and the exporting state ask of a delivery. */
export const compliancePlays: Plays = {
  askComplianceAdvice: {
    by: [loginOf('facilitator', 'unsmil')],
    body: (_, { donor, recipient }) => ({
      itemType: 'vehicle-4x4-pickup',
      donorId: idIn(donor),
      recipientId: idIn(recipient),
      mode: 'sea',
      modality: 'in-kind-new',
      conditions: ['end-user-certificate'],
      neighbour: 'TN',
      asOf: '2026-11-23',
    }),
  },
  classifyMatch: {
    parameters: (_, { match }) => ({ id: idIn(match) }),
    by: [loginOf('facilitator', 'unsmil')],
    body: (_, { match }) => ({
      model: 'Hytera PD785',
      militaryList: [],
      dualUse: [],
      lethal: false,
      purpose: 'security-assistance',
      foreignOriginControlled: false,
      ownUseOfInternationalStaff: false,
      hrddpOutOfScope: false,
      importerIsMinistry: true,
      paidByLetterOfCredit: false,
      parts: [{ embargoClass: 'standing', quantity: match['quantity'] }],
    }),
  },
  requestComplianceEntry: {
    allowed: 'request',
    body: () => ({ referenceNumber: 'LY-IMP-2026-118' }),
  },
  startSilence: { allowed: 'start-silence', body: () => ({ on: '2026-11-20', referenceNumber: 'NV-118/2026' }) },
  objectToComplianceEntry: because('A member of the Committee asks for the serial numbers.', 'object'),
  recordComplianceEntry: {
    allowed: 'record',
    suits: ({ kind }) => kind === 'document',
    body: () => ({
      referenceNumber: 'EUC-2026-118',
      issuedBy: 'Ministry of interior',
      validFrom: '2026-11-23',
      validUntil: '2027-06-30',
    }),
  },
  correctComplianceEntry: {
    allowed: 'correct',
    suits: ({ kind }) => kind === 'document',
    body: () => ({ referenceNumber: 'EUC-2026-119', reason: 'The number was misread.' }),
  },
  refuseToConfirmComplianceEntry: because('The authority doesn’t know this number.', 'refuse-confirmation'),
  refuseToConfirmClassification: {
    // Another hand than the one that has classified it.
    by: [loginOf('facilitator', 'unsmil', '2')],
    body: () => ({ reason: 'The data sheet is of another model.' }),
  },
  refuseComplianceEntry: because('The goods are not on the list of the exemption.', 'refuse'),
  waiveComplianceEntry: {
    allowed: 'waive',
    body: () => ({ reason: 'The goods were imported before the rule.', validUntil: '2027-06-30' }),
  },
};
