import t from 'tap';
import { suggestMatch } from '#src/areas/matches/index.ts';
import { findMatch } from '#src/areas/matches/queries.ts';
import { promoteSuggestion } from '#src/areas/matches/verbs/propose-match.ts';
import { must } from '#src/kernel/assert.ts';
import type { MatchId } from '#src/kernel/id.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { theSystem } from '#tests/support/people.ts';
import { makeWorld } from '#tests/support/world.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const world = await makeWorld(database);
const { as, facilitator } = world;
const ITEM = 'uniform-set-desert';

async function suggested(conditions: Parameters<typeof availableOffer>[3] = []): Promise<MatchId> {
  const need = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 6 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 6 }], conditions);
  const lines = { needLineId: must(need.lineIds[0], 'a line'), offerLineId: must(offer.lineIds[0], 'a line') };
  return asActor(database.db, theSystem(), (tx) => suggestMatch(tx, theSystem(), { ...lines, quantity: 3 }));
}
const read = (id: MatchId) => as(facilitator, (tx, ctx) => findMatch(tx, ctx, id));
const promote = (id: MatchId) => as(facilitator, (tx, ctx) => promoteSuggestion(tx, ctx, id, 1));

t.test('a suggestion is taken up while its lines go together', async (t) => {
  const id = await suggested();
  t.match(await read(id), { state: 'suggested', allowedActions: ['propose'] });
  await promote(id);
  t.match(await read(id), { state: 'proposed' });
});

t.test('one whose lines don’t is refused by the rules that they fail, as it is told beforehand', async (t) => {
  const id = await suggested([{ type: 'recipient-only', organisations: ['ly-coast-guard'] }]);
  const { allowedActions, notAllowedNow } = await read(id);
  t.notOk(allowedActions.includes('propose'));
  t.match(notAllowedNow, [{ action: 'propose', code: 'match-not-eligible', facts: { rules: ['recipient'] } }]);
  const refusal = await promote(id).then(() => null, refusalOf);
  t.match(refusal, { code: 'match-not-eligible', details: { facts: { rules: ['recipient'] } } });
  t.match(await read(id), { state: 'suggested' });
});
