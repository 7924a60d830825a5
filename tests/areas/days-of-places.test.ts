import t from 'tap';
import { expireDueOffers } from '#src/areas/offers/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { Reply } from '#tests/support/api.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { theSystem } from '#tests/support/people.ts';
import { asActor } from '#src/platform/db/transaction.ts';

/** Zones that a machine may stand in, and that no record is of. */
const MACHINES = ['America/Los_Angeles', 'Pacific/Kiritimati', 'UTC'];

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
let requester = await api.signIn(LOGIN_OF.requester);
/** Moves the clock; sessions that were begun before may be over by then. */
async function standAt(instant: string): Promise<void> {
  api.setTime(new Date(instant));
  requester = await api.signIn(LOGIN_OF.requester);
}
const [unit] = (await requester('GET', '/v1/units?limit=1')).body['items'] as { id: string }[];
const unitId = unit?.id ?? t.bailout('no unit');

/** The faults of an answer, each as its pointer and code. */
const faultsOf = ({ body }: Reply): string[] =>
  ((body['fields'] ?? []) as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer}: ${code}`);

async function inZoneOfMachine(zone: string, work: () => Promise<void>): Promise<void> {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

let counted = 0;
const count = (asOf: string) =>
  requester('POST', '/v1/holding-reports', {
    body: { unitId, itemType: 'individual-first-aid-kit', asOf, serviceable: (counted += 1), unserviceableRepairable: 0, beyondRepair: 0 },
  });

t.test('a count is of the day at the post, from its midnight on, wherever the machine stands', async (t) => {
  for (const [index, machine] of MACHINES.entries()) {
    await inZoneOfMachine(machine, async () => {
      // 00:39 in Tripoli, and the evening before in UTC.
      const today = `2026-12-0${index + 1}`;
      await standAt(new Date(Date.parse(`${today}T00:39:00.000Z`) - 2 * 3_600_000).toISOString());
      const tomorrow = `2026-12-0${index + 2}`;
      t.strictSame(faultsOf(await count(tomorrow)), ['/asOf: in-the-future'], `${machine}: tomorrow`);
      t.equal((await count(today)).status, 201, `${machine}: today`);
      const [gap] = (await requester('GET', `/v1/gaps?unitId=${String(unitId)}&itemType=individual-first-aid-kit`)).body['items'] as {
        asOf: string;
      }[];
      t.equal(gap?.asOf, today, `${machine}: it is what the gap goes by at once`);
    });
  }
});

t.test('a need isn’t asked for by a day that is over at the post', async (t) => {
  const submit = async (neededBy: string): Promise<Reply> => {
    const need = await requester('POST', '/v1/needs', {
      body: {
        unitId,
        priority: 'urgent',
        justification: { en: 'The night shift' },
        neededBy,
        respondBy: neededBy,
        lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 2 }],
      },
    });
    return requester('POST', `/v1/needs/${String(need.body['id'])}/submit`, { ifMatch: '"1"' });
  };
  for (const machine of MACHINES) {
    await inZoneOfMachine(machine, async () => {
      await standAt('2026-12-09T21:59:59.000Z');
      t.equal((await submit('2026-12-09')).status, 200, `${machine}: the day isn’t over`);
      await standAt('2026-12-09T22:00:00.000Z');
      t.strictSame(
        faultsOf(await submit('2026-12-09')),
        ['/neededBy: in-the-past', '/respondBy: in-the-past'],
        `${machine}: it is over in Tripoli, and not in UTC`,
      );
    });
  }
});

t.test('an offer ends with the last day of its donor, in summer and in winter', async (t) => {
  const submit = async (validUntil: string): Promise<Reply> => {
    const donor = await api.signIn(LOGIN_OF.donor);
    const offer = await donor('POST', '/v1/offers', {
      body: {
        validFrom: '2026-12-01',
        validUntil,
        modality: 'in-kind-new',
        lines: [{ kind: 'item', itemType: 'individual-first-aid-kit', quantity: 5 }],
      },
    });
    return donor('POST', `/v1/offers/${String(offer.body['id'])}/submit`, { ifMatch: '"1"' });
  };
  // Rome: UTC+1, and UTC+2 in summer.
  for (const [lastMoment, over, day] of [
    ['2026-12-15T22:59:59.000Z', '2026-12-15T23:00:00.000Z', '2026-12-15'],
    ['2027-07-15T21:59:59.000Z', '2027-07-15T22:00:00.000Z', '2027-07-15'],
  ] as const) {
    api.setTime(new Date(lastMoment));
    t.equal((await submit(day)).status, 200, `${day} isn’t over at ${lastMoment}`);
    api.setTime(new Date(over));
    t.strictSame(faultsOf(await submit(day)), ['/validUntil: in-the-past'], `it is at ${over}`);
  }
});

t.test('one that sits elsewhere has its own midnight, for the scheduled job too', async (t) => {
  const { db } = api.database;
  const expire = (now: string) => asActor(db, theSystem(new Date(now)), (tx) => expireDueOffers(tx, theSystem(new Date(now))));
  const [offer] = await superuser<{ id: string; slug: string }[]>`
    select offers.id, organisations.slug from offers join organisations on organisations.id = offers.donor_id
    where offers.state = 'available' order by offers.creation_order limit 1`;
  const { id, slug } = must(offer, 'an offer stands open');
  await superuser`update offers set valid_until = '2026-12-20' where id = ${id}`;
  await superuser`update organisations set time_zone = 'Asia/Tokyo' where slug = ${slug}`;
  const state = async () => (await superuser<{ state: string }[]>`select state from offers where id = ${id}`)[0]?.state;
  await expire('2026-12-20T14:59:59.000Z');
  t.equal(await state(), 'available', 'the last minute of the day in Tokyo');
  await expire('2026-12-20T15:00:00.000Z');
  t.equal(await state(), 'expired', 'midnight in Tokyo');
});
