import { Refusal } from './refusal.ts';

/**
 * A lifecycle as a total table of events × states: `null` refuses, and a new state without its column does not compile.
 * The same table decides, is printed in the documentation, and is walked by the tests.
 */
export type TransitionTable<State extends string, Event extends string> = Readonly<Record<Event, Readonly<Record<State, State | null>>>>;

/** Expands `{ from: [...], to }` into a full column, so that a table stays readable where most states refuse. */
export function column<State extends string>(
  states: readonly State[],
  moves: Readonly<Partial<Record<State, State>>>,
): Readonly<Record<State, State | null>> {
  return Object.fromEntries(states.map((state) => [state, moves[state] ?? null])) as Record<State, State | null>;
}

/** The events that a record in this state accepts, in the table's order. */
export function allowedEvents<State extends string, Event extends string>(table: TransitionTable<State, Event>, state: State): Event[] {
  return (Object.keys(table) as Event[]).filter((event) => table[event][state] !== null);
}

/** The next state, or the refusal that names both. The facts are safe: whoever may act on a record may see its state. */
export function nextState<State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
  from: State,
  event: Event,
): State {
  const to = table[event][from];
  if (to === null) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: from, event, allowed: allowedEvents(table, from) },
    });
  }
  return to;
}
