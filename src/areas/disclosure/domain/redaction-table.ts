import type { Audience } from './audience.ts';

type Fields = Readonly<Record<string, readonly Audience[]>>;

/** Partners of any kind: everybody but the administrator, who has no rights on content. */
const partners: readonly Audience[] = ['recipient', 'donor-party', 'donor', 'facilitator', 'auditor'];
/** Those whom a match has brought together, and who oversees. */
const parties: readonly Audience[] = ['recipient', 'donor-party', 'facilitator', 'auditor'];
const recipientSide: readonly Audience[] = ['recipient', 'facilitator', 'auditor'];
const overseers: readonly Audience[] = ['facilitator', 'auditor'];
const donorsSide: readonly Audience[] = ['donor-party', 'facilitator', 'auditor'];
/** Everybody but other donors: a donor never sees another donor's amounts. */
const notOtherDonors: readonly Audience[] = ['recipient', 'donor-party', 'facilitator', 'auditor'];
const everyone: readonly Audience[] = [...partners, 'administrator'];
const administration: readonly Audience[] = ['administrator', 'auditor'];

const to = (audiences: readonly Audience[], ...fields: string[]): Fields =>
  Object.fromEntries(fields.map((field) => [field, audiences]));

/**
 * Who may see which field of which resource (DESIGN section 6). The only way out of the service leads through this table; a
 * field that is not in it is hidden from everyone, and a test walks every GET route as every role against it. Resources are
 * named as their schemas in the API document.
 */
export const REDACTION = {
  Need: {
    ...to(partners, 'id', 'reference', 'state', 'summary', 'region', 'neededByMonth', 'approximatePosition', 'lines', 'version', 'publishedAt'),
    ...to(parties, 'unitId', 'unit', 'organisation', 'neededBy', 'priority', 'fulfilTogether'),
    ...to(recipientSide, 'site', 'district', 'justification', 'respondBy', 'submittedAt', 'validatedAt', 'confirmedAt', 'stateReason',
      'createdAt', 'allowedActions', 'disclosureLevel', 'unansweredSince', 'closingRequestedBy'),
    ...to(overseers, 'disclosedTo'),
  },
  NeedLine: {
    ...to(partners, 'id', 'position', 'itemType', 'area', 'unitOfMeasure', 'quantityBand'),
    ...to(parties, 'specifications', 'minimumLot', 'acceptedSubstitutes', 'quantityValidated'),
    ...to(recipientSide, 'quantityRequested', 'validationReason', 'note', 'citedGap', 'coverage'),
  },
  Offer: {
    ...to(partners, 'id', 'reference', 'state', 'donor', 'modality', 'validFrom', 'validUntil', 'lines', 'version'),
    ...to(notOtherDonors, 'conditions', 'incoterm', 'incotermPlace', 'implementer', 'note', 'availableAt'),
    ...to(donorsSide, 'budget', 'submittedAt', 'stateReason', 'createdAt', 'allowedActions'),
  },
  OfferLine: {
    ...to(partners, 'id', 'position', 'kind', 'itemType', 'area', 'unitOfMeasure'),
    ...to(notOtherDonors, 'quantity', 'goodsCondition', 'specifications', 'availableFrom', 'lotSize', 'accompanies', 'mayBuyAreas', 'mayBuyItemTypes',
      'remaining'),
    ...to(donorsSide, 'unitValue', 'ceiling', 'committed', 'committedAmount'),
  },
  Match: {
    ...to(partners, 'id', 'reference', 'needId', 'needLineId', 'offerId', 'offerLineId', 'donor', 'itemType', 'offeredItemType', 'unitOfMeasure', 'state',
      'quantityBand', 'proposedAt', 'proposedByRole', 'requesterAcceptedAt', 'donorAcceptedAt', 'expiresAt', 'endReason', 'version', 'allowedActions'),
    ...to(parties, 'quantity', 'amount', 'organisation', 'unitId', 'unit', 'disclosedAt', 'donorAgreedAt', 'recipientAgreedAt', 'agreedAt',
      'partnershipId', 'shipped', 'accepted', 'inService', 'verified', 'failed', 'amendment', 'handoverPoint', 'consignee', 'duties'),
    ...to(recipientSide, 'createdAt'),
  },
  Amendment: to(parties, 'id', 'side', 'quantityBefore', 'quantity', 'reason', 'state', 'createdAt'),
  Candidate: {
    ...to(partners, 'needLineId', 'needId', 'offerLineId', 'offerId', 'eligible', 'score', 'quantity', 'rules', 'scoreParts', 'itemType',
      'offeredItemType', 'needReference', 'offerReference', 'duties'),
    ...to(recipientSide, 'donor', 'unit'),
  },
  Partnership: to(parties, 'id', 'reference', 'kind', 'state', 'title', 'donor', 'recipient', 'donorSignedAt', 'recipientSignedAt',
    'validFrom', 'validUntil', 'version', 'createdAt', 'allowedActions'),
  Delivery: {
    ...to(parties, 'id', 'reference', 'donor', 'implementer', 'kind', 'state', 'transportMode', 'incoterm', 'incotermPlace', 'portOfEntry', 'note',
      'lines', 'milestones', 'verifications', 'currentMilestone', 'handover', 'version', 'createdAt', 'allowedActions', 'blockedBy'),
  },
  DeliveryLine: to(parties, 'id', 'matchId', 'unitId', 'unit', 'itemType', 'unitOfMeasure', 'planned', 'shipped', 'accepted', 'rejected', 'lost', 'returned',
    'inTransit', 'inService', 'verified', 'rejectionReason', 'receivedAt'),
  DeliveryMilestone: to(parties, 'milestone', 'plannedOn', 'forecastOn', 'forecastReason', 'actualOn', 'evidence'),
  Verification: to(parties, 'id', 'dueOn', 'verifiedOn', 'inUse', 'finding'),
  Obstacle: {
    ...to(parties, 'id', 'reference', 'kind', 'state', 'severity', 'blocking', 'blocksMilestone', 'blocks', 'owner', 'waitingOn', 'nextAction',
      'nextActionOn', 'externalReference', 'expectedOn', 'detail', 'escalationLevel', 'reportedAt', 'reportedByOrganisation', 'resolvedAt', 'evidence',
      'closedAt', 'duplicateOf', 'stateReason', 'version', 'allowedActions', 'daysOpen', 'overdue'),
    ...to(overseers, 'parties'),
  },
  Unit: {
    ...to([...parties, 'administrator'], 'id', 'slug', 'names', 'organisation', 'unitType', 'region', 'version'),
    ...to([...recipientSide, 'administrator'], 'site', 'district'),
  },
  Gap: to(recipientSide, 'unitId', 'unit', 'organisation', 'region', 'site', 'itemType', 'area', 'unitOfMeasure', 'authorised', 'onHand', 'serviceable',
    'unserviceableRepairable', 'beyondRepair', 'inbound', 'gap', 'asOf', 'authorisedBy'),
  GapTotal: to(recipientSide, 'key', 'names', 'authorised', 'onHand', 'serviceable', 'inbound', 'gap', 'units', 'itemTypes'),
  Requirement: to(recipientSide, 'id', 'unitType', 'unitId', 'itemType', 'authorised', 'effectiveOn', 'createdAt'),
  HoldingReport: to(recipientSide, 'id', 'unitId', 'itemType', 'onHand', 'serviceable', 'unserviceableRepairable', 'beyondRepair', 'asOf', 'createdAt'),
  Overview: {
    ...to(parties, 'needsByState', 'needLines', 'matchesByState', 'deliveriesByMilestone', 'obstaclesByState', 'openObstacles', 'offersByState', 'offerLines'),
    ...to(recipientSide, 'units', 'holdings', 'needs', 'validatedValueEur', 'coveredValueEur'),
    ...to(overseers, 'offers', 'donors', 'matches', 'partnerships', 'deliveries', 'obstacles'),
  },
  Event: {
    ...to(everyone, 'id', 'at', 'action', 'subjectType', 'subjectId', 'actorRole', 'reason'),
    ...to(overseers, 'actorKind', 'actorUserId', 'actorOrganisationId', 'job', 'requestId'),
    ...to(['auditor'], 'before', 'after', 'parties'),
  },
  Account: to(everyone, 'id', 'login', 'displayName', 'organisation', 'unitId', 'role', 'language', 'suspendedAt', 'version', 'createdAt'),
  Invitation: to(administration, 'id', 'login', 'organisation', 'unitId', 'role', 'language', 'expiresAt', 'acceptedAt', 'revokedAt', 'version', 'createdAt', 'token'),
  ApiKey: to(everyone, 'id', 'name', 'prefix', 'scopes', 'expiresAt', 'revokedAt', 'createdAt', 'version', 'token'),
  Session: to(everyone, 'account', 'token', 'csrfToken', 'expiresAt', 'carrier', 'rights'),
  Region: to(everyone, 'slug', 'names'),
  Site: {
    ...to(everyone, 'slug', 'names', 'kind', 'region', 'unlocode'),
    ...to([...recipientSide, 'administrator'], 'district', 'neighbour', 'latitude', 'longitude'),
  },
  Organisation: to(everyone, 'id', 'slug', 'names', 'kind', 'party', 'acronym', 'parentId', 'publicRole'),
  CapabilityArea: to(everyone, 'slug', 'names', 'scope'),
  ItemType: to(everyone, 'slug', 'area', 'kind', 'names', 'synonyms', 'unitOfMeasure', 'lethality', 'attributes', 'unspsc', 'hs', 'control', 'unitCostEur',
    'dependencies', 'substitutes', 'note'),
  ObstacleKind: to(everyone, 'slug', 'group', 'names', 'defaultSeverity', 'defaultOwnerRole', 'blocksMilestone', 'blockingByDefault', 'playbook', 'durationDays'),
  Milestone: to(everyone, 'slug', 'position', 'names', 'definition', 'predecessors', 'appliesToKinds', 'defaultOwnerRole'),
  VocabularyTerm: to(everyone, 'vocabulary', 'slug', 'names', 'terminal'),
} as const satisfies Record<string, Fields>;

export type Resource = keyof typeof REDACTION;
