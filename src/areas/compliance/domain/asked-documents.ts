import type { EntryState } from './entry.ts';
import { DECIDED_ELSEWHERE, EXCLUDED } from './entry.ts';
import { type Gate, gateOfDocument } from './gate.ts';

/** A regime in the version by which it asks. */
export interface AskedBy {
  readonly regime: string;
  readonly version: number;
}

/** How far the decision under a regime has come, with the documents that its version names. */
export interface AskingDecision extends AskedBy {
  readonly documents: readonly string[];
  readonly neededFor: Gate | null;
  readonly state: EntryState;
  readonly outcome: string | null;
}

export interface AskedDocument {
  readonly document: string;
  readonly askedBy: readonly AskedBy[];
  readonly state: 'required' | 'check-needed';
  readonly neededFor: Gate | null;
}

/** Outcomes by which a regime turns out to ask for nothing but the memo that says so. */
const ASKS_NOTHING: readonly (string | null)[] = ['not-applicable', 'not-listed', 'not-required', 'waived'];
const MEMOS: readonly string[] = ['classification-memo', 'embargo-basis-memo'];

/**
 * The documents that the decisions of a delivery ask for, each once: one end-user certificate serves all regimes that want it. It is
 * required as soon as one of them is, and needed for the earliest of their steps.
 */
export function documentsAskedFor(decisions: readonly AskingDecision[]): AskedDocument[] {
  const asking = new Map<string, AskingDecision[]>();
  for (const decision of decisions) {
    for (const document of askedForBy(decision)) asking.set(document, [...(asking.get(document) ?? []), decision]);
  }
  return [...asking].map(([document, by]) => ({
    document,
    askedBy: by.map(({ regime, version }) => ({ regime, version })),
    state: by.every(({ state }) => state === 'check-needed') ? 'check-needed' : 'required',
    neededFor: gateOfDocument(
      document,
      by.map(({ neededFor }) => neededFor),
    ),
  }));
}

function askedForBy({ regime, documents, state, outcome }: AskingDecision): readonly string[] {
  if (state === 'not-required' || state === 'waived' || outcome === EXCLUDED || DECIDED_ELSEWHERE.includes(regime)) return [];
  return ASKS_NOTHING.includes(outcome) ? documents.filter((document) => MEMOS.includes(document)) : documents;
}
