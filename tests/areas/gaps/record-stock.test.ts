import t from 'tap';
import { addUnit, recordRequirement, recordUnitTypeRequirement } from '#src/areas/gaps/index.ts';
import { RecordHoldingReport } from '#src/areas/gaps/contract.ts';
import { findUnit, listUnits } from '#src/areas/gaps/queries.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, makeUnit, organisationIdOf, theSystem } from '#tests/support/people.ts';
import { authorise, countStock } from './stock.ts';

const PICKUP = 'vehicle-4x4-pickup';

const database = await createTestDatabase(t, { template: 'migrated' });
const { db } = database;
const superuser = connectAsSuperuser(t, database);

const ghat = await makeUnit(database, { organisation: 'ly-gasbcp' });
const requester = await makePerson(database, { role: 'requester', organisation: 'ly-gasbcp' });
const customs = await makePerson(database, { role: 'requester', organisation: 'ly-customs-authority' });
const validator = await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-interior' });
const customsValidator = await makePerson(database, { role: 'validator', organisation: 'ly-customs-authority' });
const donor = await makePerson(database, { role: 'donor', organisation: 'it-ministry-of-interior' });
const facilitator = await makePerson(database, { role: 'facilitator', organisation: 'unsmil' });
const auditor = await makePerson(database, { role: 'auditor', organisation: 'un-panel-of-experts-libya' });
const administrator = await makePerson(database, { role: 'administrator', organisation: 'unsmil' });

/** The refusal that an attempt ends in, as `code pointer`. */
async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'no refusal';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [error.code, error.details.fields?.[0]?.pointer].filter((part) => part !== undefined).join(' ');
  }
}

const eventsOf = (id: string) => superuser<{ action: string; actor_role: string; parties: string[] }[]>`
  select action, actor_role, parties from events where subject_id = ${id}`;

t.test('a count is recorded with one event that names the unit’s organisation', async (t) => {
  const id = await countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 2, asOf: '2026-11-23' });
  t.strictSame([...(await eventsOf(id))], [{ action: 'holding-report.recorded', actor_role: 'requester', parties: [ghat.organisationId] }]);
});

t.test('a second count of the same item for the same day is refused, and nothing is overwritten', async (t) => {
  const again = countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 9, asOf: '2026-11-23' });
  t.equal(await refusalOf(again), 'already-recorded /asOf');
  const [kept] = await superuser<
    { serviceable: number }[]
  >`select serviceable from holding_reports where unit_id = ${ghat.id} and as_of = '2026-11-23'`;
  t.equal(kept?.serviceable, 2);
});

t.test('of two counts of one day at once, one is recorded and one refused', async (t) => {
  const both = await Promise.all(
    [1, 2].map((serviceable) => refusalOf(countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable, asOf: '2026-11-20' }))),
  );
  t.strictSame(both.sort(), ['already-recorded /asOf', 'no refusal']);
});

t.test('nobody counts tomorrow', async (t) => {
  t.equal(
    await refusalOf(countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 2, asOf: '2026-11-24' })),
    'date-order /asOf',
  );
});

t.test('an item that the catalogue doesn’t know or excludes is not counted', async (t) => {
  t.equal(
    await refusalOf(countStock(db, requester, ghat.id, { itemType: 'flying-carpet', serviceable: 2, asOf: '2026-11-22' })),
    'reference-unknown /itemType',
  );
  t.equal(
    await refusalOf(countStock(db, requester, ghat.id, { itemType: 'small-arms', serviceable: 2, asOf: '2026-11-22' })),
    'item-excluded /itemType',
  );
});

t.test('a count is no less than nothing, in no more places than any unit has, and its sum is a quantity', async (t) => {
  const counted = { unitId: ghat.id, itemType: PICKUP, serviceable: 1, unserviceableRepairable: 1, beyondRepair: 1, asOf: '2026-11-01' };
  t.ok(RecordHoldingReport.safeParse(counted).success);
  t.ok(RecordHoldingReport.safeParse({ ...counted, beyondRepair: 0.5 }).success, 'of a unit that has places');
  t.notOk(RecordHoldingReport.safeParse({ ...counted, beyondRepair: -1 }).success);
  t.notOk(RecordHoldingReport.safeParse({ ...counted, beyondRepair: 0.0005 }).success);
  t.equal(
    await refusalOf(countStock(db, requester, ghat.id, { itemType: PICKUP, serviceable: 1_000_000_001, asOf: '2026-11-01' })),
    'invalid-field /serviceable',
  );
});

t.test('another organisation’s unit can’t be counted or authorised: it isn’t even known', async (t) => {
  t.equal(
    await refusalOf(countStock(db, customs, ghat.id, { itemType: PICKUP, serviceable: 2, asOf: '2026-11-22' })),
    'reference-unknown /unitId',
  );
  t.equal(await refusalOf(authorise(db, customsValidator, ghat.id, PICKUP, 9, '2026-11-22')), 'reference-unknown /unitId');
});

t.test('only a unit’s own side counts, and only a validator says what is authorised', async (t) => {
  for (const person of [donor, facilitator, auditor, administrator]) {
    t.equal(
      await refusalOf(countStock(db, person, ghat.id, { itemType: PICKUP, serviceable: 2, asOf: '2026-11-22' })),
      'role-not-allowed',
      person.role,
    );
  }
  for (const person of [requester, donor, facilitator, auditor, administrator]) {
    t.equal(await refusalOf(authorise(db, person, ghat.id, PICKUP, 9, '2026-11-22')), 'role-not-allowed', person.role);
  }
});

t.test('a requirement is followed by a later one and never rewritten', async (t) => {
  const id = await authorise(db, validator, ghat.id, PICKUP, 9, '2026-11-22');
  t.strictSame(
    (await eventsOf(id)).map(({ action }) => action),
    ['requirement.recorded'],
  );
  t.equal(await refusalOf(authorise(db, validator, ghat.id, PICKUP, 8, '2026-11-22')), 'already-recorded /effectiveOn');
  t.equal(await refusalOf(authorise(db, validator, ghat.id, PICKUP, 8, '2026-11-23')), 'no refusal');
  await t.rejects(superuser`update requirements set authorised = 1 where id = ${id}`, /append-only/);
  await t.rejects(superuser`delete from holding_reports where unit_id = ${ghat.id}`, /append-only/);
});

t.test('the authorised table of a type of unit is the system’s alone', async (t) => {
  const input = { unitType: 'desert-post', itemType: PICKUP, authorised: 9, effectiveOn: '2026-01-01' };
  t.equal(
    await refusalOf(asActor(db, actOf(validator), (tx) => recordUnitTypeRequirement(tx, actOf(validator), input))),
    'role-not-allowed',
  );
  t.equal(await refusalOf(asActor(db, theSystem(), (tx) => recordUnitTypeRequirement(tx, theSystem(), input))), 'no refusal');
});

t.test('a validator enters a unit of an organisation that it answers for', async (t) => {
  const names = { en: 'Nalut post', ar: 'نقطة نالوت', it: 'Posto di Nalut', fr: 'Poste de Nalut' };
  const enter = async (person: Person, change: Partial<{ slug: string; organisation: string; site: string; unitType: string }> = {}) => {
    const { slug = 'u-nalut', organisation = 'ly-gasbcp', site = 'nalut', unitType = 'patrol-north' } = change;
    const organisationId = await organisationIdOf(database, organisation);
    return asActor(db, actOf(person), (tx) => addUnit(tx, actOf(person), { slug, organisationId, site, unitType, names }));
  };
  const id = await enter(validator);
  t.strictSame(
    (await eventsOf(id)).map(({ action }) => action),
    ['unit.added'],
  );
  const seen = await asActor(db, actOf(requester), (tx) => findUnit(tx, actOf(requester), id));
  t.equal(seen.region, 'tripolitania');
  t.equal(await refusalOf(enter(validator)), 'invalid-field /slug', 'a slug is given once');
  t.equal(await refusalOf(enter(validator, { slug: 'u-2', organisation: 'ly-customs-authority' })), 'not-your-own /organisationId');
  t.equal(await refusalOf(enter(validator, { slug: 'u-2', site: 'atlantis' })), 'reference-unknown /site');
  t.equal(await refusalOf(enter(validator, { slug: 'u-2', unitType: 'fleet' })), 'reference-unknown /unitType');
  t.equal(await refusalOf(enter(requester, { slug: 'u-2' })), 'role-not-allowed');
});

t.test('units show themselves to their own side and to who oversees; to a donor only through a match', async (t) => {
  const seenBy = async (person: Person) =>
    (
      await asActor(db, actOf(person), (tx) =>
        listUnits(tx, actOf(person), { limit: 50, cursor: undefined, region: undefined, organisationId: undefined, unitType: undefined }),
      )
    ).items;
  t.equal((await seenBy(requester)).length, 2);
  t.equal((await seenBy(administrator)).length, 2);
  t.strictSame(await seenBy(customs), []);
  t.strictSame(await seenBy(donor), []);
  t.equal(await refusalOf(asActor(db, actOf(customs), (tx) => findUnit(tx, actOf(customs), ghat.id))), 'not-found');
});

t.test('a refused record leaves no event behind', async (t) => {
  const count = async () => (await superuser<{ count: number }[]>`select count(*)::int as count from events`)[0]?.count;
  const before = await count();
  const ctx = actOf(validator);
  await refusalOf(
    asActor(db, ctx, (tx) => recordRequirement(tx, ctx, { unitId: ghat.id, itemType: PICKUP, authorised: 1, effectiveOn: '2026-11-22' })),
  );
  t.equal(await count(), before);
});
