import fc from 'fast-check';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { type Caller, LOGIN_OF, type Reply, startTestApi } from '#tests/support/api.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const validator = await api.signIn(LOGIN_OF.validator);
const requester = await api.signIn(LOGIN_OF.requester);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const TODAY = '2026-11-23';

const itemsOf = async (by: Caller, path: string): Promise<Json[]> => (await by('GET', path)).body['items'] as Json[];
const told = ({ status, body }: Reply): string => (status < 300 ? String(status) : String(body['code']));
const unitOf = async (id: string): Promise<Json> => (await validator('GET', `/v1/units/${id}`)).body;

const like = must((await itemsOf(requester, '/v1/units?limit=1'))[0], 'a unit');
const organisationId = (like['organisation'] as Json)['id'];
const ITEMS = (await itemsOf(requester, '/v1/item-types?limit=100'))
  .filter(({ kind, decimals }) => kind === 'equipment' && (decimals ?? 0) === 0)
  .map(({ slug }) => String(slug))
  .slice(0, 4);

let entered = 0;
async function enter(): Promise<string> {
  entered += 1;
  const name = `Chained ${entered}`;
  const names = { en: name, ar: name, it: name, fr: name };
  const { site, unitType } = like;
  const body = { slug: `chained-${entered}`, organisationId, site, unitType, names, isAnother: true };
  return String((await validator('POST', '/v1/units', { body })).body['id']);
}
const count = async (unitId: string, itemType: string, figures: Json): Promise<string> =>
  told(
    await requester('POST', '/v1/holding-reports', {
      body: { unitId, itemType, serviceable: 0, unserviceableRepairable: 0, beyondRepair: 0, asOf: TODAY, ...figures },
    }),
  );

/** Proposes it and has it confirmed; what refuses it, where something does. */
async function change(id: string, body: Json): Promise<Reply> {
  const proposed = await validator('POST', `/v1/units/${id}/changes`, {
    body: { reason: 'entered-twice', ...body },
    ifMatch: `"${String((await unitOf(id))['version'])}"`,
  });
  if (proposed.status !== 201) return proposed;
  const path = `/v1/unit-changes/${String(proposed.body['id'])}`;
  const confirmed = await facilitator('POST', `${path}/confirm`, { ifMatch: '"1"' });
  if (confirmed.status !== 200) await validator('POST', `${path}/withdraw`, { ifMatch: '"1"' });
  return confirmed;
}

/** What a unit holds of each item; nothing where it has ended, for then another does. */
async function heldBy(id: string): Promise<Record<string, number>> {
  const gaps = await itemsOf(validator, `/v1/gaps?limit=200&unitId=${id}`);
  return Object.fromEntries(
    gaps.filter(({ onHand }) => Number(onHand) > 0).map(({ itemType, onHand }) => [String(itemType), Number(onHand)]),
  );
}
async function sumOver(ids: readonly string[]): Promise<number> {
  let sum = 0;
  for (const id of ids) for (const quantity of Object.values(await heldBy(id))) sum += quantity;
  return sum;
}

const [item = '', other = ''] = ITEMS;

t.test('what one handed over and another handed on isn’t there twice: whoever took it over gets it back first', async (t) => {
  for (const end of ['close', 'merge']) {
    const [first, second, third] = [await enter(), await enter(), await enter()] as const;
    await count(first, item, { serviceable: 5 });
    await count(second, other, { serviceable: 3 });
    const drafted = await requester('POST', '/v1/needs', {
      body: { unitId: first, priority: 'urgent', justification: { en: 'x' }, neededBy: '2027-08-01', respondBy: '2027-02-01', lines: [] },
    });
    const whoseNeed = async () => ((await requester('GET', `/v1/needs/${String(drafted.body['id'])}`)).body['unit'] as Json)['id'];
    t.equal(told(await change(first, { change: end, successorId: second })), '200');
    t.equal(told(await change(second, { change: end, successorId: third })), '200');
    t.strictSame(await heldBy(third), { [item]: 5, [other]: 3 });
    const refused = await change(first, { change: 'reopen' });
    t.equal(told(refused), 'successor-ended', 'what was handed on is no more with whom it was handed to');
    t.strictSame((refused.body['facts'] as Json)['units'], [(await unitOf(second))['slug']], 'who is to be reopened first is said');
    t.match(await unitOf(first), { state: end === 'close' ? 'closed' : 'merged' });
    t.equal(await whoseNeed(), third);
    t.equal(told(await change(second, { change: 'reopen' })), '200');
    t.strictSame([await heldBy(second), await heldBy(third)], [{ [item]: 5, [other]: 3 }, {}]);
    t.equal(told(await change(first, { change: 'reopen' })), '200');
    t.strictSame([await heldBy(first), await heldBy(second), await heldBy(third)], [{ [item]: 5 }, { [other]: 3 }, {}]);
    t.equal(await whoseNeed(), first);
  }
});

t.test('what was counted since with the unit that took over is given back of it, and what isn’t there any more is not', async (t) => {
  const [first, second] = [await enter(), await enter()] as const;
  await count(first, item, { serviceable: 5 });
  await count(first, other, { serviceable: 2, unserviceableRepairable: 2 });
  t.equal(told(await change(first, { change: 'close', successorId: second })), '200');
  t.equal(await count(second, item, { serviceable: 8 }), '201', 'of which five are the other’s');
  t.equal(await count(second, other, { serviceable: 1, unserviceableRepairable: 2 }), '201', 'one is gone');
  t.equal(told(await change(first, { change: 'reopen' })), '200');
  t.strictSame([await heldBy(first), await heldBy(second)], [{ [item]: 5, [other]: 3 }, { [item]: 3 }]);
});

t.test('however units end and are opened again in chains, what they hold together is as much as was counted', async (t) => {
  const UNITS = 3;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 6, maxLength: 9 }), async (choices) => {
      const ids: string[] = [];
      const counted: Record<string, number>[] = [];
      for (let unit = 0; unit < UNITS; unit += 1) {
        const [id, itemType] = [await enter(), must(ITEMS[unit], 'an item')];
        await count(id, itemType, { serviceable: 3 + unit });
        ids.push(id);
        counted.push({ [itemType]: 3 + unit });
      }
      const all = await sumOver(ids);
      const steps: object[] = [];
      for (const choice of choices) {
        const states = await Promise.all(ids.map(async (id) => (await unitOf(id))['state']));
        const active = ids.filter((_, unit) => states[unit] === 'active');
        const possible = ids.flatMap((id, unit) =>
          states[unit] === 'active'
            ? active
                .filter((other) => other !== id)
                .flatMap((successorId) => ['close', 'merge'].map((end) => ({ id, change: end, successorId })))
            : // As likely as an end, of which there are more.
              Array.from({ length: 4 }, () => ({ id, change: 'reopen' })),
        );
        const { id, ...one } = must(possible[choice % possible.length], 'with three units something is possible');
        steps.push({ id, ...one });
        await change(id, one);
        t.equal(await sumOver(ids), all, JSON.stringify(steps));
      }
      // Opened again, each once whoever took over from it has been, they hold what each of them had.
      for (let round = 0; round < UNITS; round += 1) for (const id of ids) await change(id, { change: 'reopen' });
      for (const [unit, id] of ids.entries()) t.strictSame(await heldBy(id), counted[unit], JSON.stringify(steps));
    }),
    { numRuns: 12, seed: 23, endOnFailure: true },
  );
});
