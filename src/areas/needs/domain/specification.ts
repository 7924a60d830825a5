/** A value of an attribute: what the catalogue's attribute type says it is. */
export type AttributeValue = string | number | boolean | readonly string[];

/** A minimum specification of a need line. A wish (`mandatory: false`) counts in the score, a must decides eligibility. */
export interface Specification {
  readonly attribute: string;
  readonly value: AttributeValue;
  readonly mandatory: boolean;
}

/** What an offer line states of its goods. */
export interface OfferedSpecification {
  readonly attribute: string;
  readonly value: AttributeValue;
}
