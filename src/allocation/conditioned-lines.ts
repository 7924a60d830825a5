import { type Conditions, readConditions } from './conditions.ts';
import { type DenseInstance, densify } from './dense-instance.ts';
import type { EngineInput, AllocationSettings } from './instance.ts';
import { findTouchedParts } from './parts.ts';

/** By their ids. */
export interface ConditionedLines {
  readonly needs: ReadonlySet<string>;
  readonly offers: ReadonlySet<string>;
}

/**
 * The lines of which prices don't tell what one unit more brings: side conditions touch them as it stands, or may with that unit (a cap
 * that is as large as all that its donor offers; a line in full or not at all that asks for one unit).
 */
export function findConditionedLines(input: EngineInput, settings: AllocationSettings): ConditionedLines {
  const instance = densify(input, settings);
  return conditionedLinesOf(input, settings, { instance, conditions: readConditions(input, settings, instance) });
}

/** The same, of an instance that was read already. */
export function conditionedLinesOf(
  input: Pick<EngineInput, 'needs' | 'offers'>,
  settings: AllocationSettings,
  { instance, conditions }: { readonly instance: DenseInstance; readonly conditions: Conditions },
): ConditionedLines {
  const parts = findTouchedParts(instance, conditions);
  const isCapped = (by: 'donor' | 'recipient', group: string | undefined): boolean =>
    (settings.caps ?? []).some((cap) => cap.by === by && cap.value === group);
  const needs = input.needs.filter(
    ({ lot = 1, allOrNothing, group, recipient }) => lot > 1 || allOrNothing || group !== undefined || isCapped('recipient', recipient),
  );
  const offers = input.offers.filter(({ allOrNothing, donor }) => allOrNothing || isCapped('donor', donor));
  return {
    needs: new Set([...needs.map(({ id }) => id), ...parts.flatMap((part) => part.needs.map((need) => instance.needIds[need] as string))]),
    offers: new Set([
      ...offers.map(({ id }) => id),
      ...parts.flatMap((part) => part.offers.map((offer) => instance.offerIds[offer] as string)),
    ]),
  };
}
