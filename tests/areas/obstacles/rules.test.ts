import fc from 'fast-check';
import t from 'tap';
import { roleByIncoterm, usualOwner, whoConfirms } from '#src/areas/obstacles/domain/next-move.ts';
import {
  isOverdue,
  mayTake,
  OBSTACLE_EVENTS,
  obstacleActionsOf,
  OBSTACLE_RIGHTS,
  OBSTACLE_STATES,
  OPEN_STATES,
  type ActorRelation,
} from '#src/areas/obstacles/domain/obstacle.ts';
import { dueDates, STEP_STATES } from '#src/areas/obstacles/domain/playbook.ts';
import { deriveSeverity, eachOnce, type HeldQuantity, SEVERITY_FROM, weightOf } from '#src/areas/obstacles/domain/severity.ts';
import { allowedTasks, isTaskOf, mayPerform, OBSTACLE_TASK_RIGHTS, OBSTACLE_TASKS } from '#src/areas/obstacles/domain/task.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { OrganisationId, UserId } from '#src/kernel/id.ts';
import { ACTING_ROLES } from '#src/kernel/role.ts';
import { PRIORITIES } from '#src/areas/needs/domain/need.ts';
import { SEVERITIES } from '#src/areas/reference/domain/vocabulary.ts';

const nobody: ActorRelation = { owns: false, isBlocked: false, reported: false };
const either = [false, true] as const;
const standings: ActorRelation[] = either.flatMap((owns) =>
  either.flatMap((isBlocked) => either.map((reported) => ({ owns, isBlocked, reported }))),
);

t.test('whoever the rights don’t name takes no step, wherever they stand', async (t) => {
  for (const event of OBSTACLE_EVENTS) {
    for (const role of ACTING_ROLES) {
      const named = (OBSTACLE_RIGHTS[event] as readonly string[]).includes(role) || (role === 'system' && event === 'escalate');
      t.equal(
        standings.some((relation) => mayTake(event, role, relation)),
        named,
        `${role} ${event}`,
      );
    }
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
  for (const state of OBSTACLE_STATES) t.strictSame(obstacleActionsOf(state, 'auditor', { ...nobody, owns: true }), []);
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

t.test('the resolution is confirmed by one who may close it, whoever reported it or is held back before all others', async (t) => {
  const mayClose = [id('mission'), id('unit'), id('italy')];
  t.equal(whoConfirms(mayClose, id('italy'), involved), 'italy');
  t.equal(whoConfirms(mayClose, id('forwarder'), involved), 'unit');
  t.equal(whoConfirms([id('mission')], id('italy'), involved), 'mission');
  t.equal(whoConfirms([], id('italy'), involved), null);
});

t.test('a task is done by whom its right names, who stands where it wants them, while it is open', async (t) => {
  for (const task of OBSTACLE_TASKS) {
    for (const role of ACTING_ROLES) {
      const named = (OBSTACLE_TASK_RIGHTS[task] as readonly string[]).includes(role);
      t.equal(
        standings.some((relation) => mayPerform(task, role, relation)),
        named,
        `${role} ${task}`,
      );
    }
  }
  t.notOk(mayPerform('finish-step', 'donor', { ...nobody, isBlocked: true }));
  t.ok(mayPerform('hold-back', 'requester', { ...nobody, isBlocked: true }));
  t.notOk(mayPerform('hold-back', 'requester', nobody), 'only asked to do something');
  for (const state of OBSTACLE_STATES) {
    const open = (OPEN_STATES as readonly string[]).includes(state);
    const whileResolved = (task: string) => task !== 'name-closer' || state === 'resolved';
    t.strictSame(
      OBSTACLE_TASKS.filter((task) => isTaskOf(task, state)),
      open ? OBSTACLE_TASKS.filter(whileResolved) : ['finish-action', 'comment', 'correct-wait', 'withdraw-lift'],
      state,
    );
    const auditor = { userId: 'a' as UserId, organisationId: id('panel'), role: 'auditor' as const };
    t.strictSame(
      allowedTasks({ state, authorityId: null, lift: null }, auditor, { ...nobody, owns: true, blockedThings: [] }),
      state === 'resolved' ? ['name-closer'] : [],
    );
  }
});

t.test('the Incoterm decides where the stage is one that it shares out and all deliveries agree', async (t) => {
  const customs = { CIP: 'requester', DDP: 'donor' };
  t.equal(roleByIncoterm(customs, [{ incoterm: 'CIP' }, { incoterm: 'CIP' }]), 'requester');
  t.equal(roleByIncoterm(customs, [{ incoterm: 'DDP' }]), 'donor');
  t.equal(roleByIncoterm(customs, [{ incoterm: 'DDP' }, { incoterm: 'CIP' }]), null);
  t.equal(roleByIncoterm(customs, [{ incoterm: 'DDP' }, { incoterm: null }]), null);
  t.equal(roleByIncoterm(customs, [{ incoterm: 'FOB' }]), null);
  t.equal(roleByIncoterm(customs, []), null);
  t.equal(roleByIncoterm(null, [{ incoterm: 'CIP' }]), null);
});

const heldQuantity: fc.Arbitrary<HeldQuantity> = fc.record({
  through: fc.constantFrom('need', 'match', 'delivery'),
  needLineId: fc.constantFrom('line 1', 'line 2', 'line 3'),
  matchId: fc.constantFrom('match 1', 'match 2'),
  priority: fc.constantFrom(...PRIORITIES),
  quantity: fc.integer({ min: 1, max: 1000 }),
  unitValue: fc.integer({ min: 1, max: 100_000 }),
});

t.test('the more it holds back the graver it is, never less than by its kind, and what doesn’t block is as grave as its kind', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...SEVERITIES), fc.array(heldQuantity, { maxLength: 8 }), heldQuantity, (byKind, held, one) => {
      const rank = (blocking: boolean, all: readonly HeldQuantity[]) => SEVERITIES.indexOf(deriveSeverity(byKind, blocking, all));
      const more = { ...one, needLineId: 'another line' };
      return (
        rank(true, held) >= SEVERITIES.indexOf(byKind) &&
        rank(true, [...held, more]) >= rank(true, held) &&
        rank(false, held) === SEVERITIES.indexOf(byKind)
      );
    }),
  );
});

t.test('nothing is counted twice: a need holds its matches, a match its deliveries', async (t) => {
  const held = { needLineId: 'line', matchId: 'match', priority: 'routine', quantity: 3, unitValue: 100 } as const;
  const whole: HeldQuantity = { ...held, through: 'need', matchId: null, quantity: 10 };
  const match: HeldQuantity = { ...held, through: 'match' };
  const delivery: HeldQuantity = { ...held, through: 'delivery', quantity: 2 };
  t.strictSame(eachOnce([delivery, match, whole]), [whole]);
  t.strictSame(eachOnce([delivery, match, delivery]), [match]);
  t.equal(weightOf([delivery, delivery]), 400, 'two deliveries of one match are two parts of it');
  t.equal(weightOf([{ ...match, priority: 'critical' }]), 2400);
  t.equal(deriveSeverity('low', true, [{ ...match, quantity: SEVERITY_FROM.high / 100 }]), 'high', 'from the threshold on');
  t.equal(deriveSeverity('low', true, [{ ...match, quantity: SEVERITY_FROM.high / 100 - 1 }]), 'medium');
});

t.test('steps that are open follow one another; those that are done take no time', async () => {
  const step = fc.record({ state: fc.constantFrom(...STEP_STATES), termDays: fc.integer({ min: 0, max: 45 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const placed = steps.map((one, index) => ({ ...one, position: index + 1 }));
      const due = dueDates(placed.toReversed(), '2026-11-23', addDays);
      const open = placed.filter(({ state }) => state === 'open');
      const total = open.reduce((days, { termDays }) => days + termDays, 0);
      const last = open.at(-1);
      return due.size === open.length && (last === undefined || due.get(last.position) === addDays('2026-11-23', total));
    }),
  );
});
