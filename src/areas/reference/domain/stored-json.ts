import type { Names } from '../../../kernel/language.ts';
import type { Confidence, EvidenceMark, RuleOperator } from './vocabulary.ts';

/** What the jsonb columns of this area hold. Keys are camelCase here, as everywhere in the service; the files use snake_case. */

/** Texts that exist in English and Arabic only: summaries, definitions, scopes. */
export interface BilingualText {
  readonly en: string;
  readonly ar: string;
}

export interface EnumerationValue {
  readonly slug: string;
  /** The place in an ordinal enumeration: an offer of a higher rank satisfies a lower one. */
  readonly rank: number;
  readonly names: Names;
}

/** A sensible default minimum of an attribute, not a standard. */
export interface TypicalAttribute {
  readonly key: string;
  readonly typical: string | number | boolean;
}

export type Synonyms = Readonly<Partial<Record<'en' | 'ar' | 'it' | 'fr', readonly string[] | undefined>>>;

export interface HsCode {
  readonly code: string;
  readonly edition: string;
  readonly note: string | null;
}

export interface UnspscCode {
  readonly code: string;
  readonly title: string;
  readonly listVersion: string;
  readonly fit: Confidence;
}

/** A hint that a control list may name the item, with the condition under which it would: triage, never a classification. */
export interface ControlListHint {
  readonly list: string;
  readonly category: string;
  readonly applies: 'conditional' | 'always';
  readonly when: string | null;
  readonly confidence: Confidence;
}

export interface ItemControl {
  readonly militaryList: readonly ControlListHint[];
  readonly dualUse: readonly ControlListHint[];
  readonly euInternalRepressionList: string | null;
  readonly euBoatsAndMotors: boolean;
  /** Flags that rules ask for, such as `radio-spectrum`. */
  readonly other: readonly string[];
}

/** Nearly all durations are estimates; `basis` says which are not. */
export interface Duration {
  readonly min: number;
  readonly typical: number;
  readonly max: number;
  readonly basis: string;
  readonly clock?: 'working' | 'calendar' | undefined;
  /** Whose working days: `UN`, `LY`, or `donor`. */
  readonly calendar?: string | undefined;
  readonly sourceNote?: string | null | undefined;
  /** The event from which the days of a milestone are counted. */
  readonly from?: string | undefined;
}

export type RuleValue = string | number | boolean | readonly string[];

/** A rule as data. Three-valued: an unknown field makes it "check needed", never "passed". */
export type RuleCondition =
  | { readonly all: readonly RuleCondition[] }
  | { readonly any: readonly RuleCondition[] }
  | { readonly not: RuleCondition }
  | { readonly field: string; readonly op: RuleOperator; readonly value?: RuleValue | undefined };

export interface Citation {
  readonly title: string;
  readonly pinpoint: string | null;
  readonly url: string | null;
  readonly evidence: EvidenceMark;
}

export interface RegimeDetail {
  /** Slugs of the organisations that decide or issue. */
  readonly issuers: readonly string[];
  readonly actingRole: string;
  readonly duration: Duration | null;
  readonly note: string | null;
}

/** The lifecycle states that reaching a milestone goes with. */
export interface MilestoneStates {
  readonly offer?: string | undefined;
  readonly match?: string | undefined;
  readonly delivery?: string | undefined;
}
