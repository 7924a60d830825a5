import t from 'tap';
import { PutInService } from '#src/areas/deliveries/contract.ts';
import { checkOn, checksDueAfter, showsEndUse } from '#src/areas/deliveries/domain/checks.ts';
import {
  accepts,
  deliveryActionsOf,
  DELIVERY_ACTIONS,
  DELIVERY_KINDS,
  DELIVERY_RIGHTS,
  DELIVERY_STATES,
} from '#src/areas/deliveries/domain/delivery.ts';
import { claimOf, endOfJourney, inTransit, isBalanced } from '#src/areas/deliveries/domain/quantity-balances.ts';
import { isDelay, isReachedByStep, mayRecord } from '#src/areas/deliveries/domain/milestones.ts';
import { ROLES } from '#src/kernel/role.ts';
import { newId } from '#src/platform/ids.ts';
import { inSteps } from '#tests/support/in-steps.ts';

const balances = (change: object) => inSteps({ planned: 10, shipped: 10, accepted: 0, rejected: 0, lost: 0, returned: 0, ...change });

t.test('nobody is told that they may do what the rights give to others', async (t) => {
  for (const kind of DELIVERY_KINDS) {
    for (const state of DELIVERY_STATES) {
      for (const role of ROLES) {
        for (const action of deliveryActionsOf({ kind, state }, role)) {
          t.ok(
            (DELIVERY_RIGHTS[action] as readonly string[]).includes(role) && accepts({ kind, state }, action),
            `${role} ${action} ${kind} ${state}`,
          );
        }
      }
      t.strictSame(deliveryActionsOf({ kind, state }, 'auditor'), []);
    }
  }
});

t.test('every action is somebody’s and can be taken in some state', async (t) => {
  for (const action of DELIVERY_ACTIONS) {
    t.ok(DELIVERY_RIGHTS[action].length > 0, action);
    t.ok(
      DELIVERY_KINDS.some((kind) => DELIVERY_STATES.some((state) => accepts({ kind, state }, action))),
      action,
    );
  }
});

t.test('goods travel, and a course is performed', async (t) => {
  t.ok(accepts({ kind: 'goods', state: 'cleared' }, 'pack'));
  t.notOk(accepts({ kind: 'goods', state: 'cleared' }, 'perform'));
  t.ok(accepts({ kind: 'training', state: 'cleared' }, 'perform'));
  t.notOk(accepts({ kind: 'training', state: 'cleared' }, 'pack'));
  t.notOk(accepts({ kind: 'service', state: 'in-transit' }, 'report-loss'));
});

t.test('what is put in service is a recipient’s, in whatever consignments it came', async (t) => {
  t.ok(PutInService.safeParse({ on: '2026-11-23', evidence: 'training-record 4' }).success);
  t.notOk(PutInService.safeParse({ consignmentId: newId<'consignment'>() }).success, 'which would be accepted and passed over');
});

t.test('a receipt accounts for no more than is on its way; the rest stays there, and more can come only once all has', async (t) => {
  const line = balances({ lost: 1, returned: 2 });
  t.equal(inTransit(line), 7);
  t.ok(isBalanced(line, inSteps({ accepted: 4, rejected: 2, lost: 1, surplus: 0 })));
  t.notOk(isBalanced(line, inSteps({ accepted: 7, rejected: 2, lost: 1, surplus: 0 })));
  t.ok(isBalanced(line, inSteps({ accepted: 4, rejected: 2, lost: 0, surplus: 0 })));
  t.notOk(isBalanced(line, inSteps({ accepted: 0, rejected: 0, lost: 0, surplus: 0 })), 'it says something');
  t.ok(isBalanced(line, inSteps({ accepted: 7, rejected: 0, lost: 0, surplus: 2 })));
  t.notOk(isBalanced(line, inSteps({ accepted: 6, rejected: 0, lost: 0, surplus: 2 })));
});

t.test('a journey ends when nothing is on its way, fully only where all that was planned was accepted', async (t) => {
  t.equal(endOfJourney([balances({}), balances({ accepted: 10 })], 'lose'), null);
  t.equal(endOfJourney([balances({ accepted: 10 }), balances({ accepted: 10 })], 'lose'), 'receive-all');
  t.equal(endOfJourney([balances({ accepted: 10 }), balances({ accepted: 9, rejected: 1 })], 'lose'), 'receive-part');
  t.equal(endOfJourney([balances({ accepted: 10 }), balances({ shipped: 0 })], 'lose'), 'receive-part', 'a line left behind is a part too');
  t.equal(endOfJourney([balances({ lost: 10 })], 'lose'), 'lose');
  t.equal(endOfJourney([balances({ lost: 4, returned: 6 })], 'return-to-donor'), 'return-to-donor');
});

t.test('a line claims its plan until it ships, and from then on what left', async (t) => {
  t.equal(claimOf('packed', inSteps({ planned: 10, shipped: 0 })), 10);
  t.equal(claimOf('shipped', inSteps({ planned: 10, shipped: 6 })), 6);
});

t.test('checks fall due at 30, 180 and 365 days, and a visit is the latest one due', async (t) => {
  const checks = checksDueAfter('2026-01-01').map((dueOn) => ({ dueOn, verifiedOn: null as string | null }));
  t.strictSame(
    checks.map(({ dueOn }) => dueOn),
    ['2026-01-31', '2026-06-30', '2027-01-01'],
  );
  t.equal(checkOn(checks, '2026-01-01')?.dueOn, '2026-01-31', 'the first may come as early as the handover');
  t.equal(checkOn(checks, '2026-05-15')?.dueOn, '2026-01-31');
  t.equal(checkOn(checks, '2026-06-10')?.dueOn, '2026-06-30', 'nearly due');
  t.equal(checkOn(checks, '2026-08-01')?.dueOn, '2026-06-30', 'the one missed in spring stays missed');
  const firstDone = checks.map((check, index) => ({ ...check, verifiedOn: index === 0 ? '2026-01-20' : null }));
  t.equal(checkOn(firstDone, '2026-02-01'), null, 'the next is months away');
  t.notOk(showsEndUse('2026-01-01', { dueOn: '2026-01-31' }));
  t.ok(showsEndUse('2026-01-01', { dueOn: '2026-06-30' }));
});

t.test('a milestone is recorded by its side; the Incoterm may put it on the other', async (t) => {
  const customs = { defaultOwnerRole: 'national-authority', incotermOwner: { DDP: 'donor', CIP: 'requester' } };
  t.ok(mayRecord('validator', customs, 'CIP'));
  t.notOk(mayRecord('donor', customs, 'CIP'));
  t.ok(mayRecord('donor', customs, 'DDP'));
  t.notOk(mayRecord('validator', customs, 'DDP'));
  for (const incoterm of [null, 'EXW']) {
    t.ok(mayRecord('validator', customs, incoterm), 'the authority’s own, where no Incoterm says otherwise');
    t.notOk(mayRecord('donor', customs, incoterm));
  }
  t.ok(mayRecord('donor', { defaultOwnerRole: 'implementer', incotermOwner: null }, null));
  t.ok(mayRecord('facilitator', customs, null));
  t.notOk(mayRecord('requester', { defaultOwnerRole: 'requester', incotermOwner: null }, null));
});

t.test('a step’s own milestone is its own, by kind', async (t) => {
  t.ok(isReachedByStep('in-service', 'goods'));
  t.notOk(isReachedByStep('in-service', 'training'));
  t.ok(isReachedByStep('training-completed', 'training'));
  t.notOk(isReachedByStep('training-completed', 'goods'));
  t.notOk(isReachedByStep('production-completed', 'goods'));
});

t.test('a forecast is a delay where it is later than what was expected', async (t) => {
  t.ok(isDelay('2026-01-01', '2026-01-02'));
  t.notOk(isDelay('2026-02-01', '2026-01-15'), 'better than feared');
  t.notOk(isDelay(null, '2026-01-15'), 'nothing was expected');
});
