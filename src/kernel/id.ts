declare const brand: unique symbol;

/** A UUIDv7 that knows what it identifies: an offer's id can't be passed where a need's is meant. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type OrganisationId = Id<'organisation'>;
export type UserId = Id<'user'>;
export type UnitId = Id<'unit'>;
export type NeedId = Id<'need'>;
export type NeedLineId = Id<'need-line'>;
export type OfferId = Id<'offer'>;
export type OfferLineId = Id<'offer-line'>;
export type MatchId = Id<'match'>;
export type AmendmentId = Id<'amendment'>;
export type PartnershipId = Id<'partnership'>;
export type DeliveryId = Id<'delivery'>;
export type DeliveryLineId = Id<'delivery-line'>;
export type ObstacleId = Id<'obstacle'>;
export type ObstacleActionId = Id<'obstacle-action'>;
export type ObstacleCommentId = Id<'obstacle-comment'>;
export type AllocationId = Id<'allocation'>;
export type EventId = Id<'event'>;
export type SessionId = Id<'session'>;
export type ApiKeyId = Id<'api-key'>;
export type InvitationId = Id<'invitation'>;
export type RequirementId = Id<'requirement'>;
export type HoldingReportId = Id<'holding-report'>;
export type DocumentId = Id<'document'>;
export type PackageId = Id<'package'>;
export type ComplianceEntryId = Id<'compliance-entry'>;
export type MeetingId = Id<'meeting'>;
export type RecommendationId = Id<'recommendation'>;
export type AgreementId = Id<'agreement'>;
export type DeliveryForecastId = Id<'delivery-forecast'>;
export type VerificationId = Id<'verification'>;
export type ObligationId = Id<'obligation'>;
export type TrainingRecordId = Id<'training-record'>;
export type CalendarCorrectionId = Id<'calendar-correction'>;
