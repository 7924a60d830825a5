import t from 'tap';
import {
  isCovering,
  MATCH_RIGHTS,
  MATCH_STATES,
  MATCH_TRANSITIONS,
  type MatchEvent,
  type MatchState,
} from '#src/areas/matches/domain/match.ts';
import { must } from '#src/kernel/assert.ts';
import type { Role } from '#src/kernel/role.ts';
import { startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { signInEveryRole, walkLifecycle } from './walk.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const callers = await signInEveryRole(api);
const [match] = await superuser<{ id: string; partnership_id: string }[]>`
  select matches.id, matches.partnership_id from matches
  join organisations as recipients on recipients.id = matches.organisation_id
  join organisations as donors on donors.id = matches.donor_id
  join needs on needs.id = matches.need_id
  join offers on offers.id = matches.offer_id
  where recipients.slug = 'ly-gasbcp' and donors.slug = 'it-ministry-of-interior' and amount is null and needs.state = 'published'
    and matches.state in ('agreed', 'in-procurement', 'ready-to-ship') and offers.state in ('available', 'partly-reserved', 'exhausted')
  limit 1`;
const { id, partnership_id: partnershipId } = must(match, 'an agreed match of the two demo accounts');

/** The balances of both lines follow, as if the match had come to its state by itself. */
const put = async (state: MatchState, event: MatchEvent): Promise<string> => {
  const hasAgreed = event === 'take-back-agreement' && state === 'reserved' ? new Date() : null;
  await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from delivery_lines where match_id = ${id}`;
    await tx`update matches set state = ${state}, version = 7, shipped = 0, accepted = 0, in_service = 0, verified = 0, failed = 0,
      expires_at = '2026-12-24', agreed_at = now(), partnership_id = ${partnershipId}, donor_agreed_at = ${hasAgreed}, recipient_agreed_at = ${hasAgreed},
      asked_again_at = ${event === 'renew' && state === 'reserved' ? new Date() : null},
      requester_accepted_at = ${state === 'requester-accepted' ? new Date() : null}, donor_accepted_at = ${state === 'donor-accepted' ? new Date() : null}
      where id = ${id}`;
    await tx`update need_lines set
      reserved = (select coalesce(sum(quantity) filter (where state = 'reserved'), 0) from matches where need_line_id = need_lines.id),
      agreed = (select coalesce(sum(quantity) filter (where state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')), 0) from matches where need_line_id = need_lines.id)
      where id = (select need_line_id from matches where id = ${id})`;
    await tx`update offer_lines set
      committed = (select coalesce(sum(quantity) filter (where state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')), 0) from matches where offer_line_id = offer_lines.id)
      where id = (select offer_line_id from matches where id = ${id})`;
  });
  return id;
};

const SIDE: Readonly<Partial<Record<MatchEvent, Role>>> = {
  'accept-as-requester': 'requester',
  'accept-as-donor': 'donor',
  'take-back-as-requester': 'requester',
  'take-back-as-donor': 'donor',
};

walkLifecycle(t, 'match', callers, {
  states: MATCH_STATES,
  transitions: MATCH_TRANSITIONS,
  rights: MATCH_RIGHTS,
  url: '/v1/matches',
  steps: {
    propose: { path: 'propose' },
    'accept-as-requester': { path: 'accept' },
    'accept-as-donor': { path: 'accept' },
    decline: { path: 'decline', body: { reason: 'no-longer-needed' } },
    'take-back-as-requester': { path: 'take-back' },
    'take-back-as-donor': { path: 'take-back' },
    renew: { path: 'renew' },
    'take-back-agreement': { path: 'agree/take-back' },
    agree: { path: 'agree', body: { partnershipId } },
    'start-procurement': { path: 'start-procurement' },
    'mark-ready': { path: 'mark-ready' },
    cancel: { path: 'cancel', body: { reason: 'budget-changed' } },
  },
  put,
  besides: (role, event, state) => {
    // One path serves both sides, each for itself.
    const other = SIDE[event];
    if (other !== undefined && role !== other && (role === 'requester' || role === 'donor')) {
      if (state === 'suggested') return 'not-found';
      if (event.startsWith('take-back')) {
        const own: MatchEvent = role === 'donor' ? 'take-back-as-donor' : 'take-back-as-requester';
        return MATCH_TRANSITIONS[own][state] === null ? 'transition-not-allowed' : 'done';
      }
      return accepted(role === 'donor' ? 'accept-as-donor' : 'accept-as-requester', state);
    }
    const named = (MATCH_RIGHTS[event] as readonly Role[]).includes(role);
    // Nobody but those who oversee knows of a suggestion.
    if (named && state === 'suggested' && role !== 'facilitator') return 'not-found';
    if (named && other !== undefined && event.startsWith('accept')) return accepted(event, state);
    if (named && event === 'cancel' && MATCH_TRANSITIONS.cancel[state] !== null) {
      return (role === 'facilitator') === isCovering(state) ? 'transition-not-allowed' : 'done';
    }
    return undefined;
  },
});

const accepted = (event: MatchEvent, state: MatchState): string => {
  const again = event === 'accept-as-donor' ? 'donor-accepted' : 'requester-accepted';
  if (state === again) return 'already-accepted';
  return MATCH_TRANSITIONS[event][state] === null ? 'transition-not-allowed' : 'done';
};
