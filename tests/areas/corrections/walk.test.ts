import t from 'tap';
import { findCorrection } from '#src/areas/corrections/queries.ts';
import { PutRight } from '#src/areas/deliveries/contract-corrections.ts';
import { listReceipts } from '#src/areas/deliveries/goods-queries.ts';
import {
  handOverDelivery,
  moveDelivery,
  putInService,
  receiveDelivery,
  recordPacking,
  shipDelivery,
  verifyDelivery,
} from '#src/areas/deliveries/index.ts';
import { DURATION_GROUPS } from '#src/areas/outlook/contract-statistics.ts';
import { forecastDelivery } from '#src/areas/outlook/forecast-queries.ts';
import { readDurationStatistics, readObstacleStatistics } from '#src/areas/outlook/statistics-queries.ts';
import { confirmCorrection, correctDelivery } from '#src/flows/put-right.ts';
import { must } from '#src/kernel/assert.ts';
import type { ReasonOf } from '#src/kernel/reason.ts';
import type { DeliveryId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { type AgreedMatch, makeDeliveryWorld } from '#tests/areas/deliveries/delivery-world.ts';

/**
 * Everything that a person types of a delivery, typed wrong and then put right, at once or when all else has been recorded: each slip is
 * made in one world, and never made in another that has seen the same otherwise. Both then tell the same, but for the history.
 */
const NOW = new Date('2027-01-20T09:00:00.000Z');
const SHIPPED = 10;
const NUMBERS = Array.from({ length: SHIPPED }, (_, index) => `SN-${index + 1}`);

const RIGHT = {
  shipment: { shippedOn: '2026-12-03', shipped: SHIPPED },
  milestone: { actualOn: '2026-12-10', evidence: 'notice of arrival 4' },
  receipt: {
    receivedOn: '2026-12-12',
    evidence: 'delivery note 7',
    accepted: 7,
    rejected: 3,
    lost: 0,
    surplus: 0,
    rejectionReason: 'damaged' as ReasonOf<'rejection'>,
    lossReason: undefined as ReasonOf<'loss'> | undefined,
    acceptedSerials: undefined as string[] | undefined,
    rejectedSerials: undefined as string[] | undefined,
    lostSerials: undefined as string[] | undefined,
  },
  handover: { handedOverOn: '2026-12-16', handedOverBy: 'For the donor', takenOverBy: 'For the unit', document: 'certificate 12' },
  verification: { verifiedOn: '2026-12-20', inUse: true, finding: { en: 'In use' } },
};
type Told = typeof RIGHT;
type Kind = keyof Told;
const STAGES = ['shipment', 'milestone', 'receipt', 'handover', 'verification'] as const satisfies readonly Kind[];

interface Slip<K extends Kind> {
  readonly wrong: Partial<Told[K]>;
  /** Where what is true differs from the usual. */
  readonly right?: Partial<Told[K]>;
  /** What follows can't be recorded on top of it, or is frozen by it: it is noticed by then. */
  readonly isNoticedAtOnce?: boolean;
}

const numbered = { acceptedSerials: NUMBERS.slice(0, 7), rejectedSerials: NUMBERS.slice(7) };
const oneLost = { accepted: 6, rejected: 3, lost: 1, lossReason: 'missing' as const };
const numberedAndLost = {
  ...oneLost,
  acceptedSerials: NUMBERS.slice(0, 6),
  rejectedSerials: NUMBERS.slice(6, 9),
  lostSerials: NUMBERS.slice(9),
};

/** A slip for each field of what is put right. */
const SLIPS: { readonly [K in Kind]: { readonly [F in keyof Told[K]]: Slip<K> } } = {
  shipment: {
    shippedOn: { wrong: { shippedOn: '2026-12-05' } },
    shipped: { wrong: { shipped: 8 }, isNoticedAtOnce: true },
  },
  milestone: {
    actualOn: { wrong: { actualOn: '2026-12-08' } },
    evidence: { wrong: { evidence: 'notice of arrival 3' } },
  },
  receipt: {
    receivedOn: { wrong: { receivedOn: '2026-12-14' } },
    evidence: { wrong: { evidence: 'delivery note 1' } },
    accepted: { wrong: { accepted: 5 }, isNoticedAtOnce: true },
    rejected: { wrong: { accepted: 8, rejected: 2 } },
    lost: { wrong: oneLost, isNoticedAtOnce: true },
    surplus: { wrong: { surplus: 2 } },
    rejectionReason: { wrong: { rejectionReason: 'wrong-goods' } },
    lossReason: { right: oneLost, wrong: { lossReason: 'sunk' } },
    acceptedSerials: { right: numbered, wrong: { acceptedSerials: NUMBERS.slice(3), rejectedSerials: NUMBERS.slice(0, 3) } },
    rejectedSerials: { right: numbered, wrong: { accepted: 10, rejected: 0, acceptedSerials: NUMBERS, rejectedSerials: [] } },
    lostSerials: {
      right: numberedAndLost,
      wrong: { acceptedSerials: NUMBERS.slice(4), rejectedSerials: NUMBERS.slice(1, 4), lostSerials: NUMBERS.slice(0, 1) },
    },
  },
  handover: {
    handedOverOn: { wrong: { handedOverOn: '2026-12-18' } },
    handedOverBy: { wrong: { handedOverBy: 'For the done' } },
    takenOverBy: { wrong: { takenOverBy: 'Of the unit' } },
    document: { wrong: { document: 'certificate 21' } },
  },
  verification: {
    verifiedOn: { wrong: { verifiedOn: '2026-12-18' } },
    inUse: { wrong: { inUse: false } },
    finding: { right: { inUse: false, finding: { en: 'In store' } }, wrong: { finding: { en: 'In a store' } } },
  },
};

/** Names of the record that is put right; and of a paper, which is attached before it is named. */
const NOT_TYPED = ['kind', 'receiptId', 'consignmentId', 'milestone', 'verificationId', 'lineId', 'documentId', 'lines'];

type World = Awaited<ReturnType<typeof makeDeliveryWorld>>;
interface Journey {
  readonly world: World;
  readonly agreed: AgreedMatch;
  readonly id: DeliveryId;
  /** Its pieces, by the numbers that the slips name them by: no piece is given twice. */
  readonly pieces: (numbers: readonly string[] | undefined) => string[] | undefined;
}
const as = <T>({ world }: Pick<Journey, 'world'>, person: Person, work: (tx: Tx, ctx: ActorContext<Person>) => Promise<T>): Promise<T> =>
  world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }), NOW);

async function begin(world: World, isNumbered: boolean, name: string): Promise<Journey> {
  const pieces: Journey['pieces'] = (numbers) => numbers?.map((number) => `${name}/${number}`);
  const agreed = await world.match(SHIPPED);
  const id = await world.plan([{ matchId: agreed.matchId, planned: SHIPPED }]);
  await world.move('pack', id);
  if (isNumbered) {
    const lineId = await world.lineOf(id, agreed.matchId);
    const consignmentId = must((await world.read(id)).consignments[0], 'a consignment').id;
    await world.step(world.people.donor, id, recordPacking, {
      consignmentId,
      units: [{ mark: '1/1', kind: 'crate', contents: [{ lineId, quantity: SHIPPED, serials: pieces(NUMBERS) }] }],
    });
  }
  return { world, agreed, id, pieces };
}

const numberedBy = <Line extends Partial<Told['receipt']>>(pieces: Journey['pieces'], line: Line): Line => ({
  ...line,
  ...Object.fromEntries(
    (['acceptedSerials', 'rejectedSerials', 'lostSerials'] as const).flatMap((list) => (line[list] ? [[list, pieces(line[list])]] : [])),
  ),
});

async function record({ world, agreed, id, pieces }: Journey, stage: Kind, told: Told): Promise<void> {
  const { donor, requester } = world.people;
  const lineId = await world.lineOf(id, agreed.matchId);
  switch (stage) {
    case 'shipment':
      return world.step(donor, id, shipDelivery, { on: told.shipment.shippedOn, lines: [{ lineId, shipped: told.shipment.shipped }] }, NOW);
    case 'milestone':
      return world.step(
        donor,
        id,
        (tx, ctx, delivery, version, input: object) => moveDelivery(tx, ctx, 'arrive', delivery, version, input),
        { on: told.milestone.actualOn, evidence: told.milestone.evidence },
        NOW,
      );
    case 'receipt': {
      const { receivedOn, evidence, ...line } = told.receipt;
      return world.step(
        requester,
        id,
        receiveDelivery,
        { on: receivedOn, evidence, lines: [{ lineId, ...numberedBy(pieces, line) }] },
        NOW,
      );
    }
    case 'handover':
      await world.endObstacles();
      await world.step(requester, id, handOverDelivery, told.handover, NOW);
      return world.step(requester, id, putInService, { on: '2026-12-19' }, NOW);
    case 'verification': {
      const { verifiedOn, ...found } = told.verification;
      return world.step(donor, id, verifyDelivery, { on: verifiedOn, ...found }, NOW);
    }
  }
}

async function putRightOf({ world, agreed, id, pieces }: Journey, kind: Kind, values: object): Promise<unknown> {
  const lineId = await world.lineOf(id, agreed.matchId);
  const delivery = await world.read(id);
  switch (kind) {
    case 'shipment': {
      const { shipped, ...rest } = values as Partial<Told['shipment']>;
      const lines = shipped === undefined ? {} : { lines: [{ lineId, shipped }] };
      return { kind, consignmentId: delivery.consignments[0]?.id, ...rest, ...lines };
    }
    case 'receipt': {
      const { receivedOn, evidence, ...line } = values as Partial<Told['receipt']>;
      const { items } = await as({ world }, world.people.requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 }));
      const lines = Object.keys(line).length === 0 ? {} : { lines: [{ lineId, ...numberedBy(pieces, line) }] };
      return { kind, receiptId: items[0]?.id, receivedOn, evidence, ...lines };
    }
    case 'milestone':
      return {
        kind,
        milestone: 'arrived-port-of-entry',
        actualOn: RIGHT.milestone.actualOn,
        evidence: RIGHT.milestone.evidence,
        ...values,
      };
    case 'handover':
      return { kind, ...values };
    case 'verification':
      return { kind, verificationId: delivery.verifications.find(({ verifiedOn }) => verifiedOn !== null)?.id, ...values };
  }
}

/** By whose word it was; and, where it takes the other side, with whom. */
async function putRight(journey: Journey, kind: Kind, values: object): Promise<void> {
  const { world, id } = journey;
  const { donor, requester, validator } = world.people;
  const hands = {
    shipment: [donor, requester],
    milestone: [donor, validator],
    receipt: [requester, donor],
    handover: [requester, donor],
    verification: [donor, validator],
  };
  const [whose, other] = hands[kind] as [Person, Person];
  const asked = PutRight.parse(await putRightOf(journey, kind, values));
  const version = await world.versionOf(id);
  const correction = await as(journey, whose, (tx, ctx) =>
    correctDelivery(tx, ctx, id, version, { putRight: asked, reason: 'typed-wrong' }),
  );
  const { state } = await as(journey, whose, (tx, ctx) => findCorrection(tx, ctx, correction));
  if (state === 'proposed') await as(journey, other, (tx, ctx) => confirmCorrection(tx, ctx, correction, 1));
}

/** What both worlds must tell alike: ids are their own, and the history of one is longer. */
const OF_THE_HISTORY = new Set(['version', 'reference', 'corrections', 'createdAt', 'recordedAt']);
function plain(told: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(told, (key, value: unknown) => (OF_THE_HISTORY.has(key) ? undefined : value));
  return JSON.parse(
    text.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (id) => {
      if (!names.has(id)) names.set(id, `id ${names.size}`);
      return names.get(id) ?? '';
    }),
  ) as unknown;
}

async function tellOf({ world, agreed, id }: Journey) {
  const { facilitator, requester, donor } = world.people;
  const statistics = [];
  for (const reader of [facilitator, requester, donor]) {
    for (const by of DURATION_GROUPS) statistics.push(await as({ world }, reader, (tx, ctx) => readDurationStatistics(tx, ctx, { by })));
    statistics.push(await as({ world }, reader, (tx, ctx) => readObstacleStatistics(tx, ctx, {})));
  }
  return plain({
    delivery: await world.read(id),
    receipts: await as({ world }, requester, (tx, ctx) => listReceipts(tx, ctx, id, { limit: 10 })),
    books: await world.balancesOf(agreed),
    holdings: await world.superuser`
      select state, sum(quantity)::int as quantity from proposed_holdings where state = 'proposed'
      and delivery_line_id in (select id from delivery_lines where delivery_id = ${id}) group by state`,
    forecast: await as({ world }, facilitator, (tx, ctx) => forecastDelivery(tx, ctx, id, { seed: 1 })),
    statistics,
  });
}

const slipped = await makeDeliveryWorld(t);
const never = await makeDeliveryWorld(t);

async function travel(
  world: World,
  name: string,
  kind: Kind,
  slip: Slip<Kind> | null,
  right: Told,
  when: 'at once' | 'at the end',
): Promise<unknown> {
  const isNumbered = right.receipt.acceptedSerials !== undefined;
  const journey = await begin(world, isNumbered, name);
  const told = slip === null ? right : { ...right, [kind]: { ...right[kind], ...slip.wrong } };
  const mend = async () => {
    if (slip === null) return;
    const values = Object.fromEntries(Object.keys(slip.wrong).map((field) => [field, (right[kind] as Record<string, unknown>)[field]]));
    await putRight(journey, kind, values);
  };
  for (const stage of STAGES) {
    await record(journey, stage, told);
    if (stage === kind && when === 'at once') await mend();
  }
  if (when === 'at the end') await mend();
  await world.endObstacles();
  return tellOf(journey);
}

for (const kind of STAGES) {
  for (const [field, slip] of Object.entries<Slip<Kind>>(SLIPS[kind])) {
    for (const when of ['at once', 'at the end'] as const) {
      if (when === 'at the end' && slip.isNoticedAtOnce) continue;
      t.test(`${kind}: ${field} typed wrong and put right ${when} is as if it had been right from the beginning`, async (t) => {
        const name = `${field} ${when}`;
        const right = { ...RIGHT, [kind]: { ...RIGHT[kind], ...slip.right } };
        t.strictSame(await travel(slipped, name, kind, slip, right, when), await travel(never, name, kind, null, right, when));
      });
    }
  }
}

/**
 * These say only of what nobody has recorded that it had happened (tests/areas/compliance/late-records.test.ts): once it is on record, its day is put
 * right as its milestone's.
 */
const ONLY_UNRECORDED = ['release', 'use'] as const;
const isOnlyUnrecorded = (name: string): name is (typeof ONLY_UNRECORDED)[number] => (ONLY_UNRECORDED as readonly string[]).includes(name);

t.test('there is a slip for each field that can be put right', (t) => {
  for (const kind of PutRight.options) {
    const { kind: name, ...fields } = kind.shape;
    if (isOnlyUnrecorded(name.value)) continue;
    const ofLines = 'lines' in fields ? Object.keys(fields.lines.unwrap().element.shape) : [];
    const typed = [...Object.keys(fields), ...ofLines].filter((field) => !NOT_TYPED.includes(field));
    t.strictSame(typed.toSorted(), Object.keys(SLIPS[name.value]).toSorted(), name.value);
  }
  t.end();
});
