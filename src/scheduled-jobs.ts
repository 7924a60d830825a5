import { elapseSilences, expireEntries, warnOfClearance } from './areas/compliance/index.ts';
import { clearPlannedDeliveries } from './areas/deliveries/index.ts';
import { expireDueOffers } from './areas/offers/index.ts';
import { markDueObligations, markOverdueRecommendations } from './areas/follow-up/index.ts';
import { sweepSignIns, warnOfEndingKeys } from './areas/identity/index.ts';
import { lapseDueMatches } from './areas/matches/index.ts';
import { markStaleNeeds, markUnansweredNeeds } from './areas/needs/index.ts';
import { settlePackages } from './areas/packages/index.ts';
import { refreshHeldQuantities, refreshRecordedDurations } from './areas/outlook/index.ts';
import { warnOfExpiringPartnerships } from './areas/partnerships/index.ts';
import { deriveSeverities, escalateOverdue, markCausesGone, redirectResolved, raiseFoundObstacles } from './areas/obstacles/index.ts';
import { sweepIdempotencyKeys } from './platform/http/idempotency.ts';
import { sweepOrphans } from './areas/documents/index.ts';
import type { ByteStore } from './platform/files/byte-store.ts';
import type { ScheduledJob } from './platform/jobs/scheduled-jobs.ts';

/** Everything that happens because time passes, listed by hand like the routes. */
export const SCHEDULED_JOBS: readonly ScheduledJob[] = [
  { name: 'lapse-reservations', schedule: '* * * * *', work: lapseDueMatches },
  { name: 'expire-offers', schedule: '*/5 * * * *', work: expireDueOffers },
  { name: 'mark-stale-needs', schedule: '*/5 * * * *', work: markStaleNeeds },
  { name: 'mark-unanswered-needs', schedule: '*/5 * * * *', work: markUnansweredNeeds },
  { name: 'settle-packages', schedule: '*/5 * * * *', work: settlePackages },
  { name: 'warn-of-expiring-partnerships', schedule: '7 * * * *', work: warnOfExpiringPartnerships },
  { name: 'mark-overdue-recommendations', schedule: '*/5 * * * *', work: markOverdueRecommendations },
  { name: 'mark-due-obligations', schedule: '*/5 * * * *', work: markDueObligations },
  { name: 'raise-obstacles', schedule: '27 * * * *', work: raiseFoundObstacles },
  { name: 'mark-causes-gone', schedule: '37 * * * *', work: markCausesGone },
  { name: 'redirect-resolved', schedule: '43 * * * *', work: redirectResolved },
  { name: 'derive-severities', schedule: '13 3 * * *', work: deriveSeverities },
  { name: 'escalate-obstacles', schedule: '7 * * * *', work: escalateOverdue },
  { name: 'refresh-recorded-durations', schedule: '41 * * * *', work: refreshRecordedDurations },
  { name: 'elapse-silences', schedule: '*/5 * * * *', work: elapseSilences },
  { name: 'expire-compliance-entries', schedule: '*/5 * * * *', work: expireEntries },
  { name: 'clear-deliveries', schedule: '*/5 * * * *', work: clearPlannedDeliveries },
  { name: 'warn-of-clearance', schedule: '37 * * * *', work: warnOfClearance },
  { name: 'refresh-held-quantities', schedule: '* * * * *', work: refreshHeldQuantities },
  { name: 'warn-of-ending-keys', schedule: '11 * * * *', work: warnOfEndingKeys },
  { name: 'sweep-sign-ins', schedule: '23 * * * *', atAuthenticator: true, work: sweepSignIns },
  { name: 'sweep-idempotency-keys', schedule: '17 * * * *', work: sweepIdempotencyKeys },
];

/** What time does to stored files: what was stored for a document that never came to be goes after a day. */
export const fileJobs = (files: ByteStore): ScheduledJob[] => [
  { name: 'sweep-orphaned-files', schedule: '41 2 * * *', work: (tx, ctx) => sweepOrphans(tx, ctx, files) },
];
