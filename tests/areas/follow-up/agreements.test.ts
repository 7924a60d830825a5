import fc from 'fast-check';
import t from 'tap';
import { listAgreements } from '#src/areas/follow-up/agreement-queries.ts';
import { addMonths, awaitsAssessment, lastDueOn, nextDueOn } from '#src/areas/follow-up/domain/obligation.ts';
import {
  addObligation,
  assessObservance,
  bringIntoForce,
  endAgreement,
  markDueObligations,
  releaseObligation,
  reviseAgreement,
} from '#src/areas/follow-up/index.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays, fromEpochDay, toEpochDay } from '#src/kernel/calendar-date.ts';
import type { AgreementId } from '#src/kernel/id.ts';
import type { newId } from '#src/platform/ids.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { makePerson, theSystem } from '#tests/support/people.ts';
import { asOften } from '#tests/support/effort.ts';
import { refusalOf } from '../deliveries/delivery-world.ts';
import { makeFollowUpWorld } from './follow-up-world.ts';

const world = await makeFollowUpWorld(t);
const { as, agree, readAgreement, takeAgreement, eventsOf, people, strangers, superuser } = world;
const { facilitator, donor, validator, auditor, administrator } = people;
const sides = [donor.organisationId, validator.organisationId];
const niger = await makePerson(world.database, { role: 'validator', organisation: 'ne-border-services' });
const evidence = 'Letter of 20 November';

/** In force, with one thing that the donor owes the validator's ministry every quarter. */
async function inForce(): Promise<{ id: AgreementId; obligationId: ReturnType<typeof newId<'obligation'>> }> {
  const id = await agree(sides);
  await takeAgreement(facilitator, id, bringIntoForce, { signedOn: '2026-01-10' });
  await takeAgreement(facilitator, id, addObligation, {
    duty: { en: 'Bring spares.' },
    owedById: donor.organisationId,
    owedToId: validator.organisationId,
    dueOn: '2026-03-31',
    everyMonths: 3,
  });
  return { id, obligationId: must((await readAgreement(id)).obligations[0], 'obligation').id };
}

t.test('an agreement is recorded, comes into force with its signature, and ends with a reason, each with one event', async (t) => {
  const id = await agree(sides, { validUntil: '2027-12-31' });
  t.match(await readAgreement(id), { state: 'in-negotiation', reference: /^T-/, signedOn: null, parties: [{}, {}] });
  t.equal(await refusalOf(takeAgreement(facilitator, id, bringIntoForce, { signedOn: '2026-12-31' })), 'date-order /signedOn');
  t.equal(await refusalOf(takeAgreement(facilitator, id, bringIntoForce, { signedOn: '2026-01-10' })), 'no refusal');
  t.equal(await refusalOf(takeAgreement(facilitator, id, reviseAgreement, { validUntil: '2025-12-31' })), 'date-order /validUntil');
  await takeAgreement(facilitator, id, reviseAgreement, { validUntil: null, summary: { fr: 'Pièces de rechange.' } });
  t.match(await readAgreement(id), { state: 'in-force', signedOn: '2026-01-10', validUntil: null, summary: { fr: 'Pièces de rechange.' } });
  await takeAgreement(facilitator, id, endAgreement, 'replaced');
  t.match(await readAgreement(id), { state: 'ended', stateReason: 'replaced', allowedActions: [] });
  t.equal(await refusalOf(takeAgreement(facilitator, id, reviseAgreement, {})), 'transition-not-allowed');
  t.strictSame(await eventsOf(id), ['agreement.recorded', 'agreement.came-into-force', 'agreement.revised', 'agreement.ended']);
});

t.test('both sides of an obligation are parties, and whoever is bound by one stays a party', async (t) => {
  const { id, obligationId } = await inForce();
  const add = (change: object) =>
    refusalOf(
      takeAgreement(facilitator, id, addObligation, { duty: { en: 'x' }, owedById: donor.organisationId, dueOn: '2027-01-01', ...change }),
    );
  t.equal(await add({ owedById: niger.organisationId }), 'reference-unknown /owedById');
  t.equal(await add({ owedToId: niger.organisationId }), 'reference-unknown /owedToId');
  t.equal(await add({ owedToId: donor.organisationId }), 'invalid-field /owedToId');
  t.equal(await add({}), 'no refusal', 'to all the others');
  t.match((await readAgreement(id)).obligations[1], { position: 2, owedTo: null, everyMonths: null, nextDueOn: '2027-01-01' });
  const without = { partyIds: [validator.organisationId, niger.organisationId] };
  t.equal(await refusalOf(takeAgreement(facilitator, id, reviseAgreement, without)), 'party-still-bound /partyIds');
  const second = must((await readAgreement(id)).obligations[1], 'second').id;
  for (const one of [obligationId, second]) {
    await takeAgreement(facilitator, id, releaseObligation, { obligationId: one, reason: 'done-otherwise' });
  }
  t.match((await readAgreement(id)).obligations[0], {
    releasedAt: String,
    releaseReason: 'done-otherwise',
    nextDueOn: null,
    awaitsAssessment: false,
  });
  t.equal(await refusalOf(takeAgreement(facilitator, id, reviseAgreement, without)), 'no refusal');
  t.equal(
    await refusalOf(takeAgreement(facilitator, id, assessObservance, { obligationId, observance: 'observed', evidence })),
    'reference-unknown /obligationId',
    'nobody owes it any more',
  );
});

t.test('observance is assessed by a facilitator or another party, never by the one who owes', async (t) => {
  const { id, obligationId } = await inForce();
  const observed = { obligationId, observance: 'observed' as const, evidence };
  t.equal(await refusalOf(takeAgreement(donor, id, assessObservance, observed)), 'debtor-may-not-assess');
  for (const by of [auditor, administrator]) {
    t.equal(await refusalOf(takeAgreement(by, id, assessObservance, observed)), 'role-not-allowed', by.role);
  }
  t.equal(await refusalOf(takeAgreement(strangers.donor, id, assessObservance, observed)), 'not-found');
  t.equal(await refusalOf(takeAgreement(validator, id, assessObservance, observed)), 'no refusal');
  t.match((await readAgreement(id)).obligations[0]?.assessments, [{ assessedByOrganisation: { slug: 'ly-ministry-of-interior' } }]);
});

t.test('a later assessment stands beside the earlier; the latest day counts, whenever it was written down', async (t) => {
  const { id, obligationId } = await inForce();
  t.match((await readAgreement(id)).obligations[0], { observance: 'not-assessed', awaitsAssessment: true, assessments: [] });
  const assess = (
    observance: 'observed' | 'partly-observed' | 'not-observed' | 'not-assessed',
    assessedOn: string,
    said: object = { evidence },
  ) => refusalOf(takeAgreement(facilitator, id, assessObservance, { obligationId, observance, assessedOn, ...said }));
  t.equal(await assess('partly-observed', '2026-11-01'), 'no refusal');
  t.equal(await assess('not-observed', '2026-07-01'), 'no refusal', 'of an earlier day, found out later');
  t.equal(await assess('observed', '2026-11-01', {}), 'evidence-required /evidence');
  t.equal(await assess('observed', '2026-12-01'), 'date-order /assessedOn');
  const [obligation] = (await readAgreement(id)).obligations;
  t.match(obligation, { observance: 'partly-observed', awaitsAssessment: false, nextDueOn: '2026-12-31' });
  t.strictSame(
    obligation?.assessments.map(({ observance }) => observance),
    ['partly-observed', 'not-observed'],
  );
  t.equal(
    await assess('not-assessed', '2026-11-20', { finding: { en: 'No access to the archive.' } }),
    'no refusal',
    'that says no evidence is had',
  );
  t.equal((await readAgreement(id)).obligations[0]?.observance, 'not-assessed');
  await t.rejects(superuser`update observance_assessments set observance = 'observed'`, /append-only/);
  await t.rejects(superuser`delete from observance_assessments`, /append-only/);
  t.equal((await eventsOf(id)).filter((action) => action === 'agreement.observance-assessed').length, 3);
});

t.test('that an obligation fell due and nobody has looked is told once for each day that it was due', async (t) => {
  const { id, obligationId } = await inForce();
  const [other, notYet, released] = [await inForce(), await agree(sides), await inForce()];
  await takeAgreement(facilitator, notYet, addObligation, { duty: { en: 'x' }, owedById: donor.organisationId, dueOn: '2026-01-01' });
  await takeAgreement(facilitator, released.id, releaseObligation, { obligationId: released.obligationId, reason: 'done-otherwise' });
  await takeAgreement(facilitator, other.id, assessObservance, {
    obligationId: other.obligationId,
    observance: 'observed',
    evidence,
    assessedOn: '2026-09-30',
  });
  const run = async (now: string) => {
    const ctx = theSystem(new Date(now));
    while ((await asActor(world.database.db, ctx, (tx) => markDueObligations(tx, ctx))) > 0);
  };
  const told = async (of: AgreementId) => (await eventsOf(of)).filter((action) => action === 'agreement.obligation-fell-due').length;
  await run('2026-11-25T09:00:00.000Z');
  t.equal(await told(id), 1, 'of 30 September');
  await run('2026-12-31T20:00:00.000Z');
  t.equal(await told(id), 1, 'and of 31 December not on the day itself');
  await run('2027-01-01T00:00:00.000Z');
  await run('2027-01-02T00:00:00.000Z');
  t.strictSame([await told(id), await told(other.id), await told(notYet), await told(released.id)], [2, 1, 0, 0]);
  const [last] =
    await superuser`select after -> 'obligations' -> 0 ->> 'toldDueOn' as day, parties from events where subject_id = ${id} and action = 'agreement.obligation-fell-due' order by creation_order desc limit 1`;
  t.equal(last?.['day'], '2026-12-31');
  t.equal(last?.['parties'].length, 2);
  t.match((await readAgreement(id)).obligations[0], { id: obligationId, awaitsAssessment: true });
});

t.test('an obligation is assessed while its agreement is in force', async (t) => {
  const id = await agree(sides);
  await takeAgreement(facilitator, id, addObligation, { duty: { en: 'x' }, owedById: donor.organisationId, dueOn: '2026-01-01' });
  const obligationId = must((await readAgreement(id)).obligations[0], 'obligation').id;
  const assess = { obligationId, observance: 'observed' as const, evidence };
  t.equal(await refusalOf(takeAgreement(facilitator, id, assessObservance, assess)), 'transition-not-allowed');
  const other = await inForce();
  t.equal(
    await refusalOf(takeAgreement(facilitator, other.id, assessObservance, assess)),
    'reference-unknown /obligationId',
    'of its own agreement alone',
  );
});

t.test('parties read their agreements and no others; facilitators alone keep them', async (t) => {
  const { id } = await inForce();
  for (const by of [donor, validator, auditor]) t.equal((await readAgreement(id, by)).obligations.length, 1, by.role);
  for (const by of [strangers.donor, strangers.requester, niger, administrator]) {
    t.equal(await refusalOf(readAgreement(id, by)), 'not-found', by.role);
  }
  for (const by of [donor, validator, auditor, administrator]) {
    t.equal(await refusalOf(takeAgreement(by, id, endAgreement, 'x')), 'role-not-allowed', by.role);
    t.equal(await refusalOf(takeAgreement(by, id, reviseAgreement, {})), 'role-not-allowed', by.role);
  }
  t.strictSame((await readAgreement(id, validator)).allowedActions, ['assess'], 'what another party owes');
  t.match(
    await readAgreement(id, donor),
    { allowedActions: [], notAllowedNow: [{ action: 'assess', code: 'debtor-may-not-assess' }] },
    'and no party what it owes itself',
  );
  const listed = await as(niger, (tx, ctx) => listAgreements(tx, ctx, { limit: 50, partyId: donor.organisationId }));
  t.strictSame(listed.items, []);
  const own = await as(donor, (tx, ctx) => listAgreements(tx, ctx, { limit: 1, state: 'in-force', kind: 'memorandum' }));
  t.equal(own.items[0]?.id, id);
});

t.test('a stale version is refused, and of two who assess at once one is', async (t) => {
  const { id, obligationId } = await inForce();
  const { version } = await readAgreement(id);
  const assess = (by: typeof donor, of: number) =>
    refusalOf(as(by, (tx, ctx) => assessObservance(tx, ctx, id, of, { obligationId, observance: 'observed', evidence })));
  t.equal(await assess(facilitator, version - 1), 'stale-version');
  t.strictSame((await Promise.all([assess(facilitator, version), assess(validator, version)])).sort(), ['no refusal', 'stale-version']);
});

const day = fc.integer({ min: toEpochDay('2020-01-01'), max: toEpochDay('2035-12-31') }).map(fromEpochDay);

t.test('what recurs is due on the same day of the month, or on its last day where the month is shorter', async (t) => {
  t.equal(addMonths('2026-01-31', 1), '2026-02-28');
  t.equal(addMonths('2028-01-31', 1), '2028-02-29');
  t.equal(addMonths('2026-11-30', 3), '2027-02-28');
  t.equal(addMonths('2026-12-15', 1), '2027-01-15');
  const monthly = { dueOn: '2026-01-31', everyMonths: 1 };
  t.equal(nextDueOn(monthly, '2026-02-28'), '2026-03-31', 'a short month shifts no later one');
  t.equal(lastDueOn(monthly, '2026-03-30'), '2026-02-28');
  fc.assert(
    fc.property(day, day, fc.integer({ min: 1, max: 24 }), (dueOn, today, everyMonths) => {
      const schedule = { dueOn, everyMonths };
      const last = lastDueOn(schedule, today);
      const next = must(nextDueOn(schedule, today), 'it recurs');
      if (last !== null && last > today) return false;
      if (next <= today || (last === null) !== dueOn > today) return false;
      // Nothing is due between the last day and the next: from the last, the next is the next again.
      return last === null || (lastDueOn(schedule, addDays(next, -1)) === last && lastDueOn(schedule, next) === next);
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('an obligation awaits assessment from the day after it was due until somebody has looked', async (t) => {
  fc.assert(
    fc.property(day, day, fc.option(day), fc.option(fc.integer({ min: 1, max: 24 })), (dueOn, today, assessedOn, everyMonths) => {
      const schedule = { dueOn, everyMonths };
      const last = lastDueOn(schedule, today);
      const expected = last !== null && last < today && !(assessedOn !== null && assessedOn >= last);
      return awaitsAssessment(schedule, assessedOn, today) === expected;
    }),
    { numRuns: asOften(2000) },
  );
  t.equal(nextDueOn({ dueOn: '2026-01-01', everyMonths: null }, '2026-01-01'), null, 'what is owed once is due once');
});
