import type { AttributeValue, Specification } from '../../needs/domain/specification.ts';
import type { AttributeRule, GoodsLineFacts, JudgingContext } from './facts.ts';

/**
 * `not-stated`: the offer says nothing of the attribute, and silence is not a yes. `not-comparable`: a value has no place in
 * the attribute's order (`as-is` among the conditions of goods: it promises nothing). Both exclude, as `not-met` does.
 */
export type SpecificationOutcome = 'met' | 'not-met' | 'not-stated' | 'not-comparable' | 'unknown-attribute';

export interface SpecificationFinding {
  readonly attribute: string;
  readonly mandatory: boolean;
  readonly asked: AttributeValue;
  readonly offered: AttributeValue | null;
  readonly outcome: SpecificationOutcome;
}

/** Holds every specification of a need line against what the offer line states, in the order of the need line. */
export function checkSpecifications(
  specifications: readonly Specification[],
  offer: GoodsLineFacts,
  attributes: JudgingContext['attributes'],
): SpecificationFinding[] {
  return specifications.map(({ attribute, value, mandatory }) => {
    const offered = offeredValue(offer, attribute);
    const outcome = compareValues(attributes.get(attribute), value, offered);
    return { attribute, mandatory, asked: value, offered, outcome };
  });
}

/** The condition of the goods stands on the line itself, which goes before a specification of the same name. */
function offeredValue(offer: GoodsLineFacts, attribute: string): AttributeValue | null {
  if (attribute === 'goods_condition' && offer.goodsCondition !== null) return offer.goodsCondition;
  return offer.specifications.find((stated) => stated.attribute === attribute)?.value ?? null;
}

/** Whether an offered value satisfies an asked one by the attribute's direction (catalogue, `meta.directions`). */
export function compareValues(
  rule: AttributeRule | undefined,
  asked: AttributeValue,
  offered: AttributeValue | null,
): SpecificationOutcome {
  if (rule === undefined) return 'unknown-attribute';
  if (rule.direction === 'info') return 'met';
  if (offered === null) return 'not-stated';
  switch (rule.direction) {
    case 'higher':
    case 'lower': {
      if (typeof asked !== 'number' || typeof offered !== 'number') return 'not-comparable';
      return metIf(rule.direction === 'higher' ? offered >= asked : offered <= asked);
    }
    case 'ordinal': {
      const askedRank = rankOf(rule, asked);
      const offeredRank = rankOf(rule, offered);
      if (askedRank === null || offeredRank === null) return 'not-comparable';
      return metIf(offeredRank >= askedRank);
    }
    case 'exact': {
      const [one, other] = [valuesOf(asked), valuesOf(offered)];
      return metIf(one.every((value) => other.includes(value)) && other.every((value) => one.includes(value)));
    }
    case 'any-of': {
      const accepted = valuesOf(asked);
      return metIf(valuesOf(offered).some((value) => accepted.includes(value)));
    }
  }
}

const metIf = (holds: boolean): SpecificationOutcome => (holds ? 'met' : 'not-met');

const valuesOf = (value: AttributeValue): readonly (string | number | boolean)[] => (typeof value === 'object' ? value : [value]);

function rankOf({ ranks }: AttributeRule, value: AttributeValue): number | null {
  if (ranks === null || typeof value !== 'string' || !Object.hasOwn(ranks, value)) return null;
  return ranks[value] ?? null;
}
