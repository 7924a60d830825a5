import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { LOGIN_OF } from '#tests/support/api.ts';
import { type Json, makeAllocationWorld } from './allocation-world.ts';

const world = await makeAllocationWorld(t);
const superuser = connectAsSuperuser(t, world.api.database);

interface Line {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}
const run = await world.run();
const id = String(run['id']);
const planned = (await world.get(id, 'plan?limit=200'))['items'] as Line[];
/** What nobody has proposed yet: the scenario has proposals of its own. */
async function linesLeft(): Promise<Line[]> {
  const open = await superuser<{ need: string; offer: string }[]>`
    select need_line_id as need, offer_line_id as offer from matches where state in ('proposed', 'requester-accepted', 'donor-accepted')`;
  return planned.filter(({ need, offer }) => !open.some((match) => match.need === need && match.offer === offer));
}
const plan = await linesLeft();
const chosen = ({ need, offer }: Line, more: Json = {}): Json => ({ needLineId: need, offerLineId: offer, ...more });
const propose = (...lines: Json[]) => world.facilitator('POST', `/v1/allocations/${id}/proposals`, { body: { lines } });
const lineOf = (place: number): Line => must(plan[place], `line ${place} of the plan`);

t.test('lines of the plan become proposed matches, once', async (t) => {
  const reply = await propose(chosen(lineOf(0)));
  t.equal(reply.status, 200, JSON.stringify(reply.body));
  const [proposed] = reply.body['proposed'] as Json[];
  t.match(proposed, { needLineId: lineOf(0).need, offerLineId: lineOf(0).offer, quantity: lineOf(0).quantity });
  const match = await world.facilitator('GET', `/v1/matches/${String(proposed?.['matchId'])}`);
  t.match(match.body, { state: 'proposed', quantity: lineOf(0).quantity, proposedByRole: 'facilitator' });
  const again = await propose(chosen(lineOf(0)));
  t.match(again.body, { proposed: [], refused: [{ code: 'already-proposed' }] });
  const events = await superuser<
    { action: string }[]
  >`select action from events where subject_id = ${id} and action = 'allocation.proposed'`;
  t.equal(events.length, 2, 'one event each time');
});

t.test('what is not in the plan, or more than it, is refused by name', async (t) => {
  const other = plan.find(({ need, offer }) => need !== lineOf(0).need && offer !== lineOf(0).offer);
  const reply = await propose(
    { needLineId: lineOf(0).need, offerLineId: must(other, 'another line').offer },
    chosen(lineOf(1), { quantity: lineOf(1).quantity + 1 }),
  );
  t.match(reply.body, { proposed: [], refused: [{ code: 'not-in-plan' }, { code: 'exceeds-plan' }] });
});

t.test('a line whose inputs have changed is refused with what changed, and the others are proposed', async (t) => {
  // What changes is the need's: a line of the same offer keeps its inputs.
  const changed = lineOf(1);
  const unchanged = must(
    plan.slice(2).find(({ need }) => need !== changed.need),
    'a line of another need',
  );
  const [before] = await superuser<{ open: number }[]>`
    select quantity_validated - reserved - agreed + failed as open from need_lines where id = ${changed.need}`;
  await superuser`update need_lines set quantity_validated = quantity_validated + 5 where id = ${changed.need}`;
  const reply = await propose(chosen(changed), chosen(unchanged));
  t.match(reply.body['proposed'], [{ needLineId: unchanged.need, offerLineId: unchanged.offer }]);
  const [refused] = reply.body['refused'] as Json[];
  t.match(refused, { needLineId: changed.need, offerLineId: changed.offer, code: 'inputs-changed' });
  t.match(
    (must(refused, 'a refused line')['changed'] as Json[]).find(({ field }) => field === 'need.quantity'),
    { before: before?.open, now: Number(before?.open) + 5 },
  );
  await superuser`update need_lines set quantity_validated = quantity_validated - 5 where id = ${changed.need}`;
});

t.test('a pair that a rule excludes since is refused with the rule; that days pass is no change by itself', async (t) => {
  const line = must((await linesLeft())[0], 'a line that is left');
  world.api.setTime(new Date('2026-11-24T09:00:00.000Z'));
  const facilitator = await world.api.signIn(LOGIN_OF.facilitator);
  const [offer] = await superuser<{ id: string; state: string }[]>`
    select offers.id, offers.state from offers join offer_lines on offer_lines.offer_id = offers.id where offer_lines.id = ${line.offer}`;
  await superuser`update offers set state = 'suspended' where id = ${must(offer, 'offer').id}`;
  const path = `/v1/allocations/${id}/proposals`;
  const refused = await facilitator('POST', path, { body: { lines: [chosen(line)] } });
  t.match(refused.body, { proposed: [], refused: [{ code: 'inputs-changed' }] });
  const { changed } = must((refused.body['refused'] as Json[])[0], 'refused');
  t.match(
    (changed as Json[]).find(({ field }) => field === 'pair.rule'),
    { before: null, now: 'state' },
  );
  await superuser`update offers set state = ${must(offer, 'offer').state} where id = ${must(offer, 'offer').id}`;
  const taken = await facilitator('POST', path, { body: { lines: [chosen(line, { quantity: 1 })] } });
  const outcome = [...(taken.body['proposed'] as Json[]), ...(taken.body['refused'] as Json[])];
  t.ok(
    outcome.every((one) => one['code'] !== 'inputs-changed'),
    JSON.stringify(taken.body),
  );
});
