import fc from 'fast-check';
import t from 'tap';
import { openBandOf } from '#src/areas/disclosure/index.ts';
import { acceptMatch, proposeMatch } from '#src/areas/matches/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { MatchId, NeedId, NeedLineId, OfferLineId } from '#src/kernel/id.ts';
import { steps } from '#src/kernel/quantity.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { asOften } from '#tests/support/effort.ts';
import { availableOffer, type Cast, publishedNeed } from '#tests/support/lines.ts';
import { actOf, makePerson, makeUnit } from '#tests/support/people.ts';

const ITEM = 'radio-vhf-handheld';
const api = await startTestApi(t);
const { db } = api.database;
const superuser = connectAsSuperuser(t, api.database);
const cast: Cast = {
  requester: await makePerson(api.database, { role: 'requester', organisation: 'ly-gasbcp' }),
  validator: await makePerson(api.database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
  donor: await makePerson(api.database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
  facilitator: await makePerson(api.database, { role: 'facilitator', organisation: 'unsmil' }),
};
const other: Cast = { ...cast, donor: await makePerson(api.database, { role: 'donor', organisation: 'eu-dg-mena' }) };
const donor = await api.signIn(LOGIN_OF.donor);
const requester = await api.signIn(LOGIN_OF.requester);
const unit = await makeUnit(api.database, { organisation: 'ly-gasbcp' });

interface Pair {
  readonly needId: NeedId;
  readonly needLineId: NeedLineId;
  readonly offerLineId: OfferLineId;
}
async function openPair(asked: number, offered: number): Promise<Pair> {
  const { needId, lineIds } = await publishedNeed(db, cast, unit.id, [{ itemType: ITEM, quantity: asked }]);
  const { lineIds: offerLines } = await availableOffer(db, cast, [{ itemType: ITEM, quantity: offered }]);
  return { needId, needLineId: must(lineIds[0], 'a line'), offerLineId: must(offerLines[0], 'a line') };
}

/** Another donor has so much of the line reserved. */
async function coverByOther({ needLineId }: Pair, quantity: number): Promise<void> {
  const { lineIds } = await availableOffer(db, other, [{ itemType: ITEM, quantity }]);
  const matchId: MatchId = await asActor(db, actOf(cast.facilitator), (tx) =>
    proposeMatch(tx, actOf(cast.facilitator), {
      needLineId,
      offerLineId: must(lineIds[0], 'a line'),
      quantity,
      reservationDays: 14,
    }),
  );
  await asActor(db, actOf(cast.requester), (tx) => acceptMatch(tx, actOf(cast.requester), matchId, 1));
  await asActor(db, actOf(other.donor), (tx) => acceptMatch(tx, actOf(other.donor), matchId, 2));
}

const lineOf = async (needId: NeedId) => {
  const { body } = await donor('GET', `/v1/needs/${needId}`);
  return must((body['lines'] as { quantityBand: unknown; othersCoverPart: boolean }[])[0], 'a line');
};
const candidatesOf = async ({ offerLineId, needLineId }: Pair, include = '') => {
  const { body } = await donor('GET', `/v1/offer-lines/${offerLineId}/candidates?limit=100${include}`);
  return (
    body['items'] as { needLineId: string; eligible: boolean; quantity: number; rules: { rule: string; outcome: string }[] }[]
  ).filter((one) => one.needLineId === needLineId);
};
const propose = ({ needLineId, offerLineId }: Pair, quantity: number) =>
  donor('POST', '/v1/matches', { body: { needLineId, offerLineId, quantity } });

t.test('bands and candidates follow what is open, and that others cover part is told', async (t) => {
  const pair = await openPair(30, 60);
  t.match(await lineOf(pair.needId), { quantityBand: { from: 25, to: 49 }, othersCoverPart: false });
  t.match(await candidatesOf(pair), [{ eligible: true, quantity: 49 }]);

  await coverByOther(pair, 23);
  t.match(await lineOf(pair.needId), { quantityBand: { from: 5, to: 9 }, othersCoverPart: true });
  t.match(await candidatesOf(pair), [{ eligible: true, quantity: 9 }]);
  t.match(await propose(pair, 10), { status: 409, body: { code: 'exceeds-need-line' } }, 'more than the band that is shown');
  const { body: proposal } = await propose(pair, 7);
  const match = `/v1/matches/${String(proposal['id'])}`;

  await coverByOther(pair, 7);
  t.match(await lineOf(pair.needId), { quantityBand: null, othersCoverPart: true });
  t.strictSame(await candidatesOf(pair), [], 'nobody is led to what is covered');
  const [excluded] = await candidatesOf(pair, '&include=excluded');
  t.equal(excluded?.rules.find(({ rule }) => rule === 'open-quantity')?.outcome, 'fail');
  t.match(await propose(pair, 1), { status: 409 });
  t.match(
    await donor('POST', `${match}/accept`, { ifMatch: '"1"' }),
    { status: 409, body: { code: 'exceeds-need-line' } },
    'what was covered since it was proposed is told to the donor, before the requester has it refused',
  );
});

t.test('what is held by the donor itself is no others’ part', async (t) => {
  const pair = await openPair(30, 60);
  const { body } = await propose(pair, 10);
  const match = `/v1/matches/${String(body['id'])}`;
  t.match(await requester('POST', `${match}/accept`, { ifMatch: '"1"' }), { status: 200 });
  t.match(await donor('POST', `${match}/accept`, { ifMatch: '"2"' }), { status: 200 });
  t.match(await lineOf(pair.needId), { othersCoverPart: false, quantityBand: { from: 15, to: 39 } });
  t.match((await requester('GET', `/v1/needs/${pair.needId}`)).body, { lines: [{ othersCoverPart: true }] });
});

t.test('by its own quantity a donor never narrows down what the others hold', async () => {
  const quantity = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), quantity, fc.array(quantity, { minLength: 1, maxLength: 20 }), (asked, others, tries) => {
      const left = asked - others;
      if (left < 1) return true;
      const whole = must(openBandOf(steps(left), steps(0), 0), 'something is left');
      return tries
        .filter((own) => own < left)
        .every((own) => {
          const band = must(openBandOf(steps(left - own), steps(own), 0), 'something is open');
          // What the donor can reckon of the others: all that the band allows of what they leave.
          const { to } = whole;
          return band.to === (to === null ? null : to - own) && band.from === Math.max(1, whole.from - own);
        });
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('the terms of a pair are asked of the reader: not of who knows the ids alone', async (t) => {
  const pair = await openPair(30, 60);
  const asked = (person: Cast['donor']) =>
    asActor(db, actOf(person), (tx) =>
      tx.execute<{ open: string | null; need_least: string }>(
        `select open, need_least from wasl.lot_terms_for_reader('${pair.needLineId}', '${pair.offerLineId}')`,
      ),
    );
  t.match(await asked(cast.requester), [{ open: 30 }]);
  t.match(await asked(cast.facilitator), [{ open: 30 }]);
  t.match(await asked(cast.donor), [{ open: null }], 'a donor has a band for it');
  t.strictSame([...(await asked(other.donor))], [], 'another’s offer');
  await superuser`update needs set disclosure_level = 'facilitators' where id = ${pair.needId}`;
  t.strictSame([...(await asked(cast.donor))], [], 'a need that it does not see');
  await t.rejects(
    asActor(db, actOf(cast.donor), (tx) => tx.execute(`select wasl.lot_terms('${pair.needLineId}', '${pair.offerLineId}')`)),
    { cause: { code: '42501' } },
  );
});
