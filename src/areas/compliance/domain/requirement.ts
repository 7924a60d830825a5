import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Names } from '../../../kernel/language.ts';
import type { BilingualText, Citation, Duration, RuleCondition } from '../../reference/domain/stored-json.ts';
import { evaluate, type Facts, unknownFields } from './rule.ts';

/** What a regime says, as one version of it. */
export interface RegimeContent {
  readonly level: string;
  readonly effect: string;
  readonly names: Names;
  readonly summary: BilingualText;
  readonly appliesWhen: RuleCondition;
  readonly documentsRequired: readonly string[];
  readonly issuers: readonly string[];
  readonly actingRole: string;
  readonly duration: Duration | null;
  readonly outcomes: readonly string[];
  readonly blocksMilestone: string | null;
  readonly citations: readonly Citation[];
  readonly confidence: string;
  readonly asOf: CalendarDate;
  readonly validUntil: CalendarDate | null;
  readonly note: string | null;
}

export interface RegimeVersion {
  readonly id: string;
  readonly regime: string;
  readonly version: number;
  readonly content: RegimeContent;
}

/** Whether a line needs what a regime asks for: yes, or that nobody knows yet. */
export type Applicability = 'applies' | 'check-needed';

/** One thing that a line needs: a document of a regime, or the regime's own decision where it asks for no document. */
export interface Requirement {
  readonly regime: string;
  readonly versionId: string;
  readonly document: string | null;
  readonly applicability: Applicability;
  /** The facts that decide and that nobody knows. */
  readonly unknown: readonly string[];
}

/**
 * What a line needs under the regimes in force (regimes.json): each document of each regime that applies, and what is to be checked
 * where it isn't known. `context` regimes bind nobody to a document; `exclusion` ones are refused at entry, by the catalogue.
 */
export function requirementsOf(regimes: readonly RegimeVersion[], facts: Facts): Requirement[] {
  return regimes.flatMap(({ id, regime, content }): Requirement[] => {
    if (content.effect === 'context' || content.effect === 'exclusion') return [];
    const truth = evaluate(content.appliesWhen, facts);
    if (truth === false) return [];
    const unknown = truth === 'unknown' ? unknownFields(content.appliesWhen, facts) : [];
    const applicability = truth === 'unknown' ? 'check-needed' : 'applies';
    const documents: readonly (string | null)[] = content.documentsRequired.length === 0 ? [null] : content.documentsRequired;
    return documents.map((document) => ({ regime, versionId: id, document, applicability, unknown }));
  });
}

/** The versions in force on a day: of each regime the newest that had begun, unless it had ended. */
export function versionsInForce(
  versions: readonly (RegimeVersion & { readonly validFrom: CalendarDate })[],
  day: CalendarDate,
): RegimeVersion[] {
  const newest = new Map<string, RegimeVersion & { readonly validFrom: CalendarDate }>();
  for (const version of versions) {
    const known = newest.get(version.regime);
    if (version.validFrom <= day && (known === undefined || known.version < version.version)) newest.set(version.regime, version);
  }
  return [...newest.values()].filter(({ content }) => content.validUntil === null || content.validUntil >= day);
}
