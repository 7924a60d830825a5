import type { AttributeDirection, AttributeType } from './vocabulary.ts';

interface AttributeToFill {
  readonly type: AttributeType;
  readonly direction: AttributeDirection;
  readonly ranks: Readonly<Record<string, number>> | null;
}

/** Whether a value is one that an attribute can have. A list of such values is for attributes where any of them will do. */
export function isValueOf(attribute: AttributeToFill, value: unknown): boolean {
  if (!Array.isArray(value)) return isSingleValueOf(attribute, value);
  return attribute.direction === 'any-of' && value.length > 0 && value.every((member) => isSingleValueOf(attribute, member));
}

function isSingleValueOf(attribute: AttributeToFill, value: unknown): boolean {
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'enum':
      return typeof value === 'string' && attribute.ranks !== null && Object.hasOwn(attribute.ranks, value);
    case 'text':
      return typeof value === 'string';
  }
}
