/** A broken invariant is a fault of ours, not of the caller: it becomes a 500 and its message is logged, never sent. */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantBroken(message);
}

/** The value, which the code around knows to be there. */
export function must<T>(value: T | null | undefined, message: string): T {
  assert(value !== null && value !== undefined, message);
  return value;
}

/** Marks a branch that the types already exclude. */
export function unreachable(value: never): never {
  throw new InvariantBroken(`unreachable: ${JSON.stringify(value)}`);
}
