import t from 'tap';
import { acceptMatch, decideAmendment, proposeAmendment, reviseAmendment, withdrawAmendment } from '#src/areas/matches/index.ts';
import { findMatch } from '#src/areas/matches/queries.ts';
import { must } from '#src/kernel/assert.ts';
import type { MatchId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makePerson } from '#tests/support/people.ts';
import { agreed, makeWorld, proposed } from '#tests/support/world.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const world = await makeWorld(database);
const { as, donor, requester, validator, facilitator } = world;
const stranger = await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' });
const ITEM = 'uniform-set-desert';

async function agreedMatch(): Promise<MatchId> {
  const need = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 10 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 10 }]);
  return agreed(world, must(need.lineIds[0], 'a line'), must(offer.lineIds[0], 'a line'), 8);
}
const read = (id: MatchId, by: Person = facilitator) => as(by, (tx, ctx) => findMatch(tx, ctx, id));
type Verb<Input> = (tx: Tx, ctx: Parameters<Parameters<typeof as>[1]>[1], id: MatchId, version: number, input: Input) => Promise<void>;

/** Done, or the code of the refusal, on the match as it stands or by a version that was read before. */
async function attempt<Input>(by: Person, verb: Verb<Input>, id: MatchId, input: Input, version?: number): Promise<string> {
  const based = version ?? (await read(id)).version;
  try {
    await as(by, (tx, ctx) => verb(tx, ctx, id, based, input));
    return 'done';
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refusal.code;
  }
}
const fewer = (quantity: number) => ({ quantity, reason: 'plan-changed' as const });

t.test('whoever has put an amendment forward puts it right, and nobody accepts a figure that it has not read', async (t) => {
  const id = await agreedMatch();
  t.equal(await attempt(donor, proposeAmendment, id, fewer(6)), 'done');
  const { version } = await read(id);
  t.equal(await attempt(requester, reviseAmendment, id, fewer(7)), 'not-your-own');
  t.equal(await attempt(facilitator, reviseAmendment, id, fewer(7)), 'role-not-allowed');
  t.equal(await attempt(stranger, reviseAmendment, id, fewer(7)), 'not-found');
  t.equal(await attempt(donor, reviseAmendment, id, fewer(8)), 'quantity-below-committed', 'eight is what it is');
  t.equal(await attempt(donor, reviseAmendment, id, fewer(7)), 'done');
  t.match(await read(id), { quantity: 8, amendment: { quantity: 7, side: 'donor' } });
  t.equal(await attempt(donor, reviseAmendment, id, fewer(7)), 'done');
  t.equal((await read(id)).version, version + 1, 'no difference is no change');
  t.equal(await attempt(requester, decideAmendment, id, 'accepted', version), 'stale-version', 'six was read, and seven stands');
  t.equal(await attempt(requester, decideAmendment, id, 'accepted'), 'done');
  t.match(await read(id), { quantity: 7, amendment: null });
  t.equal(await attempt(donor, reviseAmendment, id, fewer(6)), 'not-found', 'what is decided is put right by another one');
});

t.test('whoever has put an amendment forward takes it back, and another can be put forward', async (t) => {
  const id = await agreedMatch();
  t.equal(await attempt(donor, withdrawAmendment, id, 'typed-wrong'), 'not-found');
  t.equal(await attempt(requester, proposeAmendment, id, fewer(6)), 'done');
  t.equal(await attempt(donor, withdrawAmendment, id, 'typed-wrong'), 'not-your-own');
  t.equal(await attempt(validator, withdrawAmendment, id, 'typed-wrong'), 'done', 'either of a side speaks for it');
  t.match(await read(id), { quantity: 8, amendment: null });
  t.equal(await attempt(donor, decideAmendment, id, 'accepted'), 'not-found');
  t.equal(await attempt(donor, proposeAmendment, id, fewer(5)), 'done');
  t.equal(await attempt(donor, proposeAmendment, id, fewer(4)), 'amendment-open');
});

t.test('a proposal is amended by nobody before it is reserved', async (t) => {
  const need = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 10 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 10 }]);
  const id = await proposed(world, must(need.lineIds[0], 'a line'), must(offer.lineIds[0], 'a line'), 8);
  t.equal(await attempt(requester, proposeAmendment, id, fewer(6)), 'transition-not-allowed');
  t.equal(await attempt(requester, (tx, ctx, one, version) => acceptMatch(tx, ctx, one, version), id, null), 'done');
});
