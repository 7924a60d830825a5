import type { Test } from 'tap';
import { ROLES, type Role } from '#src/kernel/role.ts';
import type { TransitionTable } from '#src/kernel/transition.ts';
import { type Caller, LOGIN_OF, type TestApi } from '#tests/support/api.ts';

/** How a person takes an event over HTTP: the last part of the path (none for an edit), and what has to be said. */
export interface StepOverHttp {
  readonly path: string;
  /** POST where absent. */
  readonly method?: 'PATCH';
  /** The same in every state, or as the record in a state asks for. */
  readonly body?: object | ((state: string) => object);
}

export interface Walk<State extends string, Event extends string> {
  readonly states: readonly State[];
  readonly transitions: TransitionTable<State, Event>;
  readonly rights: Readonly<Record<Event, readonly Role[]>>;
  /** Where the records are: `/v1/matches`. */
  readonly url: string;
  /** One for each event that anybody may take; events that the rights give to nobody are the system's and the database's. */
  readonly steps: Readonly<Partial<Record<Event, StepOverHttp>>>;
  /** Puts a record into a state as no verb would, with version 7, and answers its id. */
  readonly put: (state: State, event: Event) => Promise<string>;
  /** What a role is answered where the two tables alone don't say it; undefined where they do. */
  readonly besides?: (role: Role, event: Event, state: State) => string | undefined;
}

export async function signInEveryRole(api: TestApi): Promise<ReadonlyMap<Role, Caller>> {
  const callers = new Map<Role, Caller>();
  for (const role of ROLES) callers.set(role, await api.signIn(LOGIN_OF[role]));
  return callers;
}

/**
 * Takes every event in every state as every role, and holds the answer against the tables of transitions and rights that the
 * code decides by: who may not is told so, whoever may is told where it can't be done, and the rest is done.
 */
export function walkLifecycle<State extends string, Event extends string>(
  t: Test,
  name: string,
  callers: ReadonlyMap<Role, Caller>,
  { states, transitions, rights, url, steps, put, besides }: Walk<State, Event>,
): void {
  const events = Object.keys(transitions) as Event[];
  t.test(`whatever a person may do with the ${name} is walked`, async (t) => {
    t.strictSame(
      events.filter((event) => rights[event].length > 0 && steps[event] === undefined),
      [],
    );
  });
  for (const event of events) {
    const step: StepOverHttp | undefined = steps[event];
    if (step === undefined) continue;
    t.test(`${name}: ${event} follows the tables of transitions and rights, in every state and for every role`, async (t) => {
      let done = 0;
      for (const state of states) {
        for (const role of ROLES) {
          const id = await put(state, event);
          const reply = await (callers.get(role) as Caller)(step.method ?? 'POST', [url, id, step.path].filter(Boolean).join('/'), {
            ifMatch: '"7"',
            ...(step.body ? { body: typeof step.body === 'function' ? step.body(state) : step.body } : {}),
          });
          const byTheTables = !rights[event].includes(role)
            ? 'role-not-allowed'
            : transitions[event][state] === null
              ? 'transition-not-allowed'
              : 'done';
          const outcome = reply.status === 200 ? 'done' : String(reply.body['code']);
          if (outcome === 'done') done += 1;
          const expected = besides?.(role, event, state) ?? byTheTables;
          const faults = JSON.stringify(reply.body['fields'] ?? '');
          if (outcome !== expected) t.fail(`${role} in ${state}: ${outcome} instead of ${expected} ${faults}`);
        }
      }
      t.ok(done > 0, `${done} of ${states.length * ROLES.length} attempts were done`);
    });
  }
}
