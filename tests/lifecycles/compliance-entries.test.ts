import t from 'tap';
import { type EntryEvent, ENTRY_RIGHTS, ENTRY_STATES, ENTRY_TRANSITIONS, type EntryState } from '#src/areas/compliance/domain/entry.ts';
import { must } from '#src/kernel/assert.ts';
import { startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { signInEveryRole, walkLifecycle } from './walk.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const callers = await signInEveryRole(api);
const donor = must(callers.get('donor'), 'a donor');

/** An agreed match of the two demo accounts, and a delivery of it whose checklist nobody has touched. */
const [agreed] = await superuser<{ match_id: string; quantity: number }[]>`
  select matches.id as match_id, matches.quantity from matches
  join organisations as recipients on recipients.id = matches.organisation_id
  join organisations as donors on donors.id = matches.donor_id
  where recipients.slug = 'ly-gasbcp' and donors.slug = 'it-ministry-of-interior' and matches.state = 'agreed'
    and not exists (select from delivery_lines where match_id = matches.id) limit 1`;
const { match_id: matchId, quantity } = must(agreed, 'an agreed match that nobody has planned');
const planned = await donor('POST', '/v1/deliveries', {
  body: { kind: 'goods', transportMode: 'sea', incoterm: 'CIP', milestones: [], lines: [{ matchId, planned: quantity }] },
});
/** The one decision that knows a silence procedure; it is asked of the delivery as if its model were on the military list. */
const [entry] = await superuser<{ id: string }[]>`
  insert into compliance_entries (id, delivery_id, kind, regime, asked_by, owner_role, state, needed_for, restricted, unknown_fields, created_at)
  values (gen_random_uuid(), ${String(planned.body['id'])}, 'decision', 'unsc-approval-libyan-authorities',
    '[{"regime": "unsc-approval-libyan-authorities", "version": 1}]', 'donor', 'required', 'clear', false, '{}', now())
  on conflict (delivery_id, regime) do update set state = 'required' returning id`;
const { id } = must(entry, 'the entry of the committee');
/** What the committee decides may be waived by nobody: waivers are walked on another decision. */
const [waivable] = await superuser<{ id: string }[]>`
  insert into compliance_entries (id, delivery_id, kind, regime, asked_by, owner_role, state, needed_for, restricted, unknown_fields, created_at)
  values (gen_random_uuid(), ${String(planned.body['id'])}, 'decision', 'eu-cfsp-2015-1333', '[{"regime": "eu-cfsp-2015-1333", "version": 1}]', 'donor', 'required', 'clear', false, '{}', now())
  on conflict (delivery_id, regime) do update set state = 'required', owner_role = 'donor' returning id`;
const { id: waivableId } = must(waivable, 'an entry that may be waived');

const put = async (state: EntryState, event: EntryEvent): Promise<string> => {
  const at = state === 'waived' || event === 'waive' ? waivableId : id;
  const isConfirmed = event === 'correct';
  await superuser`
    update compliance_entries set state = ${state}, version = 7, outcome = 'approved', reason = 'for-a-test', recorded_by = null, recorded_by_organisation = null,
      recorded_at = now(), confirmed_by = null, confirmed_by_organisation = null, confirmed_at = ${isConfirmed ? new Date() : null}, valid_from = null, valid_until = null,
      silence_started_on = current_date, silence_ends_on = current_date where id = ${at}`;
  return at;
};

/** Each of the two decisions has outcomes of its own. */
const outcomeIn = (state: string): string => (state === 'waived' ? 'granted' : 'approved');

walkLifecycle(t, 'compliance entry', callers, {
  states: ENTRY_STATES,
  transitions: ENTRY_TRANSITIONS,
  rights: { ...ENTRY_RIGHTS, elapse: [], expire: [] },
  url: '/v1/compliance-entries',
  steps: {
    request: { path: 'request', body: { referenceNumber: 'NV-118/2026' } },
    'start-silence': { path: 'silence', body: {} },
    object: { path: 'object', body: { reason: 'committee-objects' } },
    record: { path: 'record', body: (state) => ({ outcome: outcomeIn(state) }) },
    refuse: { path: 'refuse', body: { reason: 'incomplete' } },
    waive: { path: 'waive', body: { reason: 'standing-practice' } },
    confirm: { path: 'confirm' },
    correct: { path: 'correct', body: (state) => ({ outcome: outcomeIn(state), issuedBy: 'As it reads', reason: 'misread' }) },
    'refuse-confirmation': { path: 'refuse-confirmation', body: { reason: 'unknown-number' } },
  },
  put,
  // The entry is the donor's part: the donor records it, and those of the other sides confirm it or refuse to.
  besides: (role, event, state) => {
    if (event === 'start-silence' && state === 'waived' && (role === 'donor' || role === 'facilitator')) return 'no-silence-procedure';
    if ((event === 'record' || event === 'correct') && role !== 'donor') return 'role-not-allowed';
    if ((event === 'confirm' || event === 'refuse-confirmation') && role === 'donor') return 'role-not-allowed';
    return undefined;
  },
});
