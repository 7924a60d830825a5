import t from 'tap';
import { classifyMatch, confirmClassification, correctEntry, recordEntry, refuseConfirmation } from '#src/areas/compliance/index.ts';
import { findEntry, listEntries } from '#src/areas/compliance/queries.ts';
import { confirmEntry } from '#src/flows/pass-the-gate.ts';
import { must } from '#src/kernel/assert.ts';
import type { ComplianceEntryId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { makePerson } from '#tests/support/people.ts';
import { makeDeliveryWorld, refusalOf } from '../deliveries/delivery-world.ts';

const world = await makeDeliveryWorld(t, { isGated: true });
const { as, match, people, others, plan, superuser } = world;
const { donor, facilitator, requester, validator } = people;
const accounts: readonly Person[] = [
  donor,
  await makePerson(world.database, { role: 'donor', organisation: 'it-ministry-of-interior' }),
  validator,
  await makePerson(world.database, { role: 'validator', organisation: 'ly-ministry-of-interior' }),
  facilitator,
  others.facilitator,
  others.mission,
  requester,
];
const side = ({ role }: Person) => (role === 'requester' || role === 'validator' ? 'recipient' : role);

const agreed = await match(10);
const deliveryId = await plan([{ matchId: agreed.matchId, planned: 10 }]);
const entries = (await as(facilitator, (tx, ctx) => listEntries(tx, ctx, { deliveryId, limit: 200, kind: 'document' }))).items;
const fresh = async (id: ComplianceEntryId): Promise<number> => {
  const [row] = await superuser<{ version: number }[]>`
    update compliance_entries set state = 'required', outcome = null, reference_number = null, recorded_by = null, recorded_by_organisation = null,
      recorded_by_role = null, confirmed_by = null, confirmed_by_organisation = null, confirmed_at = null, version = version + 1
    where id = ${id} returning version`;
  return must(row, 'the entry').version;
};
const record = (by: Person, id: ComplianceEntryId, version: number, referenceNumber = 'A-1') =>
  refusalOf(as(by, (tx, ctx) => recordEntry(tx, ctx, id, version, { referenceNumber })));
const confirm = (by: Person, id: ComplianceEntryId, version: number) => refusalOf(as(by, (tx, ctx) => confirmEntry(tx, ctx, id, version)));

t.test('over every pair of accounts: an entry is recorded by the side whose part it is, and confirmed by another', async (t) => {
  for (const ownerRole of ['donor', 'recipient'] as const) {
    const { id } = must(
      entries.find((one) => one.ownerRole === ownerRole && !one.restricted),
      `a document of the ${ownerRole}`,
    );
    for (const first of accounts) {
      for (const second of accounts) {
        const version = await fresh(id);
        const named = `${ownerRole}'s: ${first.role}, then ${second.role} of ${second.organisationId}`;
        const mayRecord = side(first) === ownerRole && first.role !== 'requester';
        t.equal((await record(first, id, version)) === 'no refusal', mayRecord, `recorded: ${named}`);
        if (!mayRecord) break;
        const mayConfirm = side(second) !== ownerRole && second.role !== 'requester';
        const shown = await as(second, (tx, ctx) => findEntry(tx, ctx, id));
        t.equal(shown.allowedActions?.includes('confirm'), mayConfirm, `shown: ${named}`);
        t.equal((await confirm(second, id, version + 1)) === 'no refusal', mayConfirm, `confirmed: ${named}`);
      }
    }
  }
});

t.test('until it is confirmed it is recorded anew; who may only confirm refuses to; what was confirmed is corrected', async (t) => {
  const { id } = must(
    entries.find((one) => one.ownerRole === 'donor' && !one.restricted),
    'a document of the donor',
  );
  const version = await fresh(id);
  t.equal(await record(donor, id, version, 'wrong'), 'no refusal');
  t.equal(await record(donor, id, version + 1, 'B-2'), 'no refusal');
  const refuse = (by: Person, at: number) =>
    refusalOf(as(by, (tx, ctx) => refuseConfirmation(tx, ctx, id, at, { reason: 'number-unknown' })));
  t.not(await refuse(donor, version + 2), 'no refusal', 'not by its own side');
  t.equal(await refuse(validator, version + 2), 'no refusal');
  t.match(await as(donor, (tx, ctx) => findEntry(tx, ctx, id)), { state: 'required', reason: 'number-unknown', referenceNumber: null });
  t.equal(await record(donor, id, version + 3, 'C-3'), 'no refusal');
  t.equal(await confirm(validator, id, version + 4), 'no refusal');
  t.equal(await record(donor, id, version + 5, 'D-4'), 'already-confirmed');
  const correct = refusalOf(as(donor, (tx, ctx) => correctEntry(tx, ctx, id, version + 5, { referenceNumber: 'D-4', reason: 'misread' })));
  t.equal(await correct, 'no refusal');
  t.match(await as(donor, (tx, ctx) => findEntry(tx, ctx, id)), { state: 'obtained', referenceNumber: 'D-4', confirmedAt: null });
});

t.test('two accounts of one donor don’t classify; the mission confirms', async (t) => {
  const [first, colleague] = [must(accounts[0], 'a donor'), must(accounts[1], 'their colleague')];
  const { matchId } = await match(10);
  await as(first, (tx, ctx) =>
    classifyMatch(tx, ctx, matchId, {
      model: 'a model',
      militaryList: [],
      dualUse: [],
      lethal: false,
      purpose: 'security-assistance',
      foreignOriginControlled: false,
      ownUseOfInternationalStaff: false,
      hrddpOutOfScope: false,
      importerIsMinistry: true,
      paidByLetterOfCredit: false,
      parts: [{ embargoClass: 'outside', quantity: 10 }],
    }),
  );
  const confirmed = (by: Person) => refusalOf(as(by, (tx, ctx) => confirmClassification(tx, ctx, matchId, 1)));
  t.equal(await confirmed(colleague), 'recorder-may-not-confirm');
  t.equal(await confirmed(facilitator), 'no refusal');
});
