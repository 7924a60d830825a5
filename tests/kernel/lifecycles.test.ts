import t from 'tap';
import { ALLOCATION_STATES, ALLOCATION_TRANSITIONS } from '#src/areas/allocations/domain/allocation.ts';
import { DELIVERY_STATES, DELIVERY_TRANSITIONS } from '#src/areas/deliveries/domain/delivery.ts';
import { AGREEMENT_STATES, AGREEMENT_TRANSITIONS } from '#src/areas/follow-up/domain/agreement.ts';
import { MEETING_STATES, MEETING_TRANSITIONS } from '#src/areas/follow-up/domain/meeting.ts';
import { RECOMMENDATION_STATES, RECOMMENDATION_TRANSITIONS } from '#src/areas/follow-up/domain/recommendation.ts';
import { MATCH_STATES, MATCH_TRANSITIONS } from '#src/areas/matches/domain/match.ts';
import { NEED_STATES, NEED_TRANSITIONS } from '#src/areas/needs/domain/need.ts';
import { OBSTACLE_STATES, OBSTACLE_TRANSITIONS } from '#src/areas/obstacles/domain/obstacle.ts';
import { OFFER_STATES, OFFER_TRANSITIONS } from '#src/areas/offers/domain/offer.ts';
import {
  AMENDMENT_STATES,
  AMENDMENT_TRANSITIONS,
  PARTNERSHIP_STATES,
  PARTNERSHIP_TRANSITIONS,
} from '#src/areas/partnerships/domain/partnership.ts';

const LIFECYCLES = {
  need: {
    table: NEED_TRANSITIONS,
    states: NEED_STATES,
    start: ['draft'],
    ends: ['fulfilled', 'closed-with-gap', 'withdrawn', 'rejected', 'discarded'],
  },
  offer: {
    table: OFFER_TRANSITIONS,
    states: OFFER_STATES,
    start: ['draft', 'partly-reserved', 'exhausted'],
    ends: ['withdrawn', 'expired', 'discarded'],
  },
  match: {
    table: MATCH_TRANSITIONS,
    states: MATCH_STATES,
    start: ['suggested', 'proposed'],
    ends: ['lapsed', 'completed', 'declined', 'cancelled'],
  },
  delivery: { table: DELIVERY_TRANSITIONS, states: DELIVERY_STATES, start: ['planned', 'seized'], ends: ['verified', 'lost', 'returned'] },
  obstacle: {
    table: OBSTACLE_TRANSITIONS,
    states: OBSTACLE_STATES,
    start: ['reported'],
    ends: ['closed', 'duplicate', 'not-an-obstacle', 'accepted-risk'],
  },
  partnership: { table: PARTNERSHIP_TRANSITIONS, states: PARTNERSHIP_STATES, start: ['under-negotiation'], ends: ['ended'] },
  'partnership amendment': { table: AMENDMENT_TRANSITIONS, states: AMENDMENT_STATES, start: ['open'], ends: ['in-force', 'withdrawn'] },
  meeting: { table: MEETING_TRANSITIONS, states: MEETING_STATES, start: ['planned'], ends: ['closed', 'cancelled'] },
  recommendation: {
    table: RECOMMENDATION_TRANSITIONS,
    states: RECOMMENDATION_STATES,
    start: ['open'],
    ends: ['confirmed', 'rejected', 'superseded'],
  },
  agreement: { table: AGREEMENT_TRANSITIONS, states: AGREEMENT_STATES, start: ['in-negotiation'], ends: ['ended'] },
  allocation: { table: ALLOCATION_TRANSITIONS, states: ALLOCATION_STATES, start: ['queued'], ends: ['done', 'failed', 'cancelled'] },
} as const;

for (const [name, { table, states, start, ends }] of Object.entries(LIFECYCLES)) {
  const columns = Object.values(table as Record<string, Record<string, string | null>>);
  t.test(`the table of the ${name} names every state in every row`, async (t) => {
    for (const column of columns) t.strictSame(Object.keys(column).sort(), [...states].sort());
  });
  t.test(`every state of the ${name} can be reached from its beginning`, async (t) => {
    const reached = new Set<string>(start);
    for (let before = -1; before !== reached.size;) {
      before = reached.size;
      for (const column of columns) for (const state of reached) if (column[state]) reached.add(column[state]);
    }
    t.strictSame([...reached].sort(), [...states].sort());
  });
  t.test(`no event leads the ${name} out of an end but a re-opening or a further check`, async (t) => {
    for (const [event, column] of Object.entries(table as Record<string, Record<string, string | null>>)) {
      for (const end of ends) {
        if (['re-open', 'reopen', 'reinstate', 'verify'].includes(event)) continue;
        t.equal(column[end], null, `${event} from ${end}`);
      }
    }
  });
}
