import fc from 'fast-check';
import t from 'tap';
import { type AskingDecision, documentsAskedFor } from '#src/areas/compliance/domain/asked-documents.ts';
import { ENTRY_STATES } from '#src/areas/compliance/domain/entry.ts';
import { GATES, gateOf, gateOfDocument, neededBy } from '#src/areas/compliance/domain/gate.ts';
import { asOften } from '#tests/support/effort.ts';

const document = fc.constantFrom('end-user-certificate', 'export-licence', 'classification-memo', 'bill-of-lading', 'packing-list');
const decision: fc.Arbitrary<AskingDecision> = fc.record({
  regime: fc.constantFrom('a', 'b', 'c', 'partnership-arrangement'),
  version: fc.integer({ min: 1, max: 3 }),
  documents: fc.uniqueArray(document, { maxLength: 4 }),
  neededFor: fc.constantFrom(null, ...GATES),
  state: fc.constantFrom(...ENTRY_STATES),
  outcome: fc.constantFrom(null, 'granted', 'not-applicable', 'not-listed', 'excluded'),
});

t.test('of any decisions, each document is asked for once, by all who want it, and never later than each of them needs it', async () => {
  fc.assert(
    fc.property(fc.array(decision, { maxLength: 6 }), (decisions) => {
      const asked = documentsAskedFor(decisions);
      const isOnce = new Set(asked.map((one) => one.document)).size === asked.length;
      return (
        isOnce &&
        asked.every(({ document: name, askedBy, state, neededFor }) => {
          const asking = decisions.filter(
            (one) =>
              one.documents.includes(name) && askedBy.some(({ regime, version }) => regime === one.regime && version === one.version),
          );
          const gates = asking.map((one) => one.neededFor);
          const isCertain = askedBy.some((by) =>
            decisions.some((one) => one.regime === by.regime && one.state !== 'check-needed' && one.documents.includes(name)),
          );
          return (
            askedBy.length > 0 && (state === 'check-needed' || isCertain) && (neededFor === null || gates.some((gate) => gate !== null))
          );
        })
      );
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('what turns out not to apply asks for nothing but the memo that says so', async (t) => {
  const licensed: AskingDecision = {
    regime: 'eu-dual-use-annex-i',
    version: 1,
    documents: ['classification-memo', 'export-licence'],
    neededFor: 'clear',
    state: 'required',
    outcome: null,
  };
  const namesOf = (change: Partial<AskingDecision>) => documentsAskedFor([{ ...licensed, ...change }]).map((one) => one.document);
  t.strictSame(namesOf({}), ['classification-memo', 'export-licence']);
  t.strictSame(namesOf({ state: 'obtained', outcome: 'granted' }), ['classification-memo', 'export-licence']);
  t.strictSame(namesOf({ state: 'obtained', outcome: 'not-listed' }), ['classification-memo']);
  for (const state of ['waived', 'not-required'] as const) t.strictSame(namesOf({ state }), []);
  t.strictSame(namesOf({ state: 'refused', outcome: 'excluded' }), [], 'no paper makes the excluded possible');
});

t.test('the step that something is needed for follows from its milestone, and never comes before the paper can be there', async (t) => {
  const gate = (blocksMilestone: string | null, kind: 'goods' | 'training' = 'goods', effect = 'gate') =>
    gateOf({ effect, blocksMilestone }, kind);
  t.equal(gate('export-licence-granted'), 'clear');
  t.equal(gate('customs-cleared'), 'clear', 'the exemption is needed before goods leave');
  t.equal(gate('shipped'), 'ship');
  t.equal(gate('handover-accepted'), 'hand-over');
  t.equal(gate('training-completed', 'training'), 'clear', 'a course is handed over by being held');
  t.equal(gate('in-service'), 'put-in-service');
  t.equal(gate(null), null);
  t.equal(gate('customs-cleared', 'goods', 'context'), null, 'context holds nothing up');
  t.equal(gate('pledged', 'goods', 'exclusion'), 'clear');
  t.equal(gateOfDocument('end-user-certificate', ['put-in-service', 'clear', null]), 'clear');
  t.equal(gateOfDocument('bill-of-lading', ['clear']), 'release');
  t.equal(gateOfDocument('packing-list', [null]), null);
  t.strictSame([neededBy('clear'), neededBy('ship'), neededBy('release')], [['clear'], ['clear', 'ship'], ['release']]);
});
