import t from 'tap';
import { checkLines, readAttributeDictionary, readItemFacts } from '#src/areas/reference/index.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { theSystem } from '#tests/support/people.ts';

type Line = Parameters<typeof checkLines>[1][number];

const { db } = await createTestDatabase(t, { template: 'migrated' });

/** What the check says of these lines: the refusal's code, and every fault as `pointer: code`. */
async function verdictOn(...lines: Line[]): Promise<{ code: string; faults: string[] } | null> {
  try {
    await asActor(db, theSystem(), (tx) => checkLines(tx, lines));
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, faults: (error.details.fields ?? []).map(({ pointer, code }) => `${pointer}: ${code}`) };
  }
}

const pickup = (attribute: string, value: unknown): Line => ({ itemType: 'vehicle-4x4-pickup', specifications: [{ attribute, value }] });

t.test('lines that the catalogue knows and allows pass', async (t) => {
  t.equal(await verdictOn(), null);
  t.equal(await verdictOn({ itemType: 'vehicle-4x4-pickup' }), null);
  t.equal(
    await verdictOn({
      itemType: 'vehicle-4x4-pickup',
      specifications: [
        { attribute: 'drivetrain', value: '4x4' },
        { attribute: 'fuel_type', value: ['diesel'] },
        { attribute: 'seats', value: 5 },
        { attribute: 'payload_kg', value: 900.5 },
        { attribute: 'winch', value: true },
      ],
      acceptedSubstitutes: ['vehicle-4x4-station-wagon'],
    }),
    null,
  );
});

t.test('an unknown item type is refused at its place', async (t) => {
  t.strictSame(await verdictOn({ itemType: 'vehicle-4x4-pickup' }, { itemType: 'flying-carpet' }), {
    code: 'reference-unknown',
    faults: ['/lines/1/itemType: reference-unknown'],
  });
});

t.test('weapons and whatever else the exclusion list names are refused as excluded', async (t) => {
  for (const itemType of ['small-arms', 'ammunition', 'armed-vehicles', 'interception-intrusion']) {
    t.strictSame(await verdictOn({ itemType }), { code: 'item-excluded', faults: ['/lines/0/itemType: item-excluded'] });
  }
});

t.test('an attribute must be in the dictionary and belong to the item type', async (t) => {
  t.equal((await verdictOn(pickup('charisma', 3)))?.code, 'specification-invalid');
  t.equal((await verdictOn(pickup('course_level', 'basic')))?.code, 'specification-invalid', 'known, but not of a vehicle');
});

t.test('a value must be of the attribute’s own type, or of its enumeration', async (t) => {
  const wrong: [string, unknown][] = [
    ['seats', 'five'],
    ['seats', 4.5],
    ['payload_kg', '900'],
    ['winch', 'yes'],
    ['drivetrain', '6x6x6'],
    ['drivetrain', 4],
    ['fuel_type', ['diesel', 'hope']],
    ['fuel_type', []],
    // Names that every JavaScript object has are no values of an enumeration.
    ['drivetrain', 'constructor'],
  ];
  for (const [attribute, value] of wrong) {
    const verdict = await verdictOn(pickup(attribute, value));
    t.equal(verdict?.code, 'specification-invalid', `${attribute}: ${JSON.stringify(value)}`);
    t.match(verdict?.faults, [/^\/lines\/0\/specifications\/0/]);
  }
});

t.test('several values are for attributes where any of them will do', async (t) => {
  t.equal((await verdictOn(pickup('seats', ['5'])))?.code, 'specification-invalid');
  t.equal((await verdictOn(pickup('steering_side', ['left-hand-drive'])))?.code, 'specification-invalid', 'exact: one value');
});

t.test('only what the catalogue calls a substitute may stand in', async (t) => {
  const verdict = await verdictOn({
    itemType: 'vehicle-4x4-pickup',
    acceptedSubstitutes: ['vehicle-4x4-station-wagon', 'passport-reader', 'vehicle-4x4-pickup'],
  });
  t.equal(verdict?.code, 'reference-unknown');
  t.strictSame(
    verdict?.faults.map((fault) => fault.split(':')[0]),
    ['/lines/0/acceptedSubstitutes/1', '/lines/0/acceptedSubstitutes/2'],
  );
});

t.test('every fault is told at once, and the gravest names the refusal', async (t) => {
  const verdict = await verdictOn(
    pickup('seats', 'five'),
    { itemType: 'flying-carpet', specifications: [{ attribute: 'charisma', value: 3 }] },
    { itemType: 'small-arms' },
    { itemType: 'passport-reader', acceptedSubstitutes: ['vehicle-4x4-pickup'] },
  );
  t.equal(verdict?.code, 'item-excluded');
  const places = verdict?.faults.map((fault) => fault.split(':')[0]?.replace(/\/(?:attribute|value)$/, '')).sort();
  t.strictSame(places, [
    '/lines/0/specifications/0',
    '/lines/1/itemType',
    '/lines/1/specifications/0',
    '/lines/2/itemType',
    '/lines/3/acceptedSubstitutes/0',
  ]);
});

t.test('the dictionary tells type, direction and ranks of every attribute', async (t) => {
  const dictionary = await asActor(db, theSystem(), (tx) => readAttributeDictionary(tx));
  t.equal(dictionary.size, 92);
  t.match(dictionary.get('seats'), { type: 'integer', direction: 'higher', ranks: null });
  const level = dictionary.get('course_level');
  t.equal(level?.direction, 'ordinal');
  t.strictSame({ ...level?.ranks }, { awareness: 0, basic: 1, intermediate: 2, advanced: 3, trainer: 4 });
  for (const [key, { type, ranks }] of dictionary) t.equal(ranks !== null, type === 'enum', key);
});

t.test('the facts of items are told by slug, and an unknown one is left out', async (t) => {
  const facts = await asActor(db, theSystem(), (tx) => readItemFacts(tx, ['passport-reader', 'flying-carpet', 'passport-reader']));
  t.strictSame([...facts.keys()], ['passport-reader']);
  t.match(facts.get('passport-reader'), { area: 'identification', kind: 'equipment', unitOfMeasure: 'H87' });
});
