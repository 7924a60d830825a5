import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Names } from '../../../kernel/language.ts';
import type { BilingualText, Citation, RegimeDetail, RuleCondition } from '../../reference/domain/stored-json.ts';
import type { Confidence, RegimeEffect, RegimeLevel } from '../../reference/domain/vocabulary.ts';

/** A regime as one version has it: the row of the reference data, as the trigger keeps it and as an administrator publishes it. */
export interface RegimeContent {
  readonly level: RegimeLevel;
  readonly effect: RegimeEffect;
  readonly names: Names;
  readonly summary: BilingualText;
  readonly applies_when: RuleCondition;
  readonly documents_required: readonly string[];
  readonly outcomes: readonly string[];
  readonly blocks_milestone: string | null;
  readonly citations: readonly Citation[];
  readonly confidence: Confidence;
  readonly as_of: CalendarDate;
  readonly detail: RegimeDetail;
}

/** The document that makes a human-rights file, and of a regime that asks for it a file too. */
export const HUMAN_RIGHTS_FILE = 'hrddp-risk-assessment';

export const isRestricted = ({ documents_required: documents }: Pick<RegimeContent, 'documents_required'>): boolean =>
  documents.includes(HUMAN_RIGHTS_FILE);
