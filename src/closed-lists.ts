import { SHOWN_BY } from './areas/disclosure/domain/full-read.ts';
import { PROPOSED_HOLDING_ACTIONS } from './areas/gaps/domain/stock-correction.ts';
import { UNIT_ACTIONS, UNIT_CHANGES, UNIT_STATES } from './areas/gaps/domain/unit.ts';
import { LIFTING_STEPS } from './areas/obstacles/domain/lift.ts';
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
import { REGIME_WARNINGS, TOUCHES } from './areas/compliance/domain/regime-effects.ts';
import { CONFIRMING_ROLES, OWNER_ROLES } from './areas/compliance/domain/hands.ts';
import { REQUIREMENT_VERDICTS } from './areas/compliance/domain/requirement.ts';
import { VERIFICATION_STANDINGS } from './areas/deliveries/contract-history.ts';
import { CORRECTED_SUBJECTS, CORRECTION_EVENTS, CORRECTION_KINDS } from './areas/corrections/domain/correction.ts';
import { CONSIGNMENT_STATES } from './areas/deliveries/domain/consignments.ts';
import { FOUND_BECOMES, SURPLUS_BECOMES } from './areas/deliveries/domain/quantity-balances.ts';
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
import { ACCOUNT_CHANGES } from './areas/identity/domain/account-change.ts';
import { PROPOSAL_STATES as DECISION_STATES } from './kernel/proposal.ts';
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
import { NEED_WARNINGS } from './areas/needs/domain/citation.ts';
import { CLOSERS, DISCLOSURE_LEVELS, ENDERS, NEED_EVENTS, NEED_ORDERS, NEED_STATES, PRIORITIES } from './areas/needs/domain/need.ts';
import { NEED_REVISION_STATES } from './areas/needs/domain/revision.ts';
import { ACTION_OUTCOMES, ACTION_STATES } from './areas/obstacles/domain/action.ts';
import { OBSTACLE_EVENTS, OBSTACLE_STATES } from './areas/obstacles/domain/obstacle.ts';
import { RISK_ROLES } from './areas/obstacles/domain/risk.ts';
import { STEP_OUTCOMES, STEP_STATES } from './areas/obstacles/domain/playbook.ts';
import { OBSTACLE_TASKS } from './areas/obstacles/domain/task.ts';
import {
  GOODS_CONDITIONS,
  INCOTERMS,
  MODALITIES,
  OFFER_EVENTS,
  OFFER_LINE_KINDS,
  OFFER_STATES,
  OFFER_WARNINGS,
} from './areas/offers/domain/offer.ts';
import { DURATION_GROUPS, REASON_GROUPS } from './areas/outlook/contract-statistics.ts';
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
import { RATE_ACTIONS, RATE_STATES } from './areas/rates/domain/exchange-rate.ts';
import {
  ADMISSIBLE_LETHALITY,
  CELL_EXTENTS,
  CONFIDENCES,
  DEPENDENCY_CRITICALITIES,
  EVIDENCE_MARKS,
  ITEM_KINDS,
  ORGANISATION_KINDS,
  REGIME_EFFECTS,
  REGIME_LEVELS,
  SEVERITIES,
  SITE_CLASSES,
} from './areas/reference/domain/vocabulary.ts';
import { RECORD_EVENTS, RECORD_SOURCES, RECORD_STATES } from './areas/training/domain/training-record.ts';
import { CORRECTION_STATES } from './kernel/correction.ts';
import { CURRENCIES } from './kernel/currency.ts';
import { LANGUAGES } from './kernel/language.ts';
import { DECIMALS } from './kernel/quantity.ts';
import { REASON_CODES, REASONS } from './kernel/reason.ts';
import { ACTING_ROLES, ROLES } from './kernel/role.ts';
import { EVENT_ACTIONS } from './platform/audit/event-actions.ts';
import { EVENT_SUBJECTS } from './platform/audit/event-subjects.ts';
import { ACTOR_KINDS } from './platform/auth/actor.ts';

/**
 * What the closed lists of values are called in the API document, where each is one named schema that programs know by its name:
 * the list itself stands in its domain, which knows of no document.
 */
export const CLOSED_LISTS = {
  AccountChangeKind: ACCOUNT_CHANGES,
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
  CellExtent: CELL_EXTENTS,
  CitationEvidence: EVIDENCE_MARKS,
  ClearanceGate: GATES,
  ClearanceReason: MISSING_REASONS,
  ClearanceStep: GATED_STEPS,
  ClosingRole: CLOSERS,
  ComplianceEntryAction: ENTRY_ACTIONS,
  ComplianceEntryConfirmer: CONFIRMING_ROLES,
  ComplianceEntryKind: ENTRY_KINDS,
  ComplianceEntryOwner: OWNER_ROLES,
  ComplianceEntryState: ENTRY_STATES,
  ComplianceVerdict: REQUIREMENT_VERDICTS,
  Confidence: CONFIDENCES,
  Confidentiality: CONFIDENTIALITIES,
  ConsignmentState: CONSIGNMENT_STATES,
  CorrectedSubject: CORRECTED_SUBJECTS,
  CorrectionAction: CORRECTION_EVENTS,
  CorrectionKind: CORRECTION_KINDS,
  CorrectionState: CORRECTION_STATES,
  CredentialCarrier: CREDENTIAL_CARRIERS,
  Currency: CURRENCIES,
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
  EndingRole: ENDERS,
  EstimateSource: ESTIMATE_SOURCES,
  EventAction: EVENT_ACTIONS,
  EventSubject: EVENT_SUBJECTS,
  ExchangeRateAction: RATE_ACTIONS,
  ExchangeRateState: RATE_STATES,
  FloorMeasure: FLOOR_MEASURES,
  ForecastingRole: FORECASTING_ROLES,
  ForecastState: FORECAST_STATES,
  FoundBecomes: FOUND_BECOMES,
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
  LiftingStep: LIFTING_STEPS,
  LinkedState: LINKED_STATES,
  MatchAction: MATCH_EVENTS,
  MatchingRule: RULES,
  MatchSide: MATCH_SIDES,
  MatchState: MATCH_STATES,
  MediaType: MEDIA_TYPES,
  MeetingAction: MEETING_EVENTS,
  MeetingState: MEETING_STATES,
  Modality: MODALITIES,
  NeedAction: NEED_EVENTS,
  NeedOrder: NEED_ORDERS,
  NeedState: NEED_STATES,
  NeedWarningCode: NEED_WARNINGS,
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
  OfferWarningCode: OFFER_WARNINGS,
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
  ProposalState: DECISION_STATES,
  ProposedHoldingAction: PROPOSED_HOLDING_ACTIONS,
  ProposedHoldingState: PROPOSAL_STATES,
  ProposingRole: PROPOSERS,
  Purpose: PURPOSES,
  ReasonCode: REASON_CODES,
  ReasonForDelay: REASONS.delay,
  ReasonForDeviation: REASONS.deviation,
  ReasonForDiversion: REASONS.diversion,
  ReasonForLoss: REASONS.loss,
  ReasonForRejection: REASONS.rejection,
  ReasonForReturn: REASONS.return,
  ReasonGroup: REASON_GROUPS,
  ReasonOnDelivery: REASONS.delivery,
  ReasonOnMatch: REASONS.match,
  ReasonOnNeed: REASONS.need,
  ReasonOnOffer: REASONS.offer,
  ReasonOnPackage: REASONS.package,
  ReasonOnPartnership: REASONS.partnership,
  RecommendationAction: RECOMMENDATION_EVENTS,
  RecommendationState: RECOMMENDATION_STATES,
  RecordShowingNeed: SHOWN_BY,
  RegimeEffect: REGIME_EFFECTS,
  RegimeLevel: REGIME_LEVELS,
  RegimeTouch: TOUCHES,
  RegimeWarning: REGIME_WARNINGS,
  RequirementLevel: REQUIREMENT_LEVELS,
  RevisionState: NEED_REVISION_STATES,
  RiskRole: RISK_ROLES,
  Role: ROLES,
  ScorePartName: SCORE_PARTS,
  SerialOutcome: SERIAL_OUTCOMES,
  SessionCarrier: CARRIERS,
  Severity: SEVERITIES,
  ShareBand: SHARE_BANDS,
  SiteClass: SITE_CLASSES,
  SurplusBecomes: SURPLUS_BECOMES,
  TierRule: TIER_RULES,
  TrainingRecordAction: RECORD_EVENTS,
  TrainingRecordSource: RECORD_SOURCES,
  TrainingRecordState: RECORD_STATES,
  TransportMode: TRANSPORT_MODES,
  TrueOrFalse: ['true', 'false'],
  UnitAction: UNIT_ACTIONS,
  UnitChangeKind: UNIT_CHANGES,
  UnitState: UNIT_STATES,
  VerdictOutcome: VERDICT_OUTCOMES,
  VerificationStanding: VERIFICATION_STANDINGS,
} as const satisfies Readonly<Record<string, readonly string[] | readonly number[]>>;
