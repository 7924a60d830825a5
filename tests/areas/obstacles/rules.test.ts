import t from 'tap';
import { usualOwner, whoConfirms } from '#src/areas/obstacles/domain/next-move.ts';
import {
  allowedObstacleActions,
  isOverdue,
  mayTake,
  OBSTACLE_EVENTS,
  OBSTACLE_RIGHTS,
  OBSTACLE_STATES,
  type Standing,
} from '#src/areas/obstacles/domain/obstacle.ts';
import type { OrganisationId } from '#src/kernel/id.ts';
import { ACTING_ROLES } from '#src/kernel/role.ts';

const nobody: Standing = { owns: false, isBlocked: false, resolved: false };
const standings: Standing[] = [false, true].flatMap((owns) =>
  [false, true].flatMap((isBlocked) => [false, true].map((resolved) => ({ owns, isBlocked, resolved }))),
);

t.test('whoever the rights don’t name takes no step, wherever they stand', async (t) => {
  for (const event of OBSTACLE_EVENTS) {
    for (const role of ACTING_ROLES) {
      const named = (OBSTACLE_RIGHTS[event] as readonly string[]).includes(role) || (role === 'system' && event === 'escalate');
      t.equal(
        standings.some((standing) => mayTake(event, role, standing)),
        named,
        `${role} ${event}`,
      );
    }
  }
});

t.test('nobody closes what they resolved', async (t) => {
  for (const role of ACTING_ROLES) {
    for (const standing of standings.filter(({ resolved }) => resolved)) t.notOk(mayTake('close', role, standing), role);
  }
});

t.test('the owner’s people work on it and the blocked close it; a facilitator does either', async (t) => {
  t.ok(mayTake('resolve', 'donor', { ...nobody, owns: true }));
  t.notOk(mayTake('resolve', 'donor', { ...nobody, isBlocked: true }));
  t.ok(mayTake('close', 'requester', { ...nobody, isBlocked: true }));
  t.notOk(mayTake('close', 'requester', { ...nobody, owns: true }));
  for (const event of OBSTACLE_EVENTS) t.ok(mayTake(event, 'facilitator', nobody), event);
});

t.test('an auditor is offered nothing in any state', async (t) => {
  for (const state of OBSTACLE_STATES) t.strictSame(allowedObstacleActions(state, 'auditor', { ...nobody, owns: true }), []);
});

t.test('overdue is an open one whose day has passed', async (t) => {
  t.ok(isOverdue('in-progress', '2026-11-22', '2026-11-23'));
  t.notOk(isOverdue('in-progress', '2026-11-23', '2026-11-23'), 'the day itself is still time');
  t.notOk(isOverdue('closed', '2026-11-22', '2026-11-23'));
});

const id = (name: string) => name as OrganisationId;
const involved = { recipients: [id('unit')], donors: [id('italy')], implementers: [id('forwarder')] };
const typical = [
  { id: id('uama'), party: 'IT' },
  { id: id('commerce'), party: 'MT' },
];

t.test('whose move it usually is follows the kind', async (t) => {
  const owner = (role: string, owners = typical, parties: string[] = []) => usualOwner(role, owners, involved, parties);
  t.equal(owner('donor'), 'italy');
  t.equal(owner('requester'), 'unit');
  t.equal(owner('implementer'), 'forwarder');
  t.equal(owner('licensing-authority', typical, ['MT']), 'commerce', 'the donor’s own authority');
  t.equal(owner('licensing-authority', typical, ['FR']), 'italy', 'another country’s is no guess to make');
  t.equal(owner('national-authority', []), 'unit');
  t.equal(owner('committee', []), null);
});

t.test('the resolution is confirmed by somebody else than the owner', async (t) => {
  t.equal(whoConfirms(id('italy'), id('italy'), involved), 'unit');
  t.equal(whoConfirms(id('customs'), id('italy'), involved), 'italy');
  t.equal(whoConfirms(id('italy'), null, { ...involved, recipients: [] }), null);
});
