import { loginOf } from '../accounts.ts';
import { type Cast, firstIn, idIn, type Stage } from './play.ts';
import type { Json } from './service.ts';

/** How an answer is asked for, where it isn't by the address of its own with nothing to it. */
export interface Read {
  readonly by?: string;
  readonly path: (cast: Cast, stage: Stage) => string | Promise<string>;
}

const allocation = (part: string): Read => ({
  path: (_, { answered }) => `/v1/allocations/${idIn(answered('requestAllocation'))}${part}`,
});

const idOfFirst = ([first]: readonly Json[]): string => String(first?.['id']);

/** What is asked so that the answer is about the same records as the others. */
export const READS: Readonly<Record<string, Read>> = {
  readAccountChange: { path: (_, { answered }) => `/v1/account-changes/${idIn(answered('proposeAccountChange'))}` },
  getRegimeProposal: { path: (_, { answered }) => `/v1/regime-proposals/${idIn(answered('proposeRegime'))}` },
  getRegimeEffects: {
    by: loginOf('facilitator', 'unsmil'),
    path: (_, { answered }) => `/v1/regime-proposals/${idIn(answered('proposeRegime'))}/effects`,
  },
  readOpenWork: {
    path: async (_, { list }) => `/v1/users/${idOfFirst(await list('/v1/users?limit=1'))}/open-work`,
    by: loginOf('administrator', 'unsmil'),
  },
  readUser: { path: async (_, { list }) => `/v1/users/${idOfFirst(await list('/v1/users?limit=1'))}` },
  listApiKeys: { by: loginOf('donor', 'it-ministry-of-interior'), path: () => '/v1/api-keys' },
  listSites: { path: () => '/v1/sites?kind=land-crossing' },
  listOrganisations: { path: () => '/v1/organisations?kind=donor' },
  listItemTypes: { path: () => '/v1/item-types?area=mobility' },
  getItemType: { path: () => '/v1/item-types/vehicle-4x4-pickup' },
  listVocabulary: { path: () => '/v1/vocabularies/modality' },
  listHolidays: { path: () => '/v1/calendars/libya/holidays?year=2027' },
  countWorkingDays: { path: () => '/v1/calendars/libya/working-days?from=2027-03-08&to=2027-03-15' },
  getCalendarCorrection: { path: (_, { answered }) => `/v1/calendar-corrections/${idIn(answered('correctCalendar'))}` },
  listGaps: { path: ({ unit }) => `/v1/gaps?unitId=${idIn(unit)}` },
  listGapTotals: { path: () => '/v1/gaps/totals?by=region' },
  listRequirements: { path: ({ need }) => `/v1/requirements?itemType=${idIn(firstIn(need, 'lines'), 'itemType')}` },
  listHoldingReports: { path: ({ unit }) => `/v1/holding-reports?unitId=${idIn(unit)}` },
  listMatches: { path: ({ need }) => `/v1/matches?needId=${idIn(need)}` },
  listCandidatesForNeedLine: { path: ({ need }) => `/v1/need-lines/${idIn(firstIn(need, 'lines'))}/candidates?include=excluded` },
  listCandidatesForOfferLine: { path: ({ offer }) => `/v1/offer-lines/${idIn(firstIn(offer, 'lines'))}/candidates?include=excluded` },
  getAllocation: allocation(''),
  followAllocation: allocation('/progress'),
  getAllocationPlan: allocation('/plan'),
  getAllocationReasons: allocation('/reasons'),
  getAllocationCertificate: allocation('/certificate'),
  getAllocationComparison: allocation('/comparison'),
  getNextBestDonation: allocation('/donation'),
  getAllocationEquity: allocation('/equity'),
  getAllocationInstance: allocation('/instance'),
  getAllocationResult: allocation('/result'),
  listDeliveries: { path: ({ match }) => `/v1/deliveries?matchId=${idIn(match)}` },
  listPacking: { path: (_, { answered }) => `/v1/deliveries/${idIn(answered('recordPacking'))}/packing-list` },
  listDeliveryDocuments: { path: (_, { answered }) => `/v1/deliveries/${idIn(answered('addDeliveryDocument'))}/documents` },
  getCorrection: { path: (_, { answered }) => `/v1/corrections/${idIn(answered('correctDelivery'))}` },
  listReceipts: { path: async (_, { list }) => `/v1/deliveries/${idOfFirst(await list('/v1/deliveries?state=handed-over'))}/receipts` },
  listVerifications: { path: () => '/v1/verifications?due=open' },
  listRegimeVersions: { path: () => '/v1/regimes/ly-import-licence/versions' },
  listComplianceEntries: { path: ({ delivery }) => `/v1/compliance-entries?deliveryId=${idIn(delivery)}` },
  listObstacles: { path: ({ delivery }) => `/v1/obstacles?deliveryId=${idIn(delivery)}` },
  listRecommendations: { path: ({ meeting }) => `/v1/recommendations?meetingId=${idIn(meeting)}` },
  getComplianceEntry: {
    path: async ({ delivery }, { list }) =>
      `/v1/compliance-entries/${idOfFirst(await list(`/v1/compliance-entries?deliveryId=${idIn(delivery)}`))}`,
  },
  getHoldingReport: { path: async (_, { list }) => `/v1/holding-reports/${idOfFirst(await list('/v1/holding-reports'))}` },
  getRequirement: { path: async (_, { list }) => `/v1/requirements/${idOfFirst(await list('/v1/requirements'))}` },
  getExchangeRate: { path: (_, { answered }) => `/v1/exchange-rates/${idIn(answered('recordExchangeRate'))}` },
  getUnitChange: {
    by: loginOf('validator', 'ly-ministry-of-interior'),
    path: (_, { answered }) => `/v1/unit-changes/${idIn(answered('proposeUnitChange'))}`,
  },
  getRequirementProposal: { path: (_, { answered }) => `/v1/requirement-proposals/${idIn(answered('proposeTypeRequirement'))}` },
  getRequirementEffects: {
    by: loginOf('validator', 'ly-ministry-of-interior'),
    path: (_, { answered }) => `/v1/requirement-proposals/${idIn(answered('proposeTypeRequirement'))}/effects`,
  },
  getProposedHolding: { path: async (_, { list }) => `/v1/proposed-holdings/${idOfFirst(await list('/v1/proposed-holdings'))}` },
  getTrainingRecord: { path: async (_, { list }) => `/v1/training-records/${idOfFirst(await list('/v1/training-records'))}` },
  listDocuments: { path: ({ delivery }) => `/v1/documents?subjectType=delivery&subjectId=${idIn(delivery)}` },
  getDocument: { path: (_, { answered }) => `/v1/documents/${idIn(answered('attachDocument'))}` },
  rankObstaclesWithout: { path: ({ obstacle }) => `/v1/obstacles/ranking/what-if?resolved=${idIn(obstacle)}` },
  forecastDelivery: { path: ({ delivery }) => `/v1/deliveries/${idIn(delivery)}/forecast?seed=20261123` },
  forecastNeed: { path: ({ need }) => `/v1/needs/${idIn(need)}/forecast?seed=20261123` },
  readDurationStatistics: { path: () => '/v1/statistics/durations?by=milestone' },
  readReasonStatistics: { path: () => '/v1/statistics/reasons?of=match-declined' },
  listEvents: { path: ({ match }) => `/v1/events?subjectType=match&subjectId=${idIn(match)}` },
};
