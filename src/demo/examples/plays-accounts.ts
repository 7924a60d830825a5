import { DEMO_PASSWORD, loginOf } from '../accounts.ts';
import { because, idIn, type Play, type Plays } from './play.ts';

const administrator = [loginOf('administrator', 'unsmil')];

const ofCorrection: Play['parameters'] = (_, __, { answered }) => ({ id: idIn(answered('correctCalendar')) });

/** Accounts, keys, calendars and regimes. */
export const accountPlays: Plays = {
  signIn: { body: () => ({ login: loginOf('requester', 'ly-gasbcp'), password: DEMO_PASSWORD, carrier: 'bearer' }) },
  inviteUser: {
    body: (_, { donor }) => ({
      login: 'logistics@interior.example',
      organisationId: idIn(donor),
      role: 'donor',
      language: 'it',
    }),
  },
  acceptInvitation: {
    body: (_, __, { answered }) => ({
      token: answered('inviteUser')['token'],
      displayName: 'Logistics desk',
      password: 'Two lighthouses and a long quay',
      language: 'it',
    }),
  },
  changePassword: {
    by: [loginOf('donor', 'jp-mofa')],
    body: () => ({ currentPassword: DEMO_PASSWORD, newPassword: 'Four wells on the road to Ghadames' }),
  },
  createApiKey: {
    by: [loginOf('donor', 'it-ministry-of-interior')],
    body: () => ({ name: 'Nightly export', scopes: ['needs:read', 'deliveries:read'], expiresAt: '2027-11-23T09:00:00.000Z' }),
  },
  correctCalendar: {
    by: administrator,
    body: () => ({
      calendar: 'libya',
      day: '2027-03-10',
      isHoliday: true,
      name: { en: 'Eid al-Fitr', ar: 'عيد الفطر' },
      source: 'Council of Ministers, decision 55 of 2027',
    }),
  },
  reviseCalendarCorrection: { parameters: ofCorrection, body: () => ({ source: 'Council of Ministers, decision 55 of 2027, article 1' }) },
  withdrawCalendarCorrection: { parameters: ofCorrection, body: () => ({ reason: 'The announcement was for another year.' }) },
  publishRegime: {
    by: administrator,
    parameters: () => ({ slug: 'ly-import-licence' }),
    body: () => ({
      validFrom: '2027-01-01',
      adoptedBy: 'Decision of the ministry of economy, 118 of 2026',
      documentsRequired: ['import-licence', 'end-user-certificate'],
      summary: {
        en: 'Goods of this kind are imported under a licence of the Libyan authorities.',
        ar: 'تستورد هذه البضائع بترخيص من السلطات الليبية.',
      },
    }),
  },
  addUnit: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    body: (_, { recipient }) => ({
      slug: 'ly-gasbcp-dirj-post',
      organisationId: idIn(recipient),
      site: 'dirj',
      unitType: 'desert-post',
      names: { en: 'Dirj post', ar: 'نقطة درج', it: 'Posto di Dirj', fr: 'Poste de Dirj' },
    }),
  },
  recordRequirement: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    body: (_, { unit }) => ({ unitId: idIn(unit), itemType: 'individual-first-aid-kit', authorised: 60, effectiveOn: '2027-01-01' }),
  },
  recordHoldingReport: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    body: (_, { unit }) => ({
      unitId: idIn(unit),
      itemType: 'individual-first-aid-kit',
      serviceable: 24,
      unserviceableRepairable: 3,
      beyondRepair: 1,
      asOf: '2026-11-22',
    }),
  },
  confirmHolding: {
    suits: ({ state }) => state === 'proposed',
    body: ({ quantity }) => ({
      serviceable: Number(quantity) - 1,
      unserviceableRepairable: 1,
      beyondRepair: 0,
      reason: 'One was damaged when it was unpacked.',
    }),
  },
  recordTraining: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    body: (_, { unit }) => ({
      unitId: idIn(unit),
      itemType: 'course-first-responder',
      courses: 1,
      seats: 12,
      completedOn: '2026-10-15',
      validUntil: '2028-10-14',
      evidence: 'Certificates of the training centre, file 118/2026',
    }),
  },
  withdrawTraining: because('Recorded for another unit.', 'withdraw'),
};
