import { DEMO_PASSWORD, loginOf } from '../accounts.ts';
import { because, idIn, type Play, type Plays } from './play.ts';

const administrator = [loginOf('administrator', 'unsmil')];
/** Who decides what the one before has proposed. */
const second = [loginOf('administrator', 'ly-jtct')];

const ofCorrection: Play['parameters'] = (_, __, { answered }) => ({ id: idIn(answered('correctCalendar')) });

const ofRate: Play['parameters'] = (_, __, { answered }) => ({ id: idIn(answered('recordExchangeRate')) });

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
  approveInvitation: {
    by: second,
    parameters: (_, __, { answered }) => ({ id: idIn(answered('inviteUser')) }),
    body: () => null,
  },
  refuseInvitation: {
    by: second,
    parameters: (_, __, { answered }) => ({ id: idIn(answered('inviteUser')) }),
    body: () => ({ reason: 'Nobody here knows this person.' }),
  },
  proposeAccountChange: {
    by: administrator,
    body: async (_, __, { list }) => ({
      change: 'role',
      userId: idIn((await list('/v1/users?limit=200')).find(({ login }) => login === loginOf('donor', 'jp-mofa')) ?? {}),
      role: 'donor',
      organisationId: idIn((await list('/v1/organisations?limit=200')).find(({ slug }) => slug === 'it-aics') ?? {}),
      reason: 'The account was made for another ministry.',
    }),
  },
  refuseAccountChange: {
    by: second,
    parameters: (_, __, { answered }) => ({ id: idIn(answered('proposeAccountChange')) }),
    body: () => ({ reason: 'The ministry knows of no such change.' }),
  },
  handOverWork: {
    by: administrator,
    parameters: (_, __, { answered }) => ({ id: String(answered('proposeAccountChange')['userId']) }),
    body: () => ({}),
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
  proposeRegime: {
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
  proposeRegimeWithdrawal: {
    by: administrator,
    parameters: () => ({ slug: 'ly-ectn' }),
    body: () => ({ adoptedBy: 'Decision of the ministry of economy, 121 of 2026' }),
  },
  refuseRegimeProposal: {
    by: second,
    parameters: (_, __, { answered }) => ({ id: idIn(answered('proposeRegime')) }),
    body: () => ({ reason: 'The decision names another list of papers.' }),
  },
  recordExchangeRate: {
    by: administrator,
    body: () => ({
      base: 'EUR',
      quote: 'LYD',
      rate: '6.35',
      validFrom: '2026-11-23',
      validUntil: '2026-11-30',
      source: 'Central Bank of Libya, rates of 22 November 2026',
    }),
  },
  reviseExchangeRate: { by: administrator, parameters: ofRate, body: () => ({ rate: '6.36' }) },
  refuseExchangeRate: { by: second, parameters: ofRate, body: () => ({ reason: 'It is the rate of another day.' }) },
  withdrawExchangeRate: { by: administrator, parameters: ofRate, body: () => ({ reason: 'The day was mistyped.' }) },
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
  changeUnit: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    allowed: 'change',
    body: () => ({
      names: { en: 'Post at the well', ar: 'نقطة البئر', it: 'Posto al pozzo', fr: 'Poste du puits' },
      reason: 'It was entered under the name of the place beside it.',
    }),
  },
  proposeUnitChange: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    allowed: 'close',
    body: () => ({ change: 'close', reason: 'Its people were posted elsewhere.' }),
  },
  refuseUnitChange: {
    by: [loginOf('facilitator', 'unsmil')],
    allowed: 'refuse',
    body: () => ({ reason: 'Two of its needs are under way.' }),
  },
  proposeTypeRequirement: {
    by: [loginOf('facilitator', 'unsmil')],
    body: (_, { unit }) => ({
      unitType: unit['unitType'],
      itemType: 'individual-first-aid-kit',
      authorised: 54,
      effectiveOn: '2027-01-01',
      reason: 'The table of 2026 counted each kit as two.',
    }),
  },
  refuseTypeRequirement: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    allowed: 'refuse',
    body: () => ({ reason: 'The table is under revision.' }),
  },
  correctRequirement: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    allowed: 'correct',
    body: ({ authorised }) => ({ authorised: Number(authorised) + 6, reason: 'A digit was left out.' }),
  },
  correctHoldingReport: {
    by: [loginOf('validator', 'ly-ministry-of-interior')],
    allowed: 'correct',
    body: ({ serviceable }) => ({ serviceable: Number(serviceable) + 10, reason: 'A digit was left out.' }),
  },
  correctProposedHolding: {
    allowed: 'correct',
    body: () => ({ serviceable: 1, unserviceableRepairable: 0, beyondRepair: 0, reason: 'The one that was broken works.' }),
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
  refuseToConfirmTraining: because('The certificates name another course.', 'refuse-confirmation'),
  withdrawTraining: because('Recorded for another unit.', 'withdraw'),
};
