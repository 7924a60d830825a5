import t from 'tap';
import {
  mayTake,
  OBSTACLE_RIGHTS,
  OBSTACLE_STATES,
  OBSTACLE_TRANSITIONS,
  type ObstacleState,
} from '#src/areas/obstacles/domain/obstacle.ts';
import { must } from '#src/kernel/assert.ts';
import { startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { signInEveryRole, walkLifecycle } from './walk.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const callers = await signInEveryRole(api);
const [shared] = await superuser<{ match_id: string; donor_id: string }[]>`
  select matches.id as match_id, matches.donor_id from matches
  join organisations as recipients on recipients.id = matches.organisation_id
  join organisations as donors on donors.id = matches.donor_id
  where recipients.slug = 'ly-gasbcp' and donors.slug = 'it-ministry-of-interior' and matches.disclosed_at is not null limit 1`;
const { match_id: matchId, donor_id: donorId } = must(shared, 'a match of the two demo accounts');

/** The donor owns it; the unit that waits for the match is held back. Reported anew for each event, so that none finds another's traces. */
const facilitator = must(callers.get('facilitator'), 'a facilitator');
const report = async (detail: string): Promise<string> => {
  const reply = await facilitator('POST', '/v1/obstacles', {
    body: { kind: 'duty-exemption-pending', blocks: [{ matchId }], detail: { en: detail }, ownerId: donorId },
  });
  return String(reply.body['id']);
};
const id = await report('The form has not been issued.');
const original = await report('The same, reported first.');

const put = async (state: ObstacleState): Promise<string> => {
  await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from obstacle_risks where obstacle_id = ${id}`;
    await tx`update obstacles set barred_from_closing = ${state === 'closed' ? null : [donorId]}, resolved_by_organisation = null, resolved_by_role = null, state = ${state}, version = 7, escalation_level = 0, closed_by = null, closed_by_organisation = null, closed_at = null, resolved_by = null,
      evidence = 'form 118', owner_id = ${donorId}, duplicate_of = ${state === 'duplicate' ? original : null}, authority_id = ${donorId}, next_action_on = '2026-12-24' where id = ${id}`;
  });
  return id;
};

walkLifecycle(t, 'obstacle', callers, {
  states: OBSTACLE_STATES,
  transitions: OBSTACLE_TRANSITIONS,
  rights: OBSTACLE_RIGHTS,
  url: '/v1/obstacles',
  steps: {
    triage: { path: 'triage', body: { severity: 'high' } },
    start: { path: 'start', body: {} },
    wait: { path: 'wait', body: { authorityId: donorId, externalReference: 'NV-118/2026', expectedOn: '2026-12-24' } },
    resume: { path: 'resume', body: {} },
    resolve: { path: 'resolve', body: { evidence: 'form 118' } },
    close: { path: 'close', body: {} },
    reopen: { path: 'reopen', body: { reason: 'not-gone' } },
    escalate: { path: 'escalate', body: { reason: 'overdue' } },
    'mark-duplicate': { path: 'mark-duplicate', body: { originalId: original } },
    dismiss: { path: 'dismiss', body: { reason: 'a-misunderstanding' } },
    'accept-risk': { path: 'accept-risk', body: { reason: 'urgent' } },
  },
  put: (state) => put(state),
  besides: (role, event, state) => {
    // Its owner doesn't say that it is gone.
    if (event === 'close' && role === 'donor' && state === 'resolved') return 'resolver-may-not-close';
    const named = (OBSTACLE_RIGHTS[event] as readonly string[]).includes(role);
    const standing = { owns: role === 'donor', isBlocked: true, reported: role === 'facilitator' };
    return named && !mayTake(event, role, standing) ? 'not-your-own' : undefined;
  },
});
