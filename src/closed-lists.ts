import { GROUPINGS } from './allocation/instance.ts';
import { CAP_SIDES, FLOOR_MEASURES, TIER_RULES } from './areas/allocations/contract-request.ts';
import { ALLOCATION_EVENTS, ALLOCATION_STATES, FAILURES } from './areas/allocations/domain/allocation.ts';
import { CALENDAR_SLUGS } from './areas/calendars/domain/standard-calendar.ts';
import { ENTRY_ACTIONS, ENTRY_KINDS, ENTRY_STATES, MISSING_REASONS } from './areas/compliance/domain/entry.ts';
import { EMBARGO_CLASSES } from './areas/compliance/domain/facts.ts';
import { GATED_STEPS, GATES } from './areas/compliance/domain/gate.ts';
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
import { PROPOSAL_STATES } from './areas/gaps/domain/proposal.ts';
import { MATCH_EVENTS, MATCH_STATES } from './areas/matches/domain/match.ts';
import { RULES } from './areas/matching/domain/rules.ts';
import { SCORE_PARTS } from './areas/matching/domain/score.ts';
import { DISCLOSURE_LEVELS, NEED_EVENTS, NEED_STATES, PRIORITIES } from './areas/needs/domain/need.ts';
import { ACTION_OUTCOMES, ACTION_STATES } from './areas/obstacles/domain/action.ts';
import { OBSTACLE_EVENTS, OBSTACLE_STATES } from './areas/obstacles/domain/obstacle.ts';
import { STEP_STATES } from './areas/obstacles/domain/playbook.ts';
import { OBSTACLE_TASKS } from './areas/obstacles/domain/task.ts';
import { GOODS_CONDITIONS, INCOTERMS, MODALITIES, OFFER_EVENTS, OFFER_STATES } from './areas/offers/domain/offer.ts';
import { DURATION_GROUPS } from './areas/outlook/contract-statistics.ts';
import { HELD_KINDS } from './areas/outlook/domain/held-kinds.ts';
import { ESTIMATE_SOURCES, FORECAST_STATES } from './areas/outlook/record.ts';
import { PURPOSES } from './areas/partnerships/domain/conditions.ts';
import { SEVERITIES } from './areas/reference/domain/vocabulary.ts';
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
import { ADMISSIBLE_LETHALITY, DEPENDENCY_CRITICALITIES, ITEM_KINDS, ORGANISATION_KINDS } from './areas/reference/domain/vocabulary.ts';
import { RECORD_EVENTS, RECORD_STATES } from './areas/training/domain/training-record.ts';
import { LANGUAGES } from './kernel/language.ts';
import { ACTING_ROLES, ROLES } from './kernel/role.ts';
import { EVENT_SUBJECTS } from './platform/audit/event-subjects.ts';

/**
 * What the closed lists of values are called in the API document, where each is one named schema that programs know by its name:
 * the list itself stands in its domain, which knows of no document.
 */
export const CLOSED_LISTS = {
  ActingRole: ACTING_ROLES,
  AgreementAction: AGREEMENT_EVENTS,
  AgreementKind: AGREEMENT_KINDS,
  AgreementState: AGREEMENT_STATES,
  AllocationAction: ALLOCATION_EVENTS,
  AllocationFailure: FAILURES,
  AllocationGrouping: GROUPINGS,
  AllocationState: ALLOCATION_STATES,
  CalendarSlug: CALENDAR_SLUGS,
  CapSide: CAP_SIDES,
  ClearanceGate: GATES,
  ClearanceReason: MISSING_REASONS,
  ClearanceStep: GATED_STEPS,
  ComplianceEntryAction: ENTRY_ACTIONS,
  ComplianceEntryKind: ENTRY_KINDS,
  ComplianceEntryState: ENTRY_STATES,
  Confidentiality: CONFIDENTIALITIES,
  ConsignmentState: CONSIGNMENT_STATES,
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
  EventSubject: EVENT_SUBJECTS,
  FloorMeasure: FLOOR_MEASURES,
  ForecastState: FORECAST_STATES,
  ForecastingRole: FORECASTING_ROLES,
  FurtherPart: FURTHER_PARTS,
  GoodsCondition: GOODS_CONDITIONS,
  HeldKind: HELD_KINDS,
  Incoterm: INCOTERMS,
  ItemKind: ITEM_KINDS,
  Language: LANGUAGES,
  Lethality: ADMISSIBLE_LETHALITY,
  MatchAction: MATCH_EVENTS,
  MatchState: MATCH_STATES,
  MatchingRule: RULES,
  MediaType: MEDIA_TYPES,
  MeetingAction: MEETING_EVENTS,
  MeetingState: MEETING_STATES,
  Modality: MODALITIES,
  NeedAction: NEED_EVENTS,
  NeedState: NEED_STATES,
  Observance: OBSERVANCES,
  ObstacleActionOutcome: ACTION_OUTCOMES,
  ObstacleActionState: ACTION_STATES,
  ObstacleState: OBSTACLE_STATES,
  ObstacleStepState: STEP_STATES,
  ObstacleTask: OBSTACLE_TASKS,
  ObstacleTransition: OBSTACLE_EVENTS,
  OfferAction: OFFER_EVENTS,
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
  Purpose: PURPOSES,
  RecommendationAction: RECOMMENDATION_EVENTS,
  RecommendationState: RECOMMENDATION_STATES,
  Role: ROLES,
  ScorePartName: SCORE_PARTS,
  SerialOutcome: SERIAL_OUTCOMES,
  Severity: SEVERITIES,
  ShareBand: SHARE_BANDS,
  TierRule: TIER_RULES,
  TrainingRecordAction: RECORD_EVENTS,
  TrainingRecordState: RECORD_STATES,
  TransportMode: TRANSPORT_MODES,
  TrueOrFalse: ['true', 'false'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
