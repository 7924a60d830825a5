import { GROUPINGS, PROGRESS_STAGES } from './allocation/instance.ts';
import { REASON_SIDES } from './areas/allocations/contract.ts';
import { CAP_SIDES, FLOOR_MEASURES, TIER_RULES } from './areas/allocations/contract-request.ts';
import { ALLOCATION_EVENTS, ALLOCATION_STATES, FAILURES } from './areas/allocations/domain/allocation.ts';
import { HOLIDAY_RULE_KINDS, ISO_WEEKDAYS } from './areas/calendars/domain/holiday-rule.ts';
import { CERTAINTIES } from './areas/calendars/domain/holidays-of-year.ts';
import { CALENDAR_SLUGS } from './areas/calendars/domain/standard-calendar.ts';
import { ENTRY_ACTIONS, ENTRY_KINDS, ENTRY_STATES, MISSING_REASONS } from './areas/compliance/domain/entry.ts';
import { EMBARGO_CLASSES } from './areas/compliance/domain/facts.ts';
import { GATED_STEPS, GATES } from './areas/compliance/domain/gate.ts';
import { REQUIREMENT_VERDICTS } from './areas/compliance/domain/requirement.ts';
import { VERIFICATION_STANDINGS } from './areas/deliveries/contract-history.ts';
import { CONSIGNMENT_STATES } from './areas/deliveries/domain/consignments.ts';
import {
  DELIVERY_ACTIONS,
  DELIVERY_KINDS,
  DELIVERY_STATES,
  FORECASTING_ROLES,
  TRANSPORT_MODES,
} from './areas/deliveries/domain/delivery.ts';
import { DOCUMENT_TYPES, PACKING_KINDS } from './areas/deliveries/domain/papers.ts';
import { SERIAL_OUTCOMES } from './areas/deliveries/domain/serials.ts';
import { DOCUMENT_ACTIONS } from './areas/documents/domain/document.ts';
import { MEDIA_TYPES } from './areas/documents/domain/media-type.ts';
import { CONFIDENTIALITIES, SUBJECT_TYPES } from './areas/documents/domain/subject.ts';
import { AGREEMENT_EVENTS, AGREEMENT_KINDS, AGREEMENT_STATES } from './areas/follow-up/domain/agreement.ts';
import { MEETING_EVENTS, MEETING_STATES } from './areas/follow-up/domain/meeting.ts';
import { OBSERVANCES } from './areas/follow-up/domain/obligation.ts';
import { RECOMMENDATION_EVENTS, RECOMMENDATION_STATES } from './areas/follow-up/domain/recommendation.ts';
import { LINKED_STATES } from './areas/follow-up/record.ts';
import { GAP_GROUPINGS, GAP_ORDERS } from './areas/gaps/contract.ts';
import { REQUIREMENT_LEVELS } from './areas/gaps/domain/gap.ts';
import { PROPOSAL_STATES, REPORT_SOURCES } from './areas/gaps/domain/proposal.ts';
import { CARRIERS, CREDENTIAL_CARRIERS } from './areas/identity/domain/carriers.ts';
import {
  AMENDMENT_STATES as MATCH_AMENDMENT_STATES,
  MATCH_EVENTS,
  MATCH_SIDES,
  MATCH_STATES,
  PROPOSERS,
} from './areas/matches/domain/match.ts';
import { RULES, VERDICT_OUTCOMES } from './areas/matching/domain/rules.ts';
import { SCORE_PARTS } from './areas/matching/domain/score.ts';
import { CLOSERS, DISCLOSURE_LEVELS, NEED_EVENTS, NEED_ORDERS, NEED_STATES, PRIORITIES } from './areas/needs/domain/need.ts';
import { ACTION_OUTCOMES, ACTION_STATES } from './areas/obstacles/domain/action.ts';
import { OBSTACLE_EVENTS, OBSTACLE_STATES } from './areas/obstacles/domain/obstacle.ts';
import { STEP_OUTCOMES, STEP_STATES } from './areas/obstacles/domain/playbook.ts';
import { OBSTACLE_TASKS } from './areas/obstacles/domain/task.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, OFFER_EVENTS, OFFER_LINE_KINDS, OFFER_STATES } from './areas/offers/domain/offer.ts';
import { DURATION_GROUPS } from './areas/outlook/contract-statistics.ts';
import { HELD_KINDS } from './areas/outlook/domain/held-kinds.ts';
import { ESTIMATE_SOURCES, FORECAST_STATES } from './areas/outlook/record.ts';
import { PURPOSES } from './areas/partnerships/domain/conditions.ts';
import { PACKAGE_ACTIONS, PACKAGE_STATES } from './areas/packages/domain/package.ts';
import { CRITICALITIES } from './areas/packages/domain/parts.ts';
import { SHARE_BANDS } from './areas/packages/domain/readiness.ts';
import {
  AMENDMENT_STATES,
  FURTHER_PARTS,
  PARTNERSHIP_ACTIONS,
  PARTNERSHIP_KINDS,
  PARTNERSHIP_STATES,
  PARTS,
} from './areas/partnerships/domain/partnership.ts';
import {
  ADMISSIBLE_LETHALITY,
  CONFIDENCES,
  DEPENDENCY_CRITICALITIES,
  EVIDENCE_MARKS,
  ITEM_KINDS,
  ORGANISATION_KINDS,
  REGIME_EFFECTS,
  REGIME_LEVELS,
  SEVERITIES,
} from './areas/reference/domain/vocabulary.ts';
import { RECORD_EVENTS, RECORD_SOURCES, RECORD_STATES } from './areas/training/domain/training-record.ts';
import { LANGUAGES } from './kernel/language.ts';
import { DECIMALS } from './kernel/quantity.ts';
import { ACTING_ROLES, ROLES } from './kernel/role.ts';
import { EVENT_ACTIONS } from './platform/audit/event-actions.ts';
import { EVENT_SUBJECTS } from './platform/audit/event-subjects.ts';
import { ACTOR_KINDS } from './platform/auth/actor.ts';

/**
 * What the closed lists of values are called in the API document, where each is one named schema that programs know by its name:
 * the list itself stands in its domain, which knows of no document.
 */
export const CLOSED_LISTS = {
  ActingRole: ACTING_ROLES,
  ActorKind: ACTOR_KINDS,
  AgreementAction: AGREEMENT_EVENTS,
  AgreementKind: AGREEMENT_KINDS,
  AgreementState: AGREEMENT_STATES,
  AllocationAction: ALLOCATION_EVENTS,
  AllocationFailure: FAILURES,
  AllocationGrouping: GROUPINGS,
  AllocationReasonSide: REASON_SIDES,
  AllocationStage: PROGRESS_STAGES,
  AllocationState: ALLOCATION_STATES,
  AmendmentState: MATCH_AMENDMENT_STATES,
  CalendarSlug: CALENDAR_SLUGS,
  CapSide: CAP_SIDES,
  CitationEvidence: EVIDENCE_MARKS,
  ClearanceGate: GATES,
  ClearanceReason: MISSING_REASONS,
  ClearanceStep: GATED_STEPS,
  ClosingRole: CLOSERS,
  ComplianceEntryAction: ENTRY_ACTIONS,
  ComplianceEntryKind: ENTRY_KINDS,
  ComplianceEntryState: ENTRY_STATES,
  ComplianceVerdict: REQUIREMENT_VERDICTS,
  Confidence: CONFIDENCES,
  Confidentiality: CONFIDENTIALITIES,
  ConsignmentState: CONSIGNMENT_STATES,
  CredentialCarrier: CREDENTIAL_CARRIERS,
  DecimalPlaces: DECIMALS,
  DeliveryAction: DELIVERY_ACTIONS,
  DeliveryDocumentType: DOCUMENT_TYPES,
  DeliveryKind: DELIVERY_KINDS,
  DeliveryState: DELIVERY_STATES,
  DependencyCriticality: DEPENDENCY_CRITICALITIES,
  DisclosureLevel: DISCLOSURE_LEVELS,
  DocumentAction: DOCUMENT_ACTIONS,
  DocumentSubject: SUBJECT_TYPES,
  DurationGroup: DURATION_GROUPS,
  EmbargoClass: EMBARGO_CLASSES,
  EstimateSource: ESTIMATE_SOURCES,
  EventAction: EVENT_ACTIONS,
  EventSubject: EVENT_SUBJECTS,
  FloorMeasure: FLOOR_MEASURES,
  ForecastState: FORECAST_STATES,
  ForecastingRole: FORECASTING_ROLES,
  FurtherPart: FURTHER_PARTS,
  GapGrouping: GAP_GROUPINGS,
  GapOrder: GAP_ORDERS,
  GoodsCondition: GOODS_CONDITIONS,
  HeldKind: HELD_KINDS,
  HoldingReportSource: REPORT_SOURCES,
  HolidayCertainty: CERTAINTIES,
  HolidayRuleKind: HOLIDAY_RULE_KINDS,
  Incoterm: INCOTERMS,
  IsoWeekday: ISO_WEEKDAYS,
  ItemKind: ITEM_KINDS,
  Language: LANGUAGES,
  Lethality: ADMISSIBLE_LETHALITY,
  LinkedState: LINKED_STATES,
  MatchAction: MATCH_EVENTS,
  MatchSide: MATCH_SIDES,
  MatchState: MATCH_STATES,
  MatchingRule: RULES,
  MediaType: MEDIA_TYPES,
  MeetingAction: MEETING_EVENTS,
  MeetingState: MEETING_STATES,
  Modality: MODALITIES,
  NeedAction: NEED_EVENTS,
  NeedOrder: NEED_ORDERS,
  NeedState: NEED_STATES,
  Observance: OBSERVANCES,
  ObstacleActionOutcome: ACTION_OUTCOMES,
  ObstacleActionState: ACTION_STATES,
  ObstacleState: OBSTACLE_STATES,
  ObstacleStepOutcome: STEP_OUTCOMES,
  ObstacleStepState: STEP_STATES,
  ObstacleTask: OBSTACLE_TASKS,
  ObstacleTransition: OBSTACLE_EVENTS,
  OfferAction: OFFER_EVENTS,
  OfferLineKind: OFFER_LINE_KINDS,
  OfferState: OFFER_STATES,
  OrganisationKind: ORGANISATION_KINDS,
  PackageAction: PACKAGE_ACTIONS,
  PackagePartCriticality: CRITICALITIES,
  PackageState: PACKAGE_STATES,
  PackingKind: PACKING_KINDS,
  PartnershipAction: PARTNERSHIP_ACTIONS,
  PartnershipAmendmentState: AMENDMENT_STATES,
  PartnershipKind: PARTNERSHIP_KINDS,
  PartnershipPart: PARTS,
  PartnershipState: PARTNERSHIP_STATES,
  Priority: PRIORITIES,
  ProposedHoldingState: PROPOSAL_STATES,
  ProposingRole: PROPOSERS,
  Purpose: PURPOSES,
  RecommendationAction: RECOMMENDATION_EVENTS,
  RecommendationState: RECOMMENDATION_STATES,
  RegimeEffect: REGIME_EFFECTS,
  RegimeLevel: REGIME_LEVELS,
  RequirementLevel: REQUIREMENT_LEVELS,
  Role: ROLES,
  ScorePartName: SCORE_PARTS,
  SerialOutcome: SERIAL_OUTCOMES,
  SessionCarrier: CARRIERS,
  Severity: SEVERITIES,
  ShareBand: SHARE_BANDS,
  TierRule: TIER_RULES,
  TrainingRecordAction: RECORD_EVENTS,
  TrainingRecordSource: RECORD_SOURCES,
  TrainingRecordState: RECORD_STATES,
  TransportMode: TRANSPORT_MODES,
  TrueOrFalse: ['true', 'false'],
  VerdictOutcome: VERDICT_OUTCOMES,
  VerificationStanding: VERIFICATION_STANDINGS,
} as const satisfies Readonly<Record<string, readonly string[] | readonly number[]>>;
