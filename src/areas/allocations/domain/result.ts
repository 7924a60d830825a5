import type { ToldLine, ToldResult } from '../../../allocation/told.ts';

/** As its canonical text says it: numbers that may be beyond 2^53 are texts of digits there. */
type Stored<T> = T extends bigint ? string : T extends object ? { readonly [Key in keyof T]: Stored<T[Key]> } : T;

/** What the engine answered, read from its stored text. */
export type StoredResult = Omit<Stored<Omit<ToldResult<string>, 'plan'>>, never> & { readonly plan: readonly ToldLine[] };

/** In steps of its need, as plans are reckoned with. */
export interface PlanLine {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}
