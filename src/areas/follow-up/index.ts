export {
  Agreement,
  FollowUpLink,
  Meeting,
  MeetingParticipant,
  Obligation,
  ObservanceAssessment,
  Recommendation,
  RecommendationNote,
} from './record.ts';
export type { LinkedThing } from './contract-links.ts';
export { requireMeeting } from './reference-check-queries.ts';
export { bringIntoForce } from './verbs/bring-into-force.ts';
export { endAgreement } from './verbs/end-agreement.ts';
export { recordAgreement } from './verbs/record-agreement.ts';
export { reviseAgreement } from './verbs/revise-agreement.ts';
export { markDueObligations } from './verbs/time-obligations.ts';
export { addObligation } from './verbs/add-obligation.ts';
export { assessObservance } from './verbs/assess-observance.ts';
export { releaseObligation } from './verbs/release-obligation.ts';
export { closeMeeting, holdMeeting, recordMinutes } from './verbs/hold-meeting.ts';
export { cancelMeeting, planMeeting, postponeMeeting, rescheduleMeeting, reviseMeeting } from './verbs/plan-meeting.ts';
export { recordRecommendation, reviseRecommendation, supersedeRecommendation } from './verbs/record-recommendation.ts';
export { markOverdueRecommendations } from './verbs/time-recommendations.ts';
export {
  acceptRecommendation,
  confirmRecommendation,
  noteProgress,
  rejectRecommendation,
  reopenRecommendation,
  reportRecommendationDone,
  startRecommendation,
} from './verbs/work-recommendation.ts';
