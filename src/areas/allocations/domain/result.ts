import type { AllocationResult } from '../../../allocation/run.ts';

/** As its canonical text says it: whole numbers that may be beyond 2^53 are texts of digits there. */
type Stored<T> = T extends bigint ? string : T extends object ? { readonly [Key in keyof T]: Stored<T[Key]> } : T;

/** What the engine answered, read from its stored text. */
export type StoredResult = Stored<AllocationResult>;

export interface PlanLine {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}
