import { type FieldCode, Refusal, type RefusalCode, type RefusalDetails } from './refusal.ts';

/** What somebody may not do with a record yet, and the refusal that they would be given. */
export interface NotAllowedNow<Action extends string> {
  readonly action: Action;
  readonly code: RefusalCode;
  readonly facts: NonNullable<RefusalDetails['facts']>;
  /** Where it is for the state of a field: which, and what is wrong with it. */
  readonly fields: { readonly pointer: string; readonly code: FieldCode }[];
}

/** What somebody may do next with a record; and what they could but for something, which the refusal names. */
export interface Possible<Action extends string> {
  readonly allowedActions: Action[];
  readonly notAllowedNow: NotAllowedNow<Action>[];
}

/** Sorts actions that a role may take in a state by what the verbs would refuse them for: the verbs ask the same function. */
export function whatIsPossible<Action extends string>(
  actions: readonly Action[],
  refusalOf: (action: Action) => Refusal | null,
): Possible<Action> {
  const allowedActions: Action[] = [];
  const notAllowedNow: NotAllowedNow<Action>[] = [];
  withoutStacks(() => {
    for (const action of actions) {
      const refusal = refusalOf(action);
      if (refusal === null) allowedActions.push(action);
      else notAllowedNow.push(told(action, refusal));
    }
  });
  return { allowedActions, notAllowedNow };
}

/** Refusals that are told and not thrown: of a list's hundreds, taking down where each was made costs more than the rest of the list. */
function withoutStacks(work: () => void): void {
  const usual = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = usual;
  }
}

function told<Action extends string>(action: Action, { code, details: { facts = {}, fields = [] } }: Refusal): NotAllowedNow<Action> {
  return { action, code, facts, fields: fields.map(({ pointer, code: fault }) => ({ pointer, code: fault })) };
}

/** Throws what was found, if anything was. */
export function throwWhere(refusal: Refusal | null): void {
  if (refusal) throw refusal;
}

/** The refusal that a question of a verb ends in, for what only asks: the question changes nothing. Null where it lets pass. */
export async function refusalFrom(ask: () => Promise<void>): Promise<Refusal | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
