import t from 'tap';
import { isInForce } from '#src/areas/partnerships/domain/partnership.ts';
import { endPartnership, requirePartnershipInForce, signPartnership } from '#src/areas/partnerships/index.ts';
import type { OrganisationId, PartnershipId } from '#src/kernel/id.ts';
import type { Actor } from '#src/platform/auth/actor.ts';
import { makePartnershipWorld, refusalOf } from './partnership-world.ts';

const world = await makePartnershipWorld(t);
const { people, others, ids, as, propose, signed, list } = world;
const { donor, validator, facilitator, auditor, requester, administrator } = people;

interface Asked {
  readonly donorId?: OrganisationId;
  readonly organisationId?: OrganisationId;
  readonly today?: string;
}
/** Whether a match between Italy and a post of the general administration could be agreed under it today. */
const require = (actor: Actor, id: PartnershipId, { donorId = ids.italy, organisationId = ids.gasbcp, today = '2026-11-23' }: Asked = {}) =>
  refusalOf(as(actor, (tx) => requirePartnershipInForce(tx, id, { donorId, organisationId, now: new Date(`${today}T09:00:00.000Z`) })));

const inForce = await signed();
const NOT_IN_FORCE = 'partnership-not-in-force /partnershipId';

t.test('it covers the recipient and the organisations below it, for whoever agrees', async (t) => {
  for (const actor of [donor, validator]) {
    t.equal(await require(actor, inForce), 'no refusal', actor.role);
    t.equal(await require(actor, inForce, { organisationId: ids.interior }), 'no refusal', actor.role);
  }
});

t.test('it covers neither an organisation elsewhere nor the one above its recipient', async (t) => {
  t.equal(await require(donor, inForce, { organisationId: ids.coastGuard }), NOT_IN_FORCE);
  const below = await propose(facilitator, { recipientId: ids.gasbcp });
  await as(donor, (tx, ctx) => signPartnership(tx, ctx, below, 1));
  await as(validator, (tx, ctx) => signPartnership(tx, ctx, below, 2));
  t.equal(await require(donor, below), 'no refusal');
  t.equal(await require(donor, below, { organisationId: ids.interior }), NOT_IN_FORCE);
});

t.test('another donor’s match isn’t covered', async (t) => {
  t.equal(await require(validator, inForce, { donorId: ids.europe }), NOT_IN_FORCE);
});

t.test('its first and its last day are in force, the days around them are not', async (t) => {
  for (const [today, outcome] of [
    ['2026-10-31', NOT_IN_FORCE],
    ['2026-11-01', 'no refusal'],
    ['2027-10-31', 'no refusal'],
    ['2027-11-01', NOT_IN_FORCE],
  ] as const) {
    t.equal(await require(donor, inForce, { today }), outcome, today);
  }
});

t.test('one signature is not enough, and an end is an end', async (t) => {
  const half = await propose(donor);
  await as(donor, (tx, ctx) => signPartnership(tx, ctx, half, 1));
  t.equal(await require(donor, half), NOT_IN_FORCE);
  const ended = await signed();
  await as(donor, (tx, ctx) => endPartnership(tx, ctx, ended, 3, 'policy-decision'));
  t.equal(await require(donor, ended), NOT_IN_FORCE);
  const terms = { validFrom: '2026-11-01', validUntil: '2027-10-31' };
  t.strictSame(
    (['under-negotiation', 'signed', 'ended'] as const).map((state) => isInForce({ state, ...terms }, '2026-11-23')),
    [false, true, false],
  );
});

t.test('a partnership that the one who agrees may not see is unknown to them', async (t) => {
  t.equal(await require(others.donor, inForce), 'reference-unknown /partnershipId');
  t.equal(await require(others.validator, inForce), 'reference-unknown /partnershipId');
});

t.test('a list shows one’s own partnerships, newest first, a page at a time', async (t) => {
  const found = async (actor: Actor, filters = {}) => (await list(actor, filters)).items.map(({ id }) => id);
  const all = await found(facilitator);
  t.ok(all.length > 3);
  const newest = await world.superuser<
    { id: string }[]
  >`select id from partnerships where id = any(${[...all]}) order by creation_order desc`;
  t.strictSame(
    all,
    newest.map(({ id }) => id),
  );
  t.strictSame(await found(auditor), all);
  t.strictSame(await found(donor), all, 'all are Italy’s');
  for (const stranger of [others.donor, others.validator, requester, administrator]) t.strictSame(await found(stranger), [], stranger.role);
  const paged: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list(facilitator, { limit: 2, cursor });
    paged.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  t.strictSame(paged, all);
  t.ok((await found(facilitator, { state: 'signed' })).includes(inForce));
  t.notOk((await found(facilitator, { state: 'ended' })).includes(inForce));
  t.strictSame(await found(facilitator, { donorId: ids.europe }), []);
  t.notOk((await found(facilitator, { recipientId: ids.gasbcp })).includes(inForce));
});
