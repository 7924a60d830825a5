import { getTableColumns } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import t from 'tap';
import { ENDED_STATES, PENDING_STATES } from '#src/areas/allocations/domain/allocation.ts';
import { DECIDED_STATES, GRANTED_STATES } from '#src/areas/compliance/domain/entry.ts';
import { CONSIGNMENT_STATES, ENDED_STATES as ENDED_CONSIGNMENTS } from '#src/areas/deliveries/domain/consignments.ts';
import { NEVER_ARRIVED, SIGNED_STATES, STILL_TO_COME, UNSHIPPED_STATES } from '#src/areas/deliveries/domain/delivery.ts';
import { DONE_STATES, UNFINISHED_STATES } from '#src/areas/follow-up/domain/recommendation.ts';
import { FALLEN_STATES as FALLEN_CORRECTIONS, STANDING_STATES as STANDING_CORRECTIONS } from '#src/areas/corrections/domain/correction.ts';
import { UNHELD_PROPOSALS } from '#src/areas/gaps/domain/proposal.ts';
import {
  COVERING_STATES,
  FALLEN_STATES,
  HOLDING_STATES,
  LAPSING_STATES,
  PROPOSED_STATES,
  UNANSWERING_STATES,
} from '#src/areas/matches/domain/match.ts';
import {
  ANNOUNCED_STATES,
  COVERABLE_STATES,
  ENDED_STATES as ENDED_NEEDS,
  PRIVATE_STATES as PRIVATE_NEEDS,
  UNDATED_STATES,
} from '#src/areas/needs/domain/need.ts';
import { AGREED_STATES } from '#src/areas/rates/domain/exchange-rate.ts';
import { DISMISSED_STATES, OPEN_STATES, RESOLVED_STATES } from '#src/areas/obstacles/domain/obstacle.ts';
import { PRIVATE_STATES as PRIVATE_OFFERS, STANDING_STATES } from '#src/areas/offers/domain/offer.ts';
import { AWAITED_MATCH_STATES, UNMET_NEED_STATES } from '#src/areas/outlook/domain/held-kinds.ts';
import {
  ENDED_STATES as ENDED_PARTNERSHIPS,
  UNSIGNED_STATES as UNSIGNED_PARTNERSHIPS,
} from '#src/areas/partnerships/domain/partnership.ts';
import { closedListOf } from '#src/platform/db/closed-lists.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { declaredTables } from '#tests/support/declared-tables.ts';

/** Every list of states that SQL writes out, by where it stands and in the order in which it stands there: which of ours it is. */
const KEPT_TO: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'check agreed_match_has_partnership on matches': [COVERING_STATES],
  'check decision_has_outcome on compliance_entries': [DECIDED_STATES],
  'check decision_on_correction_is_whole on corrections': [FALLEN_CORRECTIONS],
  'check renewal_is_awaited_before_agreement on matches': [COVERING_STATES],
  'check settled_proposal_has_report on proposed_holdings': [UNHELD_PROPOSALS],
  'function has_not_left': [UNSHIPPED_STATES],
  'function is_cited': [STANDING_CORRECTIONS],
  'function search_needs': [PRIVATE_NEEDS],
  'function search_offers': [PRIVATE_OFFERS, STANDING_STATES, STANDING_STATES],
  'index matches_by_expiry': [LAPSING_STATES],
  'policy read_as_recipient on needs': [PRIVATE_NEEDS],
  'check end_of_partnership_names_its_hand on partnerships': [ENDED_PARTNERSHIPS],
  'check signed_partnership_has_both_signatures on partnerships': [UNSIGNED_PARTNERSHIPS],
  'trigger lift_ends_with_obstacle on obstacles': [OPEN_STATES],
  'trigger second_side_lifts_obstacle on obstacles': [DISMISSED_STATES],
  'check done_with_evidence on recommendations': [DONE_STATES],
  'check ended_allocation_has_end on allocations': [ENDED_STATES],
  'check handover_names_both_sides on deliveries': [SIGNED_STATES],
  'check only_holding_matches_ship on matches': [COVERING_STATES],
  'check open_obstacle_names_whose_move_it_is on obstacles': [OPEN_STATES],
  'check published_need_is_complete on needs': [COVERABLE_STATES],
  'check resolved_with_evidence on obstacles': [RESOLVED_STATES],
  'check submitted_need_is_complete on needs': [UNDATED_STATES],
  'function carry_match': [COVERING_STATES, STANDING_STATES, COVERABLE_STATES, STANDING_STATES],
  'function count_held_quantities': [
    UNSHIPPED_STATES,
    OPEN_STATES,
    PROPOSED_STATES,
    UNMET_NEED_STATES,
    PROPOSED_STATES,
    AWAITED_MATCH_STATES,
    FALLEN_STATES,
  ],
  'check confirmed_rate_has_two_hands on exchange_rates': [AGREED_STATES],
  'function hold_amount_of_match': [HOLDING_STATES],
  'function keep_rate_of_worth': [COVERING_STATES],
  'function recount_under_new_ceiling': [COVERING_STATES],
  'function count_under_partnership': [COVERING_STATES],
  'function discloses': [COVERING_STATES],
  'policy read on delivery_lines': [FALLEN_STATES],
  'policy read on classifications': [FALLEN_STATES],
  'function donors_out_of_sight': [FALLEN_STATES, FALLEN_STATES],
  'function reader_fallen_deliveries': [FALLEN_STATES, FALLEN_STATES],
  'function refuse_change_of_matched_line': [UNANSWERING_STATES],
  'function end_planned_of_match': [COVERING_STATES],
  'function end_what_is_planned': [UNSHIPPED_STATES, UNSHIPPED_STATES, STILL_TO_COME],
  'function derive_need_state': [ANNOUNCED_STATES],
  'function derive_offer_state': [STANDING_STATES],
  'function hold_the_gate': [GRANTED_STATES],
  'function keep_obstacle_periods': [OPEN_STATES],
  'function reach_what_has_come': [NEVER_ARRIVED],
  'function refresh_recorded_durations': [RESOLVED_STATES],
  'function state_of_delivery': [CONSIGNMENT_STATES, [...ENDED_CONSIGNMENTS, 'seized'], ENDED_CONSIGNMENTS],
  'function used_under': [COVERING_STATES],
  'index allocations_to_run': [PENDING_STATES],
  'index one_open_obstacle_per_cause': [OPEN_STATES],
  'index recommendations_by_due_day': [UNFINISHED_STATES],
  'policy read on offers': [PRIVATE_OFFERS, STANDING_STATES, STANDING_STATES, STANDING_STATES],
  'policy read_as_donor on package_matches': [FALLEN_STATES],
  'policy remove on consignments': [UNSHIPPED_STATES],
  'trigger derive_need_state on needs': [COVERABLE_STATES],
  'trigger derive_offer_state on offers': [STANDING_STATES],
  'trigger end_planned_of_match on matches': [COVERING_STATES, COVERING_STATES],
  'trigger end_planned_of_need on needs': [ENDED_NEEDS],
  // Into `cleared` and out of the country something is asked for; between these nothing is.
  'trigger gate_is_met on deliveries': [
    [...UNSHIPPED_STATES, 'cancelled'],
    [...UNSHIPPED_STATES.filter((state) => state !== 'cleared'), 'cancelled'],
  ],
};

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
t.teardown(() => superuser.end());

interface Piece {
  readonly place: string;
  /** The tables whose row it is about, where it is about one. */
  readonly tables: readonly string[];
  readonly sql: string;
}

/** All SQL that the database itself runs; the checks that a column's value is of its list are held by closed-lists.test.ts. */
const pieces = await superuser<Piece[]>`
  select 'function ' || proname as place, prosrc as sql,
    array(select distinct tgrelid::regclass::text from pg_trigger where tgfoid = pg_proc.oid) as tables
  from pg_proc where pronamespace in ('public'::regnamespace, 'wasl'::regnamespace) and prolang in (select oid from pg_language where lanname in ('sql', 'plpgsql'))
  union all
  select 'view ' || relname, pg_get_viewdef(oid), '{}' from pg_class
  where relkind in ('v', 'm') and relnamespace in ('public'::regnamespace, 'wasl'::regnamespace)
  union all
  select 'trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(oid), array[tgrelid::regclass::text] from pg_trigger where not tgisinternal
  union all
  select 'check ' || conname || ' on ' || conrelid::regclass, pg_get_constraintdef(oid), array[conrelid::regclass::text] from pg_constraint
  where contype = 'c' and conrelid <> 0 and connamespace in ('public'::regnamespace, 'wasl'::regnamespace) and conname !~ '_(is|are)_listed$'
  union all
  select 'index ' || indexname, indexdef, array[tablename::text] from pg_indexes where schemaname in ('public', 'wasl')
  union all
  select 'policy ' || policyname || ' on ' || tablename, concat_ws(' and ', qual, with_check), array[tablename::text] from pg_policies
  order by place`;

/** The states of each table that has any. */
const statesOf = new Map(
  (await declaredTables()).flatMap((table) => {
    const { state } = getTableColumns(table);
    const states = state && closedListOf(state);
    return states ? [[getTableConfig(table).name, states] as const] : [];
  }),
);
const everyState = new Set([...statesOf.values()].flat());

const LITERALS = "'[^']*'(?:\\s*,\\s*'[^']*')*";
const COMPARISON = new RegExp(
  `((?:\\w+\\.)?\\w*state)\\s+(?:=|<>|!=|:=|(?:not\\s+)?in|is\\s+(?:not\\s+)?distinct\\s+from)\\s+(?:(?:any|all|some)\\s+)?(?:array\\s+)?(${LITERALS}|[\\w.]+)`,
  'gi',
);
const LIST_VARIABLE = new RegExp(`\\w+\\s+constant\\s+text\\s+:=\\s+array\\s+(${LITERALS})`, 'gi');
const CASE = /case\s+((?:\w+\.)?\w*state)\s+(when\s.*?)\send\b/gis;

/** As PostgreSQL's versions write it alike: without comments, casts, quoted names and brackets, each with a space about what compares. */
const plain = (sql: string): string =>
  sql
    .replaceAll(/--.*$/gm, ' ')
    .replaceAll(/::\w+(?:\[\])?|"/g, '')
    .replaceAll(/[()[\]]/g, ' ')
    .replaceAll(/(:=|<>|!=|(?<![:<>!])=)/g, ' $1 ');

const textsOf = (list: string): string[] =>
  [...list.matchAll(/'([^']*)'/g)].flatMap(([, text = '']) => (text.startsWith('{') ? text.slice(1, -1).split(',') : [text]));

interface Found {
  /** The column or variable that they are compared with or given to; null for a list that is kept in a variable first. */
  readonly column: string | null;
  readonly states: readonly string[];
}

function statesIn(sql: string): readonly Found[] {
  const text = plain(sql);
  const lists = [...text.matchAll(LIST_VARIABLE)].map((match) => ({ at: match.index, column: null, states: textsOf(match[1] ?? '') }));
  const compared = [...text.matchAll(COMPARISON)].map((match) => ({
    at: match.index,
    column: match[1] ?? '',
    states: textsOf(match[2] ?? ''),
  }));
  const cases = [...text.matchAll(CASE)].flatMap((match) =>
    [...(match[2] ?? '').matchAll(/when\s+('[^']*')/gi)].map(([, state = '']) => ({
      at: match.index,
      column: match[1] ?? '',
      states: textsOf(state),
    })),
  );
  return [...lists.filter(({ states }) => states.some((state) => everyState.has(state))), ...compared, ...cases]
    .filter(({ states }) => states.length > 0)
    .toSorted((a, b) => a.at - b.at);
}

t.test('every list of states that SQL writes out is one that TypeScript names', (t) => {
  const inOrder = (lists: readonly (readonly string[])[]) => lists.map((list) => list.toSorted());
  const found = pieces.flatMap(({ place, sql }) => {
    const lists = statesIn(sql).flatMap(({ states }) => (states.length > 1 ? [states] : []));
    return lists.length > 0 ? [[place, inOrder(lists)] as const] : [];
  });
  t.strictSame(Object.fromEntries(found), Object.fromEntries(Object.entries(KEPT_TO).map(([place, lists]) => [place, inOrder(lists)])));
  t.end();
});

t.test('SQL names no state that its table does not know', (t) => {
  let asked = 0;
  for (const { place, tables, sql } of pieces) {
    for (const { column, states } of statesIn(sql)) {
      const row = column?.includes('.') ? column.slice(0, column.indexOf('.')) : null;
      const isOwn = row === 'new' || row === 'old' || (row === null && !place.startsWith('function ') && column !== null);
      const known = isOwn ? tables.flatMap((table) => statesOf.get(table) ?? []) : (statesOf.get(row ?? '') ?? [...everyState]);
      asked += states.length;
      t.strictSame(
        states.filter((state) => !known.includes(state)),
        [],
        `${place}: ${column ?? 'a list'}`,
      );
    }
  }
  t.ok(asked > 150, `${asked} states`);
  t.end();
});
