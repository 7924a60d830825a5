import t from 'tap';
import { findNeed } from '#src/areas/needs/queries.ts';
import { withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedId, PackageId } from '#src/kernel/id.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { agreed } from '#tests/support/world.ts';
import { refusalOf } from '../partnerships/partnership-world.ts';
import { makePackageWorld } from './package-world.ts';

const world = await makePackageWorld(t);
const {
  italy,
  turkey,
  facilitator,
  requester,
  validator,
  auditor,
  elsewhere,
  match,
  assemble,
  read,
  link,
  ask,
  count,
  freshUnit,
  eventsOf,
} = world;
const HEADER = { priority: 'urgent', neededBy: '2027-08-01', respondBy: '2027-02-01' } as const;
const versionOf = async (id: PackageId) => (await read(auditor, id)).version;
const linesOf = (need: Awaited<ReturnType<typeof findNeed>>) =>
  Object.fromEntries(need.lines.map(({ itemType, quantityRequested }) => [itemType, quantityRequested]));
const readNeed = (id: NeedId) => italy.as(auditor, (tx, ctx) => findNeed(tx, ctx, id));

/** Six pick-ups, with what the catalogue asks for with them; the unit has tyres to spare and Italy gives vehicles and four of the spares. */
async function sixPickUps() {
  const unitId = await freshUnit();
  await count(unitId, 'tyre-set-desert', 9);
  await count(unitId, 'vehicle-4x4-station-wagon', 2, 2); // four sets of the nine are theirs
  const matchIds = [
    await match(italy, 'vehicle-4x4-pickup', 6, 'agreed', unitId),
    await match(italy, 'vehicle-spares-package', 4, 'agreed', unitId),
  ];
  return { unitId, id: await assemble({ unitId, mainItemType: 'vehicle-4x4-pickup', quantity: 6, matchIds }) };
}
/** By hand, from catalogue.json: see parts.test.ts for the whole. */
const LINES = {
  'vehicle-spares-package': 2, // 6 − 4
  'maintenance-contract-vehicle': 6,
  'tyre-set-desert': 1, // 6 − (9 − 4)
  'course-offroad-driving': 1,
  'radio-vhf-mobile': 6,
  'course-radio-operator': 1,
  'radio-vhf-repeater': 1,
  'radio-mast-antenna': 1,
  'solar-hybrid-system': 1,
  'maintenance-contract-electronics': 1,
};

t.test('the need lines that complete a vehicle package are those reckoned by hand', async (t) => {
  const { id } = await sixPickUps();
  const shown = await read(requester, id);
  t.strictSame(Object.fromEntries(must(shown.missing, 'missing').map(({ itemType, quantity }) => [itemType, quantity])), LINES);
});

t.test('three calls, one by each who must agree, publish what is missing; nobody does another’s part', async (t) => {
  const { id } = await sixPickUps();
  for (const early of [validator, facilitator]) t.equal(await refusalOf(ask(early, id, 1)), 'no-need-awaits-you', early.role);
  await ask(requester, id, 1, HEADER);
  const shown = await read(requester, id);
  t.strictSame(shown.missing, [], 'asked for now');
  const { id: needId, state } = must(shown.needs?.[0], 'the need');
  t.equal(state, 'submitted');
  t.strictSame(linesOf(await readNeed(needId)), LINES);
  t.match((await readNeed(needId)).justification, { en: `Completes package ${shown.reference}.` });
  t.equal(await refusalOf(ask(facilitator, id, 2)), 'no-need-awaits-you', 'not validated yet');
  await ask(validator, id, 2);
  t.equal((await readNeed(needId)).state, 'validated');
  t.equal(await refusalOf(ask(facilitator, id, 3)), 'need-incomplete /disclosureLevel /summary');
  await ask(facilitator, id, 3, { disclosureLevel: 'partners', summary: { en: 'What completes a patrol’s vehicles' } });
  t.equal((await readNeed(needId)).state, 'published');
  t.strictSame([...(await eventsOf(id))].map(({ action, actor_role }) => `${action} ${actor_role}`).slice(1), [
    'package.missing-requested requester',
    'package.missing-validated validator',
    'package.missing-published facilitator',
  ]);
  t.strictSame(
    [...(await eventsOf(needId))].map(({ action, actor_role }) => `${action} ${actor_role}`),
    ['need.drafted requester', 'need.submitted requester', 'need.validated validator', 'need.published facilitator'],
  );
});

t.test('nothing is asked for twice, and what is withdrawn is missing again', async (t) => {
  const { id } = await sixPickUps();
  await ask(requester, id, 1, { ...HEADER, itemTypes: ['tyre-set-desert'] });
  t.equal(await refusalOf(ask(requester, id, 2, { ...HEADER, itemTypes: ['tyre-set-desert'] })), 'nothing-missing /itemTypes/0');
  await ask(requester, id, 2, HEADER);
  t.equal(await refusalOf(ask(requester, id, 3, HEADER)), 'nothing-missing');
  const [first, second] = must((await read(requester, id)).needs, 'needs');
  t.strictSame(linesOf(await readNeed(must(first, 'first').id)), { 'tyre-set-desert': 1 });
  t.notOk('tyre-set-desert' in linesOf(await readNeed(must(second, 'second').id)));
  await italy.as(requester, (tx, ctx) => withdrawNeed(tx, ctx, must(first, 'first').id, 2, 'not-applicable'));
  t.strictSame((await read(requester, id)).missing, [{ itemType: 'tyre-set-desert', quantity: 1, unitOfMeasure: 'SET' }]);
});

t.test('the need that the package answers is asked first: its open lines are not asked again, and its dates are taken over', async (t) => {
  const unitId = await freshUnit();
  const { needId } = await publishedNeed(world.database.db, italy, unitId, [
    { itemType: 'radio-vhf-mobile', quantity: 8 },
    { itemType: 'course-radio-operator', quantity: 1 },
  ]);
  const id = await assemble({ needId, mainItemType: 'radio-vhf-mobile' });
  const shown = await read(requester, id);
  t.match(
    shown.parts.find(({ itemType }) => itemType === 'course-radio-operator'),
    { missing: 1, asked: 1 },
  );
  t.strictSame(shown.missing?.map(({ itemType }) => itemType).sort(), [
    'maintenance-contract-electronics',
    'radio-mast-antenna',
    'radio-vhf-repeater',
    'solar-hybrid-system',
  ]);
  await ask(requester, id, 1);
  const need = await readNeed(must((await read(requester, id)).needs?.[0], 'need').id);
  t.match(need, { priority: 'urgent', neededBy: '2027-08-01', respondBy: '2027-02-01' });
  await ask(validator, id, 2);
  await ask(facilitator, id, 3);
  t.match(await readNeed(need.id), { state: 'published', disclosureLevel: 'partners', summary: { en: 'Equipment' } });
});

t.test('what others promise to the need of a package is on its way, and not asked for again, before it is linked and after', async (t) => {
  const unitId = await freshUnit();
  const id = await assemble({ unitId, mainItemType: 'radio-vhf-mobile', quantity: 8, without: ['radio-vhf-repeater'] });
  await ask(requester, id, 1, HEADER);
  await ask(validator, id, 2);
  await ask(facilitator, id, 3, { disclosureLevel: 'partners', summary: { en: 'Radios' } });
  const need = await readNeed(must((await read(requester, id)).needs?.[0], 'need').id);
  const line = must(
    need.lines.find(({ itemType }) => itemType === 'course-radio-operator'),
    'course',
  );
  const offer = await availableOffer(world.database.db, turkey, [{ itemType: 'course-radio-operator', quantity: 1 }]);
  const course = await agreed(turkey, line.id, must(offer.lineIds[0], 'line'), 1);
  t.equal(await refusalOf(ask(requester, id, await versionOf(id), HEADER)), 'nothing-missing');
  await link(facilitator, id, await versionOf(id), course);
  const part = (await read(requester, id)).parts.find(({ itemType }) => itemType === 'course-radio-operator');
  t.match(part, { agreed: 1, missing: 0, asked: 0, completeness: 100 });
});

t.test('a requester says what no need says for it; one of another organisation doesn’t find the package', async (t) => {
  const { id } = await sixPickUps();
  t.equal(await refusalOf(ask(requester, id, 1)), 'need-incomplete /priority /neededBy /respondBy');
  t.equal(await refusalOf(ask(requester, id, 1, { ...HEADER, respondBy: '2027-09-01' })), 'date-order /respondBy');
  t.equal(await refusalOf(ask(elsewhere, id, 1, HEADER)), 'not-found');
  t.equal(await refusalOf(ask(italy.donor, id, 1, HEADER)), 'role-not-allowed');
  t.equal((await eventsOf(id)).length, 1, 'what is refused leaves no event');
});
