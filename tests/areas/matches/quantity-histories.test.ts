import fc from 'fast-check';
import postgres from 'postgres';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { QUANTITY_FAULTS } from '#tests/support/quantity-balances.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makeWorld } from '#tests/support/world.ts';
import { newId } from '#src/platform/ids.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';

/**
 * The ledger against thousands of histories that no verb would allow: matches are written straight into the table, in any
 * order and any state. Whatever the database lets through must leave its counters true and its bounds kept.
 */
const database = await createTestDatabase(t, { template: 'migrated' });
const world = await makeWorld(database);
const ITEM = 'uniform-set-desert';
const need = await publishedNeed(database.db, world, world.unitId, [
  { itemType: ITEM, quantity: 10 },
  { itemType: ITEM, quantity: 7 },
]);
const offer = await availableOffer(database.db, world, [
  { itemType: ITEM, quantity: 9 },
  { itemType: ITEM, quantity: 8 },
]);
const sql = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
t.teardown(() => sql.end());

const STATES = [
  'proposed',
  'donor-accepted',
  'reserved',
  'agreed',
  'in-procurement',
  'in-delivery',
  'completed',
  'declined',
  'cancelled',
  'lapsed',
] as const;

type Step =
  | { readonly kind: 'match'; readonly needLine: number; readonly offerLine: number; readonly quantity: number }
  | { readonly kind: 'state'; readonly match: number; readonly state: (typeof STATES)[number] }
  | { readonly kind: 'asked'; readonly line: number; readonly quantity: number }
  | { readonly kind: 'offered'; readonly line: number; readonly quantity: number }
  | { readonly kind: 'quantity'; readonly match: number; readonly quantity: number }
  | {
      readonly kind: 'deliver';
      readonly match: number;
      readonly shipped: number;
      readonly accepted: number;
      readonly rejected: number;
      readonly lost: number;
      readonly verified: number;
    };

const small = fc.integer({ min: 0, max: 6 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('match' as const), needLine: fc.nat(1), offerLine: fc.nat(1), quantity: fc.integer({ min: 1, max: 11 }) }),
  fc.record({ kind: fc.constant('state' as const), match: fc.nat(5), state: fc.constantFrom(...STATES) }),
  fc.record({ kind: fc.constant('asked' as const), line: fc.nat(1), quantity: fc.integer({ min: 1, max: 11 }) }),
  fc.record({ kind: fc.constant('offered' as const), line: fc.nat(1), quantity: fc.integer({ min: 1, max: 11 }) }),
  fc.record({ kind: fc.constant('quantity' as const), match: fc.nat(5), quantity: fc.integer({ min: 1, max: 11 }) }),
  fc.record({
    kind: fc.constant('deliver' as const),
    match: fc.nat(5),
    shipped: small,
    accepted: small,
    rejected: small,
    lost: small,
    verified: small,
  }),
);

interface Fault {
  readonly fault: string;
}

t.test('no history makes the books wrong or a line hold more than it may', async (t) => {
  const numRuns = Number(process.env['WASL_HISTORIES'] ?? asOften(1000));
  await holdAndMeet(t, { numRuns, floors: { taken: 1, refused: 1 / 10 } }, (met) =>
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (history) => {
      const faults: string[] = [];
      await sql
        .begin(async (tx) => {
          const matches: string[] = [];
          const delivery = newId<'delivery'>();
          await tx`insert into deliveries (id, donor_id, kind, state, transport_mode, created_at) values (${delivery}, ${world.donor.organisationId}, 'goods', 'shipped', 'sea', now())`;
          for (const one of history) {
            try {
              await tx.savepoint((point) => play(point, one, matches, delivery));
              met.taken += 1;
            } catch (error) {
              if (!(error instanceof postgres.PostgresError) || error.code !== '23514') throw error;
              met.refused += 1;
            }
          }
          faults.push(...(await tx.unsafe<Fault[]>(QUANTITY_FAULTS)).map(({ fault }) => fault));
          throw new Undo();
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undo)) throw error;
        });
      if (faults.length > 0) throw new Error(faults.join(', '));
    }),
  );
});

class Undo extends Error {}

async function play(tx: postgres.TransactionSql, one: Step, matches: string[], delivery: string): Promise<void> {
  if (one.kind === 'match') {
    const id = newId<'match'>();
    await tx`insert into matches (id, need_id, need_line_id, offer_id, offer_line_id, organisation_id, unit_id, donor_id, quantity, state, proposed_by_role, created_at)
      values (${id}, ${need.needId}, ${must(need.lineIds[one.needLine], 'line')}, ${offer.offerId}, ${must(offer.lineIds[one.offerLine], 'line')},
        ${world.requester.organisationId}, ${world.unitId}, ${world.donor.organisationId}, ${one.quantity}, 'proposed', 'facilitator', now())`;
    matches.push(id);
    return;
  }
  if (one.kind === 'asked') {
    // As a revision of the need does, that its validator approved: the header follows its lines.
    await tx`update need_lines set quantity_requested = ${one.quantity}, quantity_validated = ${one.quantity} where id = ${must(need.lineIds[one.line], 'line')}`;
    await tx`update needs set state = state where id = ${need.needId} and state in ('published', 'stale', 'fulfilled')`;
    return;
  }
  if (one.kind === 'offered') {
    await tx`update offer_lines set quantity = ${one.quantity} where id = ${must(offer.lineIds[one.line], 'line')}`;
    await tx`update offers set state = state where id = ${offer.offerId} and state in ('available', 'partly-reserved', 'exhausted')`;
    return;
  }
  const id = matches[one.match];
  if (id === undefined) return;
  if (one.kind === 'state') {
    await tx`update matches set state = ${one.state}, expires_at = now(), agreed_at = now(), partnership_id = ${world.partnershipId} where id = ${id}`;
  } else if (one.kind === 'quantity') {
    await tx`update matches set quantity = ${one.quantity} where id = ${id}`;
  } else {
    await tx`insert into delivery_lines (id, delivery_id, match_id, organisation_id, unit_id, donor_id, position, planned, shipped, accepted, rejected, lost, verified, rejection_reason)
      values (${newId<'delivery-line'>()}, ${delivery}, ${id}, ${world.requester.organisationId}, ${world.unitId}, ${world.donor.organisationId}, 1, 6, ${one.shipped}, ${one.accepted}, ${one.rejected}, ${one.lost}, ${one.verified}, 'damaged')
      on conflict (delivery_id, match_id) do update set shipped = excluded.shipped, accepted = excluded.accepted, rejected = excluded.rejected, lost = excluded.lost, verified = excluded.verified`;
  }
}
