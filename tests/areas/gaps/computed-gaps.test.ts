import t from 'tap';
import { computeGaps, recordUnitTypeRequirement } from '#src/areas/gaps/index.ts';
import type { ListGaps } from '#src/areas/gaps/contract.ts';
import { GapTotal } from '#src/areas/gaps/record.ts';
import { gapOf } from '#src/areas/gaps/domain/gap.ts';
import { listGaps, listGapTotals } from '#src/areas/gaps/gap-queries.ts';
import { listHoldingReports, listRequirements } from '#src/areas/gaps/queries.ts';
import { draftNeed } from '#src/areas/needs/index.ts';
import type { UnitId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, makeUnit, theSystem } from '#tests/support/people.ts';
import { authorise, countStock } from './stock.ts';
import { inSteps } from '#tests/support/in-steps.ts';

const PICKUP = 'vehicle-4x4-pickup';
const RADIO = 'radio-vhf-handheld';
const READER = 'passport-reader';
const TODAY = '2026-11-23';

const database = await createTestDatabase(t, { template: 'migrated' });
const { db } = database;
const superuser = connectAsSuperuser(t, database);

const ghat = await makeUnit(database, { organisation: 'ly-gasbcp' });
const sabha = await makeUnit(database, { organisation: 'ly-gasbcp', site: 'sabha' });
const musaid = await makeUnit(database, { organisation: 'ly-customs-authority', site: 'musaid', unitType: 'crossing-large' });
const requester = await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' });
const ghatOfficer = await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp', unitId: ghat.id });
const customs = await makePerson(database, { role: 'requester', organisation: 'ly-customs-authority' });
const validator = await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' });
const customsValidator = await makePerson(database, { role: 'validator', organisation: 'ly-customs-authority' });
const facilitator = await makePerson(database, { role: 'facilitator', organisation: 'unsmil' });
const donor = await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' });

const everything: ListGaps = {
  limit: 50,
  sort: 'unit',
  cursor: undefined,
  region: undefined,
  area: undefined,
  unitId: undefined,
  itemType: undefined,
  onlyGaps: undefined,
};
const gapsSeenBy = async (person: Person, filters: Partial<ListGaps> = {}) =>
  (await asActor(db, actOf(person), (tx) => listGaps(tx, actOf(person), { ...everything, ...filters }))).items;
const gapOfUnit = async (person: Person, unitId: UnitId, itemType: string, today = TODAY) =>
  (await asActor(db, actOf(person), (tx) => computeGaps(tx, unitId, new Date(`${today}T09:00:00.000Z`)))).get(itemType);

await asActor(db, theSystem(), (tx) =>
  recordUnitTypeRequirement(tx, theSystem(), { unitType: 'desert-post', itemType: PICKUP, authorised: 9, effectiveOn: '2026-01-01' }),
);
await asActor(db, theSystem(), (tx) =>
  recordUnitTypeRequirement(tx, theSystem(), { unitType: 'crossing-large', itemType: READER, authorised: 4, effectiveOn: '2026-01-01' }),
);
await countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 2, asOf: '2026-06-01' });

t.test('the type of a unit says what it is authorised, until the unit has a figure of its own', async (t) => {
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), 7);
  t.equal(await gapOfUnit(requester, sabha.id, PICKUP), 9, 'no report: nothing is held');
  await authorise(db, validator, sabha.id, PICKUP, 5, '2026-10-01');
  t.equal(await gapOfUnit(requester, sabha.id, PICKUP), 5);
  const [row] = await gapsSeenBy(requester, { unitId: sabha.id });
  t.equal(row?.authorisedBy, 'unit');
});

t.test('a figure of the unit’s own wins even where it is zero', async (t) => {
  await authorise(db, validator, sabha.id, PICKUP, 0, '2026-10-02');
  t.equal(await gapOfUnit(requester, sabha.id, PICKUP), 0);
});

t.test('what takes effect later holds from its day on and not before', async (t) => {
  await authorise(db, validator, sabha.id, PICKUP, 12, '2027-01-01');
  t.equal(await gapOfUnit(requester, sabha.id, PICKUP, '2026-12-31'), 0);
  t.equal(await gapOfUnit(requester, sabha.id, PICKUP, '2027-01-01'), 12);
});

t.test('a later report wins and an earlier one stays readable', async (t) => {
  await countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 4, asOf: '2026-11-01' });
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), 5);
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP, '2026-10-31'), 7, 'on an earlier day the earlier report holds');
  await countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 1, asOf: '2026-03-01' });
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), 5, 'a report entered late for an earlier day changes nothing today');
  const history = await asActor(db, actOf(requester), (tx) =>
    listHoldingReports(tx, actOf(requester), { limit: 50, cursor: undefined, unitId: ghat.id, itemType: PICKUP }),
  );
  t.strictSame(
    history.items
      .map(({ asOf, serviceable, onHand }) => [asOf, serviceable, onHand])
      .sort(([a], [b]) => String(a).localeCompare(String(b))),
    [
      ['2026-03-01', 1, 3],
      ['2026-06-01', 2, 4],
      ['2026-11-01', 4, 6],
    ],
  );
});

t.test('what is agreed and not yet accepted or failed reduces the gap', async (t) => {
  const before = await gapOfUnit(requester, ghat.id, PICKUP);
  const line = { itemType: PICKUP, quantityRequested: 4, specifications: [], minimumLot: 1, acceptedSubstitutes: [] };
  const needId = await asActor(db, actOf(requester), (tx) =>
    draftNeed(tx, actOf(requester), {
      unitId: ghat.id,
      priority: 'urgent',
      justification: { en: 'For a test' },
      neededBy: '2027-08-01',
      respondBy: '2027-02-01',
      fulfilTogether: false,
      lines: [line, line],
    }),
  );
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), before, 'asking changes nothing');
  // Counters belong to the ledger; here its hand is lent to the test, so that no match has to be made.
  const setCounters = (reserved: number, agreed: number, shipped: number, accepted: number, failed: number) =>
    superuser.begin(async (tx) => {
      await tx`select set_config('role', 'wasl_ledger', true)`;
      await tx`update need_lines set quantity_validated = 4, reserved = ${reserved}, agreed = ${agreed}, shipped = ${shipped},
        accepted = ${accepted}, failed = ${failed} where need_id = ${needId}`;
    });
  await setCounters(2, 0, 0, 0, 0);
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), before, 'a reservation is not agreed');
  await setCounters(0, 2, 0, 0, 0);
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), 1, 'two lines of one item type add up: 5 − 2 × 2');
  await setCounters(0, 2, 2, 1, 0);
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), 3, 'what is accepted is the next report’s to count');
  await setCounters(0, 2, 2, 1, 1);
  t.equal(await gapOfUnit(requester, ghat.id, PICKUP), 5, 'what failed is not coming any more');
  t.equal((await gapsSeenBy(requester, { unitId: ghat.id, itemType: PICKUP }))[0]?.inbound, 0);
});

t.test('a requester sees its own organisation’s gaps alone, and its own unit’s where it has one', async (t) => {
  t.strictSame(new Set((await gapsSeenBy(requester)).map(({ unitId }) => unitId)), new Set([ghat.id, sabha.id]));
  t.strictSame(new Set((await gapsSeenBy(ghatOfficer)).map(({ unitId }) => unitId)), new Set([ghat.id]));
  t.strictSame(
    (await gapsSeenBy(customs)).filter(({ unitId }) => unitId !== musaid.id),
    [],
  );
  t.equal(await gapOfUnit(customs, ghat.id, PICKUP), undefined, 'nor is another’s unit computed by its id');
  t.strictSame(await gapsSeenBy(customs, { unitId: ghat.id }), []);
  t.strictSame(await gapsSeenBy(donor), [], 'the database shows a donor nothing, whatever the route says');
});

t.test('another organisation’s requester reads no history either, but the authorised table of the types', async (t) => {
  const ctx = actOf(customs);
  const reports = await asActor(db, ctx, (tx) =>
    listHoldingReports(tx, ctx, { limit: 50, cursor: undefined, unitId: undefined, itemType: undefined }),
  );
  t.strictSame(reports.items, []);
  const authorised = await asActor(db, ctx, (tx) =>
    listRequirements(tx, ctx, { limit: 50, cursor: undefined, unitId: undefined, unitType: undefined, itemType: undefined }),
  );
  t.strictSame(
    authorised.items.map(({ unitType }) => unitType).sort((a, b) => String(a).localeCompare(String(b))),
    ['crossing-large', 'desert-post'],
  );
});

t.test('filters combine', async (t) => {
  await authorise(db, validator, ghat.id, RADIO, 10, '2026-01-01');
  await countStock(db, requester, ghat.id, { itemType: RADIO, serviceable: 10, asOf: '2026-11-01' });
  const names = async (filters: Partial<ListGaps>) =>
    (await gapsSeenBy(facilitator, filters))
      .map(({ unitId, itemType }) => `${unitId === ghat.id ? 'ghat' : unitId === sabha.id ? 'sabha' : 'musaid'} ${itemType}`)
      .sort();
  t.strictSame(await names({ region: 'fezzan' }), [`ghat ${RADIO}`, `ghat ${PICKUP}`, `sabha ${PICKUP}`].sort());
  t.strictSame(await names({ region: 'fezzan', onlyGaps: true }), [`ghat ${PICKUP}`]);
  t.strictSame(await names({ area: 'communications' }), [`ghat ${RADIO}`]);
  t.strictSame(await names({ area: 'communications', onlyGaps: true }), []);
  t.strictSame(await names({ itemType: READER, region: 'cyrenaica' }), [`musaid ${READER}`]);
});

for (const sort of ['unit', 'biggest'] as const) {
  t.test(`pages in the order “${sort}” give every row once`, async (t) => {
    const whole = await gapsSeenBy(facilitator, { sort });
    if (sort === 'biggest') {
      t.strictSame(
        whole.map(({ gap }) => gap),
        whole.map(({ gap }) => gap).sort((a, b) => b - a),
      );
    }
    const paged: typeof whole = [];
    for (let cursor: string | undefined; ;) {
      const page = await asActor(db, actOf(facilitator), (tx) =>
        listGaps(tx, actOf(facilitator), { ...everything, sort, limit: 1, cursor }),
      );
      paged.push(...page.items);
      if (page.next === null) break;
      cursor = page.next;
    }
    t.equal(whole.length, 4);
    t.strictSame(paged, whole);
  });
}

t.test('a cursor that no page gave is refused as a field', async (t) => {
  for (const key of [['x'], [1e13, ghat.id, PICKUP], [ghat.id, 'nul\u0000'], [1, ghat.id, 'nul\u0000']]) {
    for (const sort of ['unit', 'biggest'] as const) {
      const cursor = JSON.stringify(key);
      await t.rejects(gapsSeenBy(facilitator, { sort, cursor }), { code: 'invalid-field' }, JSON.stringify(key));
    }
  }
});

t.test('the statement computes every gap as the rule says', async (t) => {
  const gaps = await gapsSeenBy(facilitator);
  t.ok(gaps.length > 0);
  for (const one of gaps) t.equal(one.gap, gapOf(inSteps(one)), one.itemType);
});

t.test('totals add up what the reader sees and nothing else', async (t) => {
  const totalsSeenBy = async (person: Person, by: 'region' | 'area' | 'unit' | 'item-type') =>
    (
      await asActor(db, actOf(person), (tx) =>
        listGapTotals(tx, actOf(person), {
          by,
          region: undefined,
          area: undefined,
          unitId: undefined,
          itemType: undefined,
          onlyGaps: undefined,
        }),
      )
    ).items;
  for (const by of ['region', 'area', 'unit', 'item-type'] as const) {
    const gaps = await gapsSeenBy(facilitator);
    const totals = await totalsSeenBy(facilitator, by);
    t.equal(
      totals.reduce((sum, { gap }) => sum + gap, 0),
      gaps.reduce((sum, { gap }) => sum + gap, 0),
      by,
    );
    t.ok(
      totals.every(({ names }) => names?.ar),
      `${by}: every group has its names`,
    );
  }
  t.strictSame(
    (await totalsSeenBy(requester, 'region')).map(({ key, gap, units, itemTypes }) => ({ key, gap, units, itemTypes })),
    [{ key: 'fezzan', gap: 5, units: 2, itemTypes: 2 }],
  );
});

t.test('totals hold sums that no single count could', async (t) => {
  const most = 1_000_000_000;
  for (const itemType of [PICKUP, RADIO, READER]) await authorise(db, customsValidator, musaid.id, itemType, most, '2026-11-01');
  const [total] = (
    await asActor(db, actOf(customs), (tx) =>
      listGapTotals(tx, actOf(customs), {
        by: 'unit',
        region: undefined,
        area: undefined,
        unitId: undefined,
        itemType: undefined,
        onlyGaps: undefined,
      }),
    )
  ).items;
  t.equal(total?.gap, 3 * most);
  t.ok(GapTotal.schema.safeParse(total).success, 'and the answer’s schema lets it out');
});
