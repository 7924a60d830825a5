/**
 * Slugs of the reference data that rules, forecasts and scheduled jobs go by. A test holds each list against its file (data/), so that a
 * renamed milestone or regime is noticed where it is named and not by what no longer happens.
 */

/** Every milestone, in the order of data/milestones.json. */
export const MILESTONES = [
  'pledged',
  'compliance-screened',
  'partnership-agreed',
  'funding-committed',
  'contract-signed',
  'production-completed',
  'export-licence-granted',
  'embargo-basis-cleared',
  'recipient-ready',
  'ready-to-ship',
  'shipped',
  'arrived-port-of-entry',
  'customs-cleared',
  'inland-delivered',
  'handover-accepted',
  'training-completed',
  'in-service',
  'end-use-verified',
] as const;
export type MilestoneSlug = (typeof MILESTONES)[number];
export const isMilestone = (slug: string): slug is MilestoneSlug => (MILESTONES as readonly string[]).includes(slug);

/** The regimes that the program knows by name; all others only by what their data says. */
export const NAMED_REGIMES = [
  'partnership-arrangement',
  'readiness-to-receive',
  'eu-dual-use-annex-i',
  'unsc-standing-nonlethal-government',
] as const;
export type NamedRegime = (typeof NAMED_REGIMES)[number];

/** The kinds of obstacles that the program knows by name: those whose risk nobody may accept. */
export const NAMED_OBSTACLE_KINDS = [
  'human-rights-allegation',
  'hrddp-not-cleared',
  'unit-vetting-pending',
  'impact-assessment-missing',
  'embargo-basis-undetermined',
  'embargo-memo-missing',
  'committee-notification-running',
  'committee-approval-pending',
  'diversion-or-loss',
] as const;
export type NamedObstacleKind = (typeof NAMED_OBSTACLE_KINDS)[number];
