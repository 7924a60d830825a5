import fc from 'fast-check';
import t from 'tap';
import { CONSIGNMENT_STATES, stateOfDelivery } from '#src/areas/deliveries/domain/consignments.ts';
import {
  arrangeConsignments,
  cancelDelivery,
  moveDelivery,
  recordPacking,
  reinstateDelivery,
  shipDelivery,
} from '#src/areas/deliveries/index.ts';
import { DETECTORS } from '#src/areas/obstacles/detector-queries.ts';
import { markCausesGone, raiseObstacles } from '#src/areas/obstacles/index.ts';
import { cancelMatch, decideAmendment, proposeAmendment } from '#src/areas/matches/index.ts';
import { closeNeed, withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import { steps } from '#src/kernel/quantity.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { asOften } from '#tests/support/effort.ts';
import { type AgreedMatch, makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { as, match, plan, read, people, step, move, clear, lineOf, superuser } = world;
const { donor, requester, validator, facilitator } = people;

const versionOf = async (table: 'matches' | 'needs', id: string): Promise<number> => {
  const [row] = await superuser<{ version: number }[]>`select version from ${superuser(table)} where id = ${id}`;
  return must(row, 'a row').version;
};

/** Every way in which a match or a need comes to its end once something of it is planned; the last only takes all but one away. */
const ENDS: Readonly<Record<string, (agreed: AgreedMatch) => Promise<void>>> = {
  'the donor cancels the match': async ({ matchId }) => {
    const version = await versionOf('matches', matchId);
    await as(donor, (tx, ctx) => cancelMatch(tx, ctx, matchId, version, 'budget-changed'));
  },
  'the validator cancels the match': async ({ matchId }) => {
    const version = await versionOf('matches', matchId);
    await as(validator, (tx, ctx) => cancelMatch(tx, ctx, matchId, version, 'no-longer-needed'));
  },
  'the requester withdraws the need': async ({ needId }) => {
    const version = await versionOf('needs', needId);
    await as(requester, (tx, ctx) => withdrawNeed(tx, ctx, needId, version, 'no-longer-needed'));
  },
  'validator and facilitator close the need': async ({ needId }) => {
    for (const by of [validator, facilitator]) {
      const version = await versionOf('needs', needId);
      await as(by, (tx, ctx) => closeNeed(tx, ctx, needId, version, 'no-offer-in-sight'));
    }
  },
  'a statement past all verbs': async ({ matchId }) => {
    await superuser`update matches set state = 'cancelled', end_reason = 'other', version = version + 1 where id = ${matchId}`;
  },
};

const REACH: Readonly<Record<string, (id: DeliveryId) => Promise<unknown>>> = {
  planned: () => Promise.resolve(),
  cleared: (id) => clear(id),
  packed: (id) => move('pack', id),
};

/** Where the delivery stands as if it still were to come. */
async function standsOpen(id: DeliveryId): Promise<string[]> {
  const delivery = await read(id);
  const inAYear = new Date('2028-12-01T09:00:00.000Z');
  const late = await as(systemActor('test'), (tx) =>
    Promise.all(DETECTORS.map(({ causes }) => tx.execute<{ cause_key: string }>(causes(inAYear)))),
  );
  const allowed = (await read(id, donor)).allowedActions;
  return [
    ...(delivery.state === 'cancelled' ? [] : [`it is ${delivery.state}`]),
    ...(delivery.eta === null ? [] : ['it is expected']),
    ...(delivery.lateDays === 0 ? [] : ['it is late']),
    ...delivery.consignments.filter(({ state }) => state !== 'cancelled').map(({ state }) => `a consignment is ${state}`),
    ...delivery.lines.filter(({ planned }) => planned > 0).map(() => 'something is planned'),
    ...late.flat().flatMap(({ cause_key: key }) => (key.includes(id) ? [`it would raise ${key}`] : [])),
    ...allowed.filter((action) => action !== 'reinstate').map((action) => `its donor may ${action}`),
  ];
}

for (const [how, end] of Object.entries(ENDS)) {
  for (const [state, reach] of Object.entries(REACH)) {
    t.test(`${how}: what is ${state} of it ends with it, and both sides are told`, async (t) => {
      const agreed = await match(10);
      const id = await plan([{ matchId: agreed.matchId, planned: 6 }]);
      await reach(id);
      t.equal((await read(id)).state, state);
      await end(agreed);
      t.strictSame(await standsOpen(id), []);
      t.equal(
        await refusalOf(step(donor, id, (tx, ctx, one, version, input: object) => moveDelivery(tx, ctx, 'pack', one, version, input), {})),
        'transition-not-allowed',
      );
      t.match(await refusalOf(plan([{ matchId: agreed.matchId, planned: 1 }])), /^transition-not-allowed/);
      const [told] =
        await superuser`select action, actor_kind, parties from events where subject_id = ${id} order by creation_order desc limit 1`;
      t.match(told, { action: 'delivery.cancelled', actor_kind: 'system' });
      t.strictSame(new Set(told?.['parties'] as string[]), new Set([donor.organisationId, requester.organisationId]));
    });
  }
}

t.test('what has left goes on, and of a delivery to two units only the part of the match ends', async (t) => {
  const [ended, other] = [await match(10), await match(5, { to: world.otherUnit })];
  const id = await plan([
    { matchId: ended.matchId, planned: 10 },
    { matchId: other.matchId, planned: 5 },
  ]);
  const [lineId, otherLine] = [await lineOf(id, ended.matchId), await lineOf(id, other.matchId)];
  await step(donor, id, arrangeConsignments, {
    consignments: [
      { lines: [{ lineId, planned: 4 }] },
      {
        lines: [
          { lineId, planned: 6 },
          { lineId: otherLine, planned: 5 },
        ],
      },
    ],
  });
  const { consignments } = await read(id);
  const [first, second] = [must(consignments[0], 'a first').id, must(consignments[1], 'a second').id];
  await step(donor, id, recordPacking, {
    consignmentId: second,
    units: [
      { mark: '1', kind: 'crate', contents: [{ lineId, quantity: 6, serials: ['A1'] }] },
      { mark: '2', kind: 'crate', contents: [{ lineId: otherLine, quantity: 5, serials: ['B1'] }] },
    ],
  });
  await move('pack', id);
  await step(donor, id, shipDelivery, { consignmentId: first, lines: [] });
  await must(ENDS['the requester withdraws the need'], 'a way')(ended);
  t.match(await read(id), {
    state: 'shipped',
    lines: [
      { planned: 4, shipped: 4 },
      { planned: 5, shipped: 0 },
    ],
    consignments: [{ state: 'shipped' }, { state: 'packed', lines: [{ planned: 5 }] }],
  });
  const numbers = await superuser<{ serial: string }[]>`select serial from serial_numbers where delivery_id = ${id}`;
  t.strictSame(
    numbers.map(({ serial }) => serial),
    ['B1'],
  );
  t.equal((await world.eventsOf(id)).at(-1), 'delivery.cut-down');
  await move('arrive', id);
  t.equal((await read(id)).consignments[0]?.state, 'arrived');
});

t.test('a match that is amended down takes the last planned first', async (t) => {
  const agreed = await match(10);
  const [first, last] = [await plan([{ matchId: agreed.matchId, planned: 6 }]), await plan([{ matchId: agreed.matchId, planned: 4 }])];
  const amend = async (quantity: number) => {
    const version = await versionOf('matches', agreed.matchId);
    await as(donor, (tx, ctx) => proposeAmendment(tx, ctx, agreed.matchId, version, { quantity, reason: 'plan-changed' }));
    await as(requester, (tx, ctx) => decideAmendment(tx, ctx, agreed.matchId, version + 1, 'accepted'));
  };
  await amend(8);
  t.match(await read(last), { state: 'planned', lines: [{ planned: 2 }], consignments: [{ lines: [{ planned: 2 }] }] });
  await amend(5);
  t.strictSame(await standsOpen(last), []);
  t.match(await read(first), { lines: [{ planned: 5 }] });
});

t.test('the database derives where a delivery stands by the rule of the domain', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }]);
  const states = fc.array(fc.constantFrom(...CONSIGNMENT_STATES), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(states, fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 }), async (consignments, accepted, rejected) => {
      const lines = [
        {
          planned: steps(10),
          shipped: steps(20),
          accepted: steps(accepted),
          rejected: steps(rejected),
          lost: steps(20 - accepted - rejected),
          returned: steps(0),
        },
      ];
      await superuser
        .begin(async (sql) => {
          await sql`set local session_replication_role = replica`;
          await sql`delete from consignments where delivery_id = ${id}`;
          for (const [index, state] of consignments.entries()) {
            await sql`insert into consignments (id, delivery_id, donor_id, position, state, transport_mode, created_at)
              values (${newId()}, ${id}, ${donor.organisationId}, ${index + 1}, ${state}, 'sea', now())`;
          }
          await sql`update delivery_lines set planned = 20, shipped = 20, rejection_reason = 'damaged', accepted = ${accepted}, rejected = ${rejected}, lost = ${20 - accepted - rejected} where delivery_id = ${id}`;
          await sql`update delivery_lines set planned = 20 where delivery_id = ${id}`;
          const [derived] = await sql<{ state: string }[]>`select wasl.state_of_delivery(${id}) as state`;
          const endedBy = consignments.includes('lost') ? 'lose' : 'return-to-donor';
          t.equal(
            derived?.state,
            stateOfDelivery(
              consignments,
              lines.map((line) => ({ ...line, planned: steps(20) })),
              endedBy,
            ),
            consignments.join(' '),
          );
          throw new Undone();
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undone)) throw error;
        });
    }),
    { numRuns: asOften(200, 50) },
  );
});

class Undone extends Error {}

t.test(
  'what the gate was warned of is a cause no more once the delivery is called off, and is one again when it is reinstated',
  async (t) => {
    const { matchId } = await match(10);
    const id = await plan([{ matchId, planned: 6 }]);
    const causeKey = `not-clear:${id}:duty-exemption-pending`;
    const bySystem = <T>(work: Parameters<typeof as<T>>[1]) => as(systemActor('test'), work);
    await bySystem((tx, ctx) =>
      raiseObstacles(tx, ctx, [
        { kind: 'duty-exemption-pending', blocks: [{ deliveryId: id }], detail: { en: 'For a test' }, blocking: false, causeKey },
      ]),
    );
    const isGone = async () => {
      await bySystem((tx, ctx) => markCausesGone(tx, ctx));
      const [row] = await superuser<
        { gone: boolean }[]
      >`select cause_gone_at is not null as gone from obstacles where cause_key = ${causeKey}`;
      return row?.gone;
    };
    t.equal(await isGone(), false);
    await step(donor, id, cancelDelivery, { reason: 'no-longer-needed' });
    t.equal(await isGone(), true);
    await step(donor, id, reinstateDelivery, {});
    t.equal(await isGone(), false);
  },
);
