import fc from 'fast-check';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { must } from '#src/kernel/assert.ts';
import { DECIMALS, type Decimals } from '#src/kernel/quantity.ts';
import { RefusedByService, Visitor } from '#tests/acceptance/client.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { meetEveryRequirement } from '#tests/support/clearance.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { asOften } from '#tests/support/effort.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
await meetEveryRequirement(superuser);
// An item for each number of places, alike in everything else.
for (const decimals of DECIMALS) {
  await superuser`insert into units_of_measure (code, names, decimals) select ${`X${decimals}`}, names, ${decimals} from units_of_measure where code = 'LTR'`;
  await superuser`
    insert into item_types (slug, area, kind, names, synonyms, unit_of_measure, decimals, lethality, attributes, unspsc, hs, control, unit_cost_low_eur, unit_cost_high_eur, note)
    select ${`counted-in-${decimals}`}, area, kind, names, synonyms, ${`X${decimals}`}, ${decimals}, lethality, attributes, unspsc, hs, control, unit_cost_low_eur, unit_cost_high_eur, note
    from item_types where slug = 'diesel-fuel'`;
}

const come = async (login: string, language = 'en'): Promise<Visitor> => {
  const visitor = new Visitor(api.address, language);
  await visitor.signIn(login, DEMO_PASSWORD);
  return visitor;
};
const people = {
  requester: await come(LOGIN_OF.requester),
  validator: await come(LOGIN_OF.validator),
  donor: await come(LOGIN_OF.donor),
  facilitator: await come(LOGIN_OF.facilitator),
  auditor: await come(LOGIN_OF.auditor),
};
const { requester, validator, donor, facilitator, auditor } = people;

interface Page<T> {
  readonly items: T[];
}
interface Named {
  readonly id: string;
  readonly slug: string;
}
interface Lines<T> {
  readonly id: string;
  readonly lines: T[];
}
interface Coverage {
  readonly delivered: number;
  readonly inTransit: number;
  readonly agreed: number;
  readonly gap: number;
  readonly reopened: number;
}
interface OfferLine {
  readonly id: string;
  readonly quantity: number;
  readonly lotSize: number;
}
interface NeedLine {
  readonly id: string;
  readonly quantityRequested: number;
  readonly quantityValidated: number | null;
  readonly coverage: Coverage;
}

const unitId = must((await requester.get<Page<Named>>('/v1/units?limit=1')).body.items[0], 'the requester has a unit').id;
const recipient = must(
  (await donor.get<Page<Named>>('/v1/organisations?limit=200')).body.items.find(({ slug }) => slug === 'ly-ministry-of-interior'),
  'the ministry is there',
);
const { body: partnership } = await donor.post<{ id: string }>('/v1/partnerships', {
  recipientId: recipient.id,
  kind: 'technical-arrangement',
  title: 'For a test',
  validFrom: '2026-11-23',
  validUntil: '2027-12-31',
});
await donor.step(`/v1/partnerships/${partnership.id}`, 'sign');
await validator.step(`/v1/partnerships/${partnership.id}`, 'sign');

const draft = (itemType: string, quantityRequested: number) => ({
  unitId,
  priority: 'urgent',
  justification: { en: 'For a test' },
  neededBy: '2027-08-01',
  respondBy: '2027-02-01',
  lines: [{ itemType, quantityRequested }],
});

/** Decimal text of so many steps, as a person would write it, and the number that JSON makes of it. */
const textOf = (steps: number, decimals: Decimals): string => {
  const digits = String(steps).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};

/** What was asked, offered, matched, shipped, accepted, rejected and lost, in steps, each no more than the one before. */
const journey = fc
  .record({
    decimals: fc.constantFrom(...DECIMALS),
    asked: fc.integer({ min: 3, max: 2_000_000 }),
    shares: fc.array(fc.nat(999), { minLength: 5, maxLength: 5 }),
  })
  .map(({ decimals, asked, shares: [v = 0, m = 0, s = 0, a = 0, r = 0] }) => {
    const part = (whole: number, share: number): number => Math.max(1, Math.floor((whole * (share + 1)) / 1000));
    const validated = part(asked, v);
    const matched = part(validated, m);
    const shipped = part(matched, s);
    const accepted = part(shipped, a);
    const rejected = shipped === accepted ? 0 : Math.floor(((shipped - accepted) * r) / 999);
    return { decimals, asked, validated, matched, shipped, accepted, rejected, lost: shipped - accepted - rejected };
  });

interface Amounts {
  readonly asked: number;
  readonly validated: number;
  readonly matched: number;
}

/** A delivery of an agreed match, planned: from the need and the offer on, each as the person whose it is. */
async function planned(itemType: string, { asked, validated, matched }: Amounts) {
  const { body: need } = await requester.post<Lines<NeedLine>>('/v1/needs', draft(itemType, asked));
  const needPath = `/v1/needs/${need.id}`;
  const lineId = must(need.lines[0], 'the need has its line').id;
  await requester.step(needPath, 'submit');
  await validator.step(needPath, 'validate', { lines: [{ lineId, quantityValidated: validated, reason: 'enough' }] });
  await facilitator.step(needPath, 'publish', { disclosureLevel: 'partners', summary: { en: 'For a test' } });

  const { body: offer } = await donor.post<Lines<OfferLine>>('/v1/offers', {
    modality: 'in-kind-new',
    validFrom: '2026-11-23',
    validUntil: '2027-12-31',
    lines: [{ kind: 'item', itemType, quantity: asked, goodsCondition: 'new' }],
  });
  const offerLine = must(offer.lines[0], 'the offer has its line');
  await donor.step(`/v1/offers/${offer.id}`, 'submit');
  await facilitator.step(`/v1/offers/${offer.id}`, 'make-available');

  const { body: proposed } = await facilitator.post<{ id: string }>('/v1/matches', {
    needLineId: lineId,
    offerLineId: offerLine.id,
    quantity: matched,
  });
  const match = `/v1/matches/${proposed.id}`;
  await donor.step(match, 'accept');
  await requester.step(match, 'accept');
  await donor.step(match, 'agree', { partnershipId: partnership.id });
  await validator.step(match, 'agree', {});

  const { body: delivery } = await donor.post<Lines<{ id: string }>>('/v1/deliveries', {
    kind: 'goods',
    transportMode: 'road',
    lines: [{ matchId: proposed.id, planned: matched }],
  });
  const deliveryLine = must(delivery.lines[0], 'the delivery has its line').id;
  return { needPath, lineId, offerLine, matchId: proposed.id, delivery, deliveryPath: `/v1/deliveries/${delivery.id}`, deliveryLine };
}

t.test('a whole journey keeps every quantity to the last step, whatever places its unit has', async (t) => {
  await fc.assert(
    fc.asyncProperty(journey, async (steps) => {
      const { decimals } = steps;
      const told = (count: number): number => Number(textOf(count, decimals));
      const { needPath, lineId, offerLine, matchId, delivery, deliveryPath, deliveryLine } = await planned(`counted-in-${decimals}`, {
        asked: told(steps.asked),
        validated: told(steps.validated),
        matched: told(steps.matched),
      });
      t.equal(offerLine.quantity, told(steps.asked));
      t.equal(offerLine.lotSize, told(1), 'in any quantity');
      // The last that it lacks: with the rest of its papers a test does without, it is cleared.
      await requester.post(`${deliveryPath}/readiness`, { unitId, storage: true, consignee: true, operators: true, fuel: true });
      await donor.step(deliveryPath, 'pack', {});
      await donor.step(deliveryPath, 'ship', { lines: [{ lineId: deliveryLine, shipped: told(steps.shipped) }] });
      await donor.step(deliveryPath, 'arrive', {});
      await donor.step(deliveryPath, 'enter-customs', {});
      await validator.step(deliveryPath, 'release', {});
      await donor.step(deliveryPath, 'move-inland', {});
      await requester.step(deliveryPath, 'receive', {
        lines: [
          {
            lineId: deliveryLine,
            accepted: told(steps.accepted),
            rejected: told(steps.rejected),
            lost: told(steps.lost),
            rejectionReason: 'spoilt',
            lossReason: 'accident',
          },
        ],
      });

      const { body: arrived } = await requester.get<Lines<Record<string, number>>>(deliveryPath);
      t.match(arrived.lines[0], {
        planned: told(steps.matched),
        shipped: told(steps.shipped),
        accepted: told(steps.accepted),
        rejected: told(steps.rejected),
        lost: told(steps.lost),
        inTransit: 0,
      });
      const { body: covered } = await requester.get<Lines<NeedLine>>(needPath);
      const failed = steps.rejected + steps.lost;
      t.match(covered.lines[0], {
        quantityRequested: told(steps.asked),
        quantityValidated: told(steps.validated),
        coverage: {
          delivered: told(steps.accepted),
          inTransit: 0,
          agreed: told(steps.matched - steps.shipped),
          gap: told(steps.validated - steps.matched + failed),
          reopened: told(failed),
        },
      });
      const { body: receipts } = await donor.get<Page<Lines<Record<string, number>>>>(`${deliveryPath}/receipts`);
      t.match(receipts.items[0]?.lines[0], { accepted: told(steps.accepted), rejected: told(steps.rejected), lost: told(steps.lost) });
      const { body: holdings } = await requester.get<Page<{ quantity: number; deliveryLineId: string }>>('/v1/proposed-holdings?limit=200');
      t.equal(holdings.items.find((one) => one.deliveryLineId === deliveryLine)?.quantity, told(steps.accepted));

      const kept = await superuser`
        select quantity_requested, quantity_validated, (select quantity from matches where need_line_id = need_lines.id) as matched,
          accepted, failed from need_lines where id = ${lineId}`;
      t.match(kept, [
        {
          quantity_requested: steps.asked,
          quantity_validated: steps.validated,
          matched: steps.matched,
          accepted: steps.accepted,
          failed: failed,
        },
      ]);
      const ofMatch = await auditor.get<Page<{ action: string; after: { quantity?: number } | null }>>(`/v1/events?subjectId=${matchId}`);
      t.equal(ofMatch.body.items.find(({ action }) => action === 'match.proposed')?.after?.quantity, told(steps.matched));
      const ofDelivery = await auditor.get<Page<{ action: string; after: { receiptLines?: Record<string, number>[] } | null }>>(
        `/v1/events?subjectId=${delivery.id}`,
      );
      t.match(ofDelivery.body.items.find(({ action }) => action === 'delivery.received')?.after?.receiptLines, [
        { accepted: told(steps.accepted), rejected: told(steps.rejected), lost: told(steps.lost) },
      ]);
    }),
    { numRuns: asOften(12, 4) },
  );
});

/** The fault of a field in a refusal, as somebody who reads a language is told it. */
async function faultOf(attempt: Promise<unknown>): Promise<{ code: string; fields: unknown }> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof RefusedByService)) throw error;
    return { code: error.code, fields: JSON.parse(/(\[.*\])$/.exec(error.message)?.[1] ?? '[]') };
  }
  throw new Error('this should have been refused');
}

t.test('more places than the unit has are refused at their field, with how many it has, in the reader’s language', async (t) => {
  for (const [language, words] of [
    ['en', /2 decimal places/],
    ['ar', /منزلتان عشريتان/],
    ['it', /2 decimali/],
    ['fr', /2 décimales/],
  ] as const) {
    const visitor = await come(LOGIN_OF.requester, language);
    t.match(await faultOf(visitor.post('/v1/needs', draft('counted-in-2', 1.125))), {
      code: 'invalid-field',
      fields: [{ pointer: '/lines/0/quantityRequested', code: 'too-many-decimals', limit: '2', message: words }],
    });
  }
  t.match(await faultOf(requester.post('/v1/needs', draft('counted-in-0', 12.5))), {
    fields: [{ pointer: '/lines/0/quantityRequested', code: 'too-many-decimals', limit: '0' }],
  });
  t.match(await faultOf(requester.post('/v1/needs', draft('counted-in-3', 0.0001))), {
    fields: [{ pointer: '/lines/0/quantityRequested' }],
  });
  t.match(await faultOf(requester.post('/v1/needs', draft('counted-in-3', 0.0625))), {
    fields: [{ pointer: '/lines/0/quantityRequested', code: 'too-many-decimals', limit: '3' }],
  });
});

t.test('the noise of binary fractions changes nothing', async (t) => {
  const { body } = await requester.post<Lines<NeedLine>>('/v1/needs', draft('counted-in-1', 0.1 + 0.2));
  t.equal(body.lines[0]?.quantityRequested, 0.3);
});

t.test('money buys parts of a unit, to the next smallest piece of its currency', async (t) => {
  const { body: need } = await requester.post<Lines<NeedLine>>('/v1/needs', draft('diesel-fuel', 12.5));
  await requester.step(`/v1/needs/${need.id}`, 'submit');
  await validator.step(`/v1/needs/${need.id}`, 'validate', {});
  await facilitator.step(`/v1/needs/${need.id}`, 'publish', { disclosureLevel: 'partners', summary: { en: 'Fuel' } });
  const { body: offer } = await donor.post<Lines<{ id: string }>>('/v1/offers', {
    modality: 'funding',
    validFrom: '2026-11-23',
    validUntil: '2027-12-31',
    lines: [{ kind: 'funding', ceiling: { amount: '1000', currency: 'EUR' } }],
  });
  await donor.step(`/v1/offers/${offer.id}`, 'submit');
  await facilitator.step(`/v1/offers/${offer.id}`, 'make-available');
  const { body: match } = await facilitator.post<{ quantity: number; amount: { amount: string } }>('/v1/matches', {
    needLineId: must(need.lines[0], 'a line').id,
    offerLineId: must(offer.lines[0], 'a line').id,
    quantity: 12.345,
  });
  t.equal(match.quantity, 12.345);
  t.equal(match.amount.amount, '13.58', '12.345 litres at up to 1.10, and up to the next cent');
});

t.test('a serial number is a whole piece’s', async (t) => {
  const { deliveryPath, deliveryLine } = await planned('counted-in-1', { asked: 2.5, validated: 2.5, matched: 2.5 });
  const { body: delivery } = await donor.get<{ consignments: { id: string }[] }>(deliveryPath);
  const consignmentId = must(delivery.consignments[0], 'all of it travels in one').id;
  const pack = (serials: string[]) =>
    donor.step(deliveryPath, 'packing-list', {
      consignmentId,
      units: [{ mark: '1/1', kind: 'drum', contents: [{ lineId: deliveryLine, quantity: 2.5, serials }] }],
    });
  t.match(await faultOf(pack(['SN-1'])), {
    fields: [{ pointer: '/units/0/contents/0/serials', code: 'not-counted-in-pieces' }],
  });
  await pack([]);
  const { body: packing } = await donor.get<Page<{ contents: { quantity: number }[] }>>(`${deliveryPath}/packing-list`);
  t.equal(packing.items[0]?.contents[0]?.quantity, 2.5);
});
