import t from 'tap';
import { cancelMatch } from '#src/areas/matches/index.ts';
import {
  PACKAGE_ACTIONS,
  PACKAGE_RIGHTS,
  PACKAGE_STATES,
  PACKAGE_TRANSITIONS,
  type PackageAction,
} from '#src/areas/packages/domain/package.ts';
import { settlePackages } from '#src/areas/packages/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { PackageId } from '#src/kernel/id.ts';
import { ROLES } from '#src/kernel/role.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { theSystem } from '#tests/support/people.ts';
import { publishedNeed } from '#tests/support/lines.ts';
import { refusalOf } from '../partnerships/partnership-world.ts';
import { makePackageWorld } from './package-world.ts';

const world = await makePackageWorld(t);
const { italy, turkey, facilitator, requester, validator, auditor, administrator, stranger, elsewhere, superuser } = world;
const { match, assemble, read, list, link, unlink, dissolve, ask, count, freshUnit, eventsOf } = world;
const people: Record<string, Person> = { requester, validator, donor: italy.donor, facilitator, auditor, administrator };

/** The radio of a vehicle asks for an operators' course, required; the rest of what it recommends is left out. */
const AMOUNTS = ['needed', 'held', 'agreed', 'reserved', 'inTransit', 'verified', 'delivered', 'missing', 'asked'];
const RADIO = 'radio-vhf-mobile';
const COURSE = 'course-radio-operator';
const radios = { mainItemType: RADIO, without: ['radio-vhf-repeater'] };
const partOf = async (by: Person, id: PackageId, itemType: string) =>
  must(
    (await read(by, id)).parts.find((part) => part.itemType === itemType),
    itemType,
  );

t.test('a package whose weakest part is training is as ready as its training', async (t) => {
  const unitId = await freshUnit();
  const bought = await match(italy, RADIO, 8, 'agreed', unitId);
  const id = await assemble({ ...radios, unitId, matchIds: [bought] });
  const shown = await read(facilitator, id);
  t.match(shown.reference, /^K-[0-9A-Z]{4}-[0-9A-Z]{2}$/);
  t.strictSame(
    shown.parts.map(({ itemType, needed, criticality }) => [itemType, needed, criticality]),
    [
      [RADIO, 8, 'main'],
      [COURSE, 1, 'required'],
    ],
    'its quantity is what the matches bring',
  );
  t.match(shown, { state: 'incomplete', completeness: 0, readiness: 0 });
  t.strictSame(shown.missing, [{ itemType: COURSE, quantity: 1, unitOfMeasure: 'ACT' }]);
  t.match(await partOf(facilitator, id, RADIO), { agreed: 8, completeness: 100, readiness: 0, missing: 0 });

  await link(facilitator, id, 1, await match(turkey, COURSE, 1, 'agreed', unitId));
  t.match(await read(facilitator, id), { state: 'complete', completeness: 100, readiness: 0, missing: [] });
  t.strictSame((await read(facilitator, id)).weakestParts, [RADIO, COURSE]);
  t.strictSame(
    [...(await eventsOf(id))].map(({ action, actor_role }) => [action, actor_role]),
    [
      ['package.assembled', 'facilitator'],
      ['package.matches-linked', 'facilitator'],
      ['package.completed', 'system'],
    ],
  );
});

t.test('a reservation holds a part and counts for nothing; a proposal doesn’t even hold it', async (t) => {
  const unitId = await freshUnit();
  const id = await assemble({ ...radios, unitId, quantity: 8, matchIds: [await match(italy, RADIO, 3, 'half-accepted', unitId)] });
  t.match(await partOf(facilitator, id, RADIO), { reserved: 0, agreed: 0, missing: 8, completeness: 0 });
});

t.test('a cancelled match lowers what its part stands at, and the scheduled job records that the package fell short, once', async (t) => {
  const unitId = await freshUnit();
  const matchIds = [await match(italy, RADIO, 8, 'agreed', unitId), await match(turkey, COURSE, 1, 'agreed', unitId)];
  const id = await assemble({ ...radios, unitId, matchIds });
  t.equal((await read(requester, id)).state, 'complete');
  await italy.as(turkey.donor, (tx, ctx) => cancelMatch(tx, ctx, must(matchIds[1], 'course'), 5, 'policy-decision'));
  t.match(await read(requester, id), { state: 'incomplete', completeness: 0, missing: [{ itemType: COURSE, quantity: 1 }] });
  const settle = () => asActor(world.database.db, theSystem(), (tx) => settlePackages(tx, theSystem()));
  t.equal(await settle(), 1);
  t.equal(await settle(), 0);
  t.equal([...(await eventsOf(id))].at(-1)?.action, 'package.fell-short');
  t.equal(await refusalOf(italy.as(facilitator, settlePackages)), 'role-not-allowed');
});

t.test('a course that the unit has completed counts as held for as long as its certificate does', async (t) => {
  const unitId = await freshUnit();
  const id = await assemble({ ...radios, unitId, quantity: 10 });
  const complete = (until: string | null) => superuser`
    insert into training_records (id, organisation_id, unit_id, item_type, courses, seats, completed_on, valid_until, evidence, state, recorded_by, recorded_by_organisation, confirmed_by, confirmed_at, created_at)
    select gen_random_uuid(), organisation_id, id, ${COURSE}, 1, 20, '2026-01-10', ${until}, 'register 4', 'confirmed', ${requester.userId}, ${requester.organisationId},
      ${facilitator.userId}, now(), now()
    from units where id = ${unitId}`;
  t.match(await partOf(requester, id, COURSE), { held: 0, readiness: 0 });
  await complete('2026-06-30');
  t.match(await partOf(requester, id, COURSE), { held: 0 }, 'expired');
  await complete(null);
  t.match(await partOf(requester, id, COURSE), { held: 1 });
});

t.test(
  'what the unit has to spare counts for a part, what its other equipment needs doesn’t, and the main item is what comes on top',
  async (t) => {
    const unitId = await freshUnit();
    const id = await assemble({
      unitId,
      mainItemType: 'vehicle-4x4-station-wagon',
      quantity: 4,
      without: ['maintenance-contract-vehicle', 'course-offroad-driving'],
    });
    await count(unitId, 'vehicle-4x4-station-wagon', 2);
    await count(unitId, 'vehicle-4x4-pickup', 2, 1);
    await count(unitId, 'vehicle-spares-package', 7);
    await count(unitId, 'tyre-set-desert', 20);
    t.match(await partOf(requester, id, 'vehicle-4x4-station-wagon'), { held: 0, missing: 4 });
    t.match(await partOf(requester, id, 'vehicle-spares-package'), { held: 2, missing: 2, readiness: 50 }); // 7 − 2 − 3
    t.match(await partOf(requester, id, 'tyre-set-desert'), { held: 4, missing: 0, readiness: 100 });
    const second = await assemble({
      unitId,
      mainItemType: 'vehicle-4x4-station-wagon',
      quantity: 4,
      without: ['maintenance-contract-vehicle', 'course-offroad-driving'],
    });
    t.match(await partOf(requester, second, 'vehicle-spares-package'), { held: 0 }, 'the first package has it already');
    await dissolve(facilitator, id, 1);
    t.match(await partOf(requester, second, 'vehicle-spares-package'), { held: 2 });
  },
);

t.test(
  'two donors’ views: each sees its own match and, of the other’s part, how far it is, but no donor, no amount, no unit',
  async (t) => {
    const unitId = await freshUnit();
    const mine = await match(italy, RADIO, 8, 'agreed', unitId);
    const theirs = await match(turkey, COURSE, 1, 'proposed', unitId);
    const id = await assemble({ ...radios, unitId, quantity: 8, matchIds: [mine, theirs] });

    const italian = await read(italy.donor, id);
    t.strictSame(
      italian.matches.map((one) => [one.id, one.quantity, one.donor.slug]),
      [[mine, 8, 'it-ministry-of-interior']],
    );
    t.equal(italian.unitId, unitId, 'disclosed to Italy by its own match');
    t.equal(italian.quantity, 8);

    const turkish = await read(turkey.donor, id);
    t.strictSame(
      turkish.matches.map((one) => [one.id, one.quantityBand, one.donor.slug]),
      [[theirs, { from: 1, to: 4 }, 'tr-interior']],
    );
    for (const hidden of [
      'unitId',
      'unit',
      'organisation',
      'quantity',
      'title',
      'needId',
      'missing',
      'needs',
      'readiness',
      'completeness',
    ]) {
      t.notOk(hidden in turkish, hidden);
    }
    t.notOk('quantity' in must(turkish.matches[0], 'match'));
    for (const view of [italian, turkish]) {
      t.strictSame(
        view.parts.map(({ itemType, completenessBand, readinessBand }) => [itemType, completenessBand, readinessBand]),
        [
          [RADIO, 'all', 'under-half'],
          [COURSE, 'under-half', 'under-half'],
        ],
      );
      for (const part of view.parts) {
        for (const hidden of AMOUNTS) t.notOk(hidden in part, hidden);
      }
      const text = JSON.stringify(view);
      const [own, other] = view === italian ? ['it-', 'tr-interior'] : ['tr-', 'it-ministry'];
      t.ok(text.includes(own));
      t.notOk(text.includes(other), 'the other donor is not named');
      t.notOk(text.includes('For a test'));
    }
    for (const nobody of [stranger, elsewhere]) t.equal(await refusalOf(read(nobody, id)), 'not-found', nobody.role);
    t.strictSame((await list(stranger)).items, []);
    for (const filter of [{ unitId }, { needId: '01900000-0000-7000-8000-000000000000' as never }]) {
      t.match(await refusalOf(list(turkey.donor, filter)), /^filter-not-available/);
    }
  },
);

t.test('a donor whose match came to nothing doesn’t follow the package any more', async (t) => {
  const unitId = await freshUnit();
  const theirs = await match(turkey, COURSE, 1, 'agreed', unitId);
  const id = await assemble({ ...radios, unitId, quantity: 8, matchIds: [theirs] });
  t.equal((await read(turkey.donor, id)).id, id);
  await italy.as(validator, (tx, ctx) => cancelMatch(tx, ctx, theirs, 5, 'not-applicable'));
  t.equal(await refusalOf(read(turkey.donor, id)), 'not-found');
});

t.test('a match is of the same unit, for a part, alive, and in no other package; all faults are told at once', async (t) => {
  const unitId = await freshUnit();
  const id = await assemble({ ...radios, unitId, quantity: 4 });
  const used = await match(italy, RADIO, 1, 'agreed', unitId);
  await assemble({ ...radios, unitId, matchIds: [used] });
  const other = await match(italy, RADIO, 1, 'agreed', await freshUnit());
  const boots = await match(italy, 'boots-desert', 5, 'agreed', unitId);
  const ended = await match(italy, RADIO, 1, 'agreed', unitId);
  await italy.as(italy.donor, (tx, ctx) => cancelMatch(tx, ctx, ended, 5, 'sold'));
  const fits = await match(italy, RADIO, 1, 'agreed', unitId);
  t.equal(
    await refusalOf(link(facilitator, id, 1, used, other, boots, ended, fits, fits)),
    'match-does-not-fit-package /matchIds/0 /matchIds/1 /matchIds/2 /matchIds/3 /matchIds/5',
  );
  t.equal(await refusalOf(link(facilitator, id, 1, fits)), 'no refusal');
});

t.test('two facilitators that put one match into two packages at once: one is told', async (t) => {
  const unitId = await freshUnit();
  const one = await match(italy, RADIO, 1, 'agreed', unitId);
  const both = [await assemble({ ...radios, unitId, quantity: 4 }), await assemble({ ...radios, unitId, quantity: 4 })];
  const outcomes = await Promise.allSettled(both.map((id) => link(facilitator, id, 1, one)));
  t.strictSame(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  t.equal((await superuser`select 1 from package_matches where match_id = ${one}`).length, 1);
});

t.test('a match that is unlinked goes on by itself and may serve another package; so do those of a dissolved one', async (t) => {
  const unitId = await freshUnit();
  const one = await match(italy, RADIO, 4, 'agreed', unitId);
  const id = await assemble({ ...radios, unitId, matchIds: [one] });
  t.equal(await refusalOf(unlink(facilitator, id, 1, await match(italy, RADIO, 1, 'agreed', unitId))), 'reference-unknown /matchIds/0');
  await unlink(facilitator, id, 1, one);
  t.match(await partOf(facilitator, id, RADIO), { agreed: 0, missing: 4 });
  const next = await assemble({ ...radios, unitId, matchIds: [one] });
  await dissolve(facilitator, next, 1);
  const last = await assemble({ ...radios, unitId, matchIds: [one] });
  t.match(await read(facilitator, next), { state: 'dissolved', endReason: 'other', matches: [], allowedActions: [] });
  t.match(await partOf(facilitator, last, RADIO), { agreed: 4 });
  t.match([...(await eventsOf(next))].at(-1), { action: 'package.dissolved', reason: 'other' });
});

t.test('it follows the need that it answers, or says whose it is and how much', async (t) => {
  const unitId = await freshUnit();
  const { needId } = await publishedNeed(world.database.db, italy, unitId, [{ itemType: RADIO, quantity: 13 }]);
  const shown = await read(facilitator, await assemble({ ...radios, needId }));
  t.match(shown, { needId, unitId, quantity: 13 });
  t.strictSame(
    (await list(facilitator, { needId })).items.map(({ id }) => id),
    [shown.id],
  );
  t.equal(await refusalOf(assemble({ ...radios, needId, unitId: await freshUnit() })), 'invalid-field /unitId');
  t.equal(await refusalOf(assemble({ ...radios, quantity: 3 })), 'invalid-field /unitId');
  t.equal(await refusalOf(assemble({ ...radios, unitId })), 'invalid-field /quantity');
  t.equal(await refusalOf(assemble({ ...radios, unitId, mainItemType: 'howitzer', quantity: 1 })), 'reference-unknown /mainItemType');
  t.equal(
    await refusalOf(assemble({ mainItemType: RADIO, unitId, quantity: 1, without: [COURSE, 'boots-desert'] })),
    'invalid-field /without/0 /without/1',
  );
  t.equal(await refusalOf(assemble({ ...radios, needId: '01900000-0000-7000-8000-000000000000' as never })), 'reference-unknown /needId');
});

t.test('what another role says in its own step is refused, and not dropped', async (t) => {
  const id = await assemble({ ...radios, unitId: await freshUnit(), quantity: 1 });
  t.equal(await refusalOf(ask(facilitator, id, 1, { summary: { en: 'Radios.' }, priority: 'urgent' })), 'invalid-field /priority');
  t.equal(await refusalOf(ask(requester, id, 1, { disclosureLevel: 'partners' })), 'invalid-field /disclosureLevel');
});

t.test('the list finds packages by the state that they are in now, a page at a time', async (t) => {
  const unitId = await freshUnit();
  const ids = [
    await assemble({ ...radios, unitId, quantity: 1 }),
    await assemble({ ...radios, unitId, quantity: 1 }),
    await assemble({ ...radios, unitId, quantity: 1 }),
  ];
  await dissolve(facilitator, must(ids[1], 'second'), 1);
  const found = async (filters: object) => (await list(facilitator, { unitId, ...filters })).items.map(({ id }) => id);
  t.strictSame(await found({}), ids.toReversed());
  t.strictSame(await found({ state: 'incomplete' }), [ids[2], ids[0]]);
  t.strictSame(await found({ state: 'dissolved' }), [ids[1]]);
  t.strictSame(await found({ state: 'ready' }), []);
  const first = await list(facilitator, { unitId, state: 'incomplete', limit: 1 });
  t.strictSame(
    first.items.map(({ id }) => id),
    [ids[2]],
  );
  const second = await list(facilitator, { unitId, state: 'incomplete', limit: 1, cursor: must(first.next, 'a second page') });
  t.strictSame([second.items.map(({ id }) => id), second.next], [[ids[0]], null]);
});

const ATTEMPTS: Record<PackageAction, (by: Person, id: PackageId, version: number) => Promise<void>> = {
  link: async (by, id, version) =>
    link(
      by,
      id,
      version,
      await match(
        italy,
        RADIO,
        1,
        'agreed',
        must((await superuser<{ unit_id: never }[]>`select unit_id from packages where id = ${id}`)[0], 'package').unit_id,
      ),
    ),
  unlink: async (by, id, version) => {
    const [linked] = await superuser<{ match_id: never }[]>`select match_id from package_matches where package_id = ${id}`;
    return unlink(by, id, version, linked?.match_id ?? ('01900000-0000-7000-8000-000000000000' as never));
  },
  'ask-for-missing': (by, id, version) =>
    ask(by, id, version, by.role === 'requester' ? { priority: 'urgent', neededBy: '2027-08-01', respondBy: '2027-02-01' } : {}),
  dissolve,
};
for (const action of PACKAGE_ACTIONS) {
  t.test(`${action} is for those whom the table names, from the states it names, on the version that stands`, async (t) => {
    for (const role of ROLES) {
      const by = must(people[role], role);
      const unitId = await freshUnit();
      const id = await assemble({ ...radios, unitId, matchIds: [await match(italy, RADIO, 1, 'agreed', unitId)] });
      const named = (PACKAGE_RIGHTS[action] as readonly string[]).includes(role);
      const early = action === 'ask-for-missing' && (role === 'validator' || role === 'facilitator');
      if (named) t.equal(await refusalOf(ATTEMPTS[action](by, id, 9)), 'stale-version', role);
      t.equal(
        await refusalOf(ATTEMPTS[action](by, id, 1)),
        named ? (early ? 'no-need-awaits-you' : 'no refusal') : 'role-not-allowed',
        role,
      );
      if (!named || action === 'dissolve') continue;
      const [row] = await superuser<{ version: number }[]>`select version from packages where id = ${id}`;
      await dissolve(facilitator, id, must(row, 'package').version);
      t.equal(await refusalOf(ATTEMPTS[action](by, id, must(row, 'package').version + 1)), 'transition-not-allowed', `${role}, dissolved`);
    }
  });
}

t.test('the table of transitions names every state, and nothing leads out of a dissolved package', async (t) => {
  for (const column of Object.values(PACKAGE_TRANSITIONS)) {
    t.strictSame(Object.keys(column).sort(), [...PACKAGE_STATES].sort());
    t.equal(column.dissolved, null);
  }
  t.equal(await refusalOf(assemble({ ...radios, unitId: italy.unitId, quantity: 1 }, requester)), 'role-not-allowed');
  t.equal(await refusalOf(assemble({ ...radios, unitId: italy.unitId, quantity: 1 }, italy.donor)), 'role-not-allowed');
});
