import fc from 'fast-check';
import postgres from 'postgres';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { newId } from '#src/platform/ids.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makeWorld } from '#tests/support/world.ts';
import { asOften } from '#tests/support/effort.ts';

/**
 * The ceiling against thousands of histories that no verb would allow: matches and the ceiling itself are written straight into the
 * tables, in any order. Whatever the database lets through must leave the worth of what is agreed counted, and within the ceiling.
 */
const database = await createTestDatabase(t, { template: 'migrated' });
const world = await makeWorld(database);
const ITEM = 'uniform-set-desert';
const need = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 1000 }]);
const offer = await availableOffer(database.db, world, [
  { itemType: ITEM, quantity: 500 },
  { itemType: ITEM, quantity: 500 },
]);
const sql = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
t.teardown(() => sql.end());
await sql`update offer_lines set unit_value = 10.5, unit_value_currency = 'EUR' where id = ${must(offer.lineIds[0], 'line')}`;
await sql`update offer_lines set unit_value = 7, unit_value_currency = 'LYD' where id = ${must(offer.lineIds[1], 'line')}`;
const IN_EURO = 10.5;

const STATES = ['proposed', 'reserved', 'agreed', 'in-procurement', 'in-delivery', 'completed', 'cancelled', 'lapsed'] as const;
type Step =
  | { readonly kind: 'match'; readonly offerLine: number; readonly quantity: number; readonly state: (typeof STATES)[number] }
  | { readonly kind: 'state'; readonly match: number; readonly state: (typeof STATES)[number] }
  | { readonly kind: 'quantity'; readonly match: number; readonly quantity: number }
  | { readonly kind: 'ceiling'; readonly amount: number | null; readonly currency: 'EUR' | 'LYD' }
  | { readonly kind: 'end' };
const state = fc.constantFrom(...STATES);
const quantity = fc.integer({ min: 1, max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('match' as const), offerLine: fc.constantFrom(0, 0, 0, 1), quantity, state }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('state' as const), match: fc.nat(5), state }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('quantity' as const), match: fc.nat(5), quantity }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('ceiling' as const),
      amount: fc.option(fc.integer({ min: 1, max: 200 })),
      currency: fc.constantFrom('EUR' as const, 'EUR' as const, 'LYD' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'end' as const }) },
);

const CODES_OF_CHECKS = ['23514'];
/** What the database refuses leaves everything as it was. */
async function attempt(work: (tx: postgres.TransactionSql) => Promise<unknown>): Promise<void> {
  try {
    await sql.begin(work);
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || !CODES_OF_CHECKS.includes(error.code)) throw error;
  }
}

async function take(one: Step, partnershipId: string, ids: string[]): Promise<void> {
  if (one.kind === 'match') {
    const id = newId<'match'>();
    await attempt(async (tx) => {
      await tx`insert into matches (id, need_id, need_line_id, offer_id, offer_line_id, organisation_id, unit_id, donor_id, quantity, state,
        proposed_by_role, partnership_id, agreed_at, expires_at, created_at)
        values (${id}, ${need.needId}, ${must(need.lineIds[0], 'line')}, ${offer.offerId}, ${must(offer.lineIds[one.offerLine], 'line')},
          ${world.requester.organisationId}, ${world.unitId}, ${world.donor.organisationId}, ${one.quantity}, ${one.state}, 'facilitator',
          ${partnershipId}, now(), now(), now())`;
      ids.push(id);
    });
    return;
  }
  if (one.kind === 'ceiling') {
    const currency = one.amount === null ? null : one.currency;
    await attempt(
      (tx) => tx`update partnerships set ceiling_amount = ${one.amount}, ceiling_currency = ${currency} where id = ${partnershipId}`,
    );
    return;
  }
  if (one.kind === 'end') {
    await attempt((tx) => tx`update partnerships set state = 'ended' where id = ${partnershipId}`);
    return;
  }
  const id = ids[one.match % Math.max(1, ids.length)];
  if (id === undefined) return;
  if (one.kind === 'state') await attempt((tx) => tx`update matches set state = ${one.state} where id = ${id}`);
  else await attempt((tx) => tx`update matches set quantity = ${one.quantity} where id = ${id}`);
}

t.test('whatever happens to matches and ceilings, what is agreed is counted true and never passes the ceiling', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const partnershipId = newId<'partnership'>();
      await sql`insert into partnerships (id, donor_id, recipient_id, kind, state, title, donor_signed_at, recipient_signed_at, valid_from, valid_until, created_at)
        values (${partnershipId}, ${world.donor.organisationId}, ${world.validator.organisationId}, 'grant', 'signed', 'x', now(), now(), '2026-01-01', '2027-01-01', now())`;
      const ids: string[] = [];
      let wasEnded = false;
      for (const one of steps) {
        const before = await sql<{ id: string; state: string }[]>`select id, state from matches where partnership_id = ${partnershipId}`;
        await take(one, partnershipId, ids);
        const [partnership] = await sql<{ state: string; used: string; ceiling: string | null; currency: string | null }[]>`
          select state, used_amount as used, ceiling_amount as ceiling, ceiling_currency as currency from partnerships where id = ${partnershipId}`;
        const agreed = await sql<{ id: string; quantity: number; offer_line_id: string }[]>`
          select id, quantity, offer_line_id from matches where partnership_id = ${partnershipId}
            and state in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')`;
        const { used, ceiling, currency } = must(partnership, 'the partnership');
        if (ceiling !== null) {
          const line = must(offer.lineIds[currency === 'EUR' ? 0 : 1], 'line');
          if (agreed.some(({ offer_line_id }) => offer_line_id !== line)) return false; // of unknown worth, and yet agreed
          const worth = agreed.reduce((sum, match) => sum + match.quantity * (currency === 'EUR' ? IN_EURO : 7), 0);
          if (Number(used) !== worth || worth > Number(ceiling)) return false;
        } else if (Number(used) !== 0) return false;
        const wereAgreed = new Set(
          before.filter(({ state: then }) => ['agreed', 'in-procurement', 'in-delivery', 'completed'].includes(then)).map(({ id }) => id),
        );
        if (wasEnded && agreed.some(({ id }) => !wereAgreed.has(id))) return false; // agreed under one that has ended
        wasEnded ||= partnership?.state === 'ended';
      }
      await sql`update matches set state = 'cancelled' where partnership_id = ${partnershipId}`;
      return true;
    }),
    { numRuns: asOften(150, 0) },
  );
  const [left] = await sql<
    { committed: number }[]
  >`select sum(committed)::int as committed from offer_lines where offer_id = ${offer.offerId}`;
  t.equal(left?.committed, 0, 'the ledger’s own counters came back to nothing');
});
