import type { Names } from '../language.ts';

/** What a refusal says to a person: what is wrong, the same at every occurrence, and what can be done next. */
export interface ProblemText {
  /** A short statement without a full stop. */
  readonly title: Names;
  /** One sentence; never a quantity, a place or a name, so that it tells nothing that the reader may not know. */
  readonly next: Names;
}
