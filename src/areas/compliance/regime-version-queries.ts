import { asc, isNull, lte, or, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { AskedBy } from './domain/asked-documents.ts';
import type { RegimeContent } from './domain/regime-content.ts';
import type { RegimeRule } from './domain/requirement.ts';
import { regimeVersions } from './tables.ts';

export interface RegimeInForce extends RegimeRule {
  readonly content: RegimeContent;
}

/**
 * The regimes in force on a day: of each the version that began last by then, unless that has run out; of several that began on one day, the
 * highest. So what a load brings today leaves what was adopted for a later day.
 */
export async function selectRegimesInForce(tx: Tx, on: CalendarDate): Promise<RegimeInForce[]> {
  const rows = await tx
    .selectDistinctOn([regimeVersions.regime], {
      regime: regimeVersions.regime,
      version: regimeVersions.version,
      content: regimeVersions.content,
      validUntil: regimeVersions.validUntil,
    })
    .from(regimeVersions)
    .where(or(isNull(regimeVersions.validFrom), lte(regimeVersions.validFrom, on)))
    .orderBy(asc(regimeVersions.regime), sql`${regimeVersions.validFrom} desc nulls last, ${regimeVersions.version} desc`);
  return rows.filter(({ validUntil }) => validUntil === null || validUntil >= on).map(inForce);
}

/** Versions whatever their validity: those by which something was asked or decided. */
export async function selectRegimeVersions(tx: Tx, asked: readonly AskedBy[]): Promise<RegimeInForce[]> {
  const rows = await tx
    .select({ regime: regimeVersions.regime, version: regimeVersions.version, content: regimeVersions.content })
    .from(regimeVersions)
    .where(oneOf(regimeVersions.regime, [...new Set(asked.map(({ regime }) => regime))]));
  return rows.filter(({ regime, version }) => asked.some((one) => one.regime === regime && one.version === version)).map(inForce);
}

/** A version as the rule that it is. */
export const inForce = ({
  regime,
  version,
  content,
}: Pick<typeof regimeVersions.$inferSelect, 'regime' | 'version' | 'content'>): RegimeInForce => ({
  regime,
  version,
  effect: content.effect,
  appliesWhen: content.applies_when,
  documents: content.documents_required,
  blocksMilestone: content.blocks_milestone,
  citations: content.citations,
  content,
});
