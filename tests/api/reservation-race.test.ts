import t from 'tap';
import { connect } from '#src/platform/db/connect.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { caller } from '#tests/support/api.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { CROWDED, PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { halfAccepted, makeWorld } from '#tests/support/world.ts';
import { acceptMatch } from '#src/areas/matches/index.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { refusalOf } from '#src/platform/http/fault.ts';

/** All of them are one person, whose turn would otherwise come two at a time. */
const MANY = { ...PATIENT_LIMITS, connectionsPerAccount: 60 };

const database = await createTestDatabase(t, { template: 'scenario' });
const superuser = connectAsSuperuser(t, database);
const world = await makeWorld(database);
const ITEM = 'uniform-set-desert';
const RIVALS = 200;

/** What the lines hold, counted anew from the matches and as the ledger has it. */
async function holdings(table: 'need_lines' | 'offer_lines', id: string): Promise<{ counted: number; kept: number; limit: number }> {
  const column = table === 'need_lines' ? 'need_line_id' : 'offer_line_id';
  const [row] = await superuser<{ counted: number; kept: number; limit: number }[]>`
    select (select coalesce(sum(quantity), 0)::int from matches where ${superuser(column)} = lines.id and state in ('reserved', 'agreed')) as counted,
      ${table === 'need_lines' ? superuser`reserved + agreed` : superuser`committed`} as kept,
      ${table === 'need_lines' ? superuser`quantity_validated` : superuser`quantity`} as limit
    from ${superuser(table)} as lines where id = ${id}`;
  if (!row) throw new Error('the line is gone');
  return row;
}

t.test('200 acceptances at once on one offer line, through many connections, take no more than it has', async (t) => {
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 57 }]);
  const offerLineId = offer.lineIds[0] ?? t.bailout('no line');
  const matches = [];
  for (let need = 0; need < 8; need += 1) {
    const { lineIds } = await publishedNeed(
      database.db,
      world,
      world.unitId,
      Array.from({ length: 5 }, () => ({ itemType: ITEM, quantity: 25 })),
    );
    for (const lineId of lineIds) {
      for (let again = 0; again < 5; again += 1) {
        matches.push(await halfAccepted(world, lineId, offerLineId as never, 1 + ((need + again) % 4)));
      }
    }
  }
  t.equal(matches.length, RIVALS);
  const many = connect(database.logins, 60, MANY);
  t.teardown(() => many.close());
  const outcomes = await Promise.allSettled(matches.map((id) => makeAcceptance(many, id)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => codeOf(outcome.reason));
  t.ok(refused.length > 0, 'there were more rivals than goods');
  t.strictSame(
    [...new Set(refused)].filter((code) => code !== 'exceeds-offer-line'),
    [],
    'every loser is told why',
  );
  const held = await holdings('offer_lines', offerLineId as never);
  t.equal(held.counted, held.kept, 'the ledger says what the matches say');
  t.ok(held.counted <= held.limit, `${held.counted} of ${held.limit}`);
  t.ok(held.limit - held.counted < 4, 'and nothing was left that a rival could have had');
});

t.test('200 acceptances at once on one need line take no more than was validated', async (t) => {
  const { lineIds } = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 41 }]);
  const needLineId = lineIds[0] ?? t.bailout('no line');
  const offer = await availableOffer(
    database.db,
    world,
    Array.from({ length: 10 }, () => ({ itemType: ITEM, quantity: 100 })),
  );
  const matches = [];
  for (let index = 0; index < RIVALS; index += 1) {
    matches.push(await halfAccepted(world, needLineId as never, offer.lineIds[index % 10] as never, 1 + (index % 3)));
  }
  const many = connect(database.logins, 60, MANY);
  t.teardown(() => many.close());
  const outcomes = await Promise.allSettled(matches.map((id) => makeAcceptance(many, id)));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => codeOf(outcome.reason));
  t.strictSame(
    [...new Set(refused)].filter((code) => code !== 'exceeds-need-line'),
    [],
  );
  const held = await holdings('need_lines', needLineId as never);
  t.equal(held.counted, held.kept);
  t.equal(held.counted, held.limit, 'the line is exactly full');
});

t.test('two server processes, both asked by HTTP for the same quantity, promise it once', async (t) => {
  const { lineIds } = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 100 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 20 }]);
  const matches: string[] = [];
  for (let index = 0; index < 40; index += 1) matches.push(await halfAccepted(world, lineIds[0] as never, offer.lineIds[0] as never, 1));
  const environment = {
    ...database.environment,
    ...CROWDED,
    WASL_JOBS: 'false',
    DATABASE_CONNECTIONS: '10',
    DATABASE_CONNECTIONS_PER_ACCOUNT: '10',
  };
  const servers = await Promise.all([startOwnServer(environment), startOwnServer(environment)]);
  t.teardown(async () => {
    for (const server of servers) await server.stop();
  });
  const donors = await Promise.all(
    servers.map(async ({ address }) => {
      const { body } = await caller(address, null)('POST', '/v1/sessions', {
        body: { login: 'donor@it-ministry-of-interior.demo', password: DEMO_PASSWORD },
      });
      return caller(address, String(body['token']));
    }),
  );
  const replies = await Promise.all(
    matches.flatMap((id) => donors.map((donor) => donor('POST', `/v1/matches/${id}/accept`, { ifMatch: '"2"' }))),
  );
  t.equal(replies.filter(({ status }) => status === 200).length, 20, 'as many succeed as there is quantity');
  t.strictSame(
    replies.filter(({ status }) => status >= 500),
    [],
  );
  const held = await holdings('offer_lines', offer.lineIds[0] as never);
  t.strictSame(held, { counted: 20, kept: 20, limit: 20 });
});

function makeAcceptance(many: ReturnType<typeof connect>, id: Parameters<typeof acceptMatch>[2]): Promise<void> {
  return makeAs(many, (tx, ctx) => acceptMatch(tx, ctx, id, 2));
}

async function makeAs(
  many: ReturnType<typeof connect>,
  work: (tx: Parameters<typeof acceptMatch>[0], ctx: Parameters<typeof acceptMatch>[1]) => Promise<void>,
): Promise<void> {
  const { asActor } = await import('#src/platform/db/transaction.ts');
  const { actOf } = await import('#tests/support/people.ts');
  const ctx = actOf(world.donor);
  await asActor(many.db, ctx, (tx) => work(tx, ctx));
}

const codeOf = (error: unknown): string => {
  const refusal = refusalOf(error);
  return refusal instanceof Refusal ? refusal.code : String(error);
};
