import { and, desc, eq, isNull } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { organisations, regimes } from '../reference/tables.ts';
import type { RegimeContent } from './domain/requirement.ts';
import { regimeVersions, type RegimeVersionId } from './tables.ts';

/** The text of the version that something was asked for under. */
export async function findRegimeContent(tx: Tx, id: RegimeVersionId): Promise<RegimeContent> {
  const [found] = await tx.select({ content: regimeVersions.content }).from(regimeVersions).where(eq(regimeVersions.id, id));
  return must(found, 'an entry has the version of its regime').content;
}

/** The newest version of a regime, whether it has begun or not; null for a regime that isn't there. */
export async function findNewestVersion(tx: Tx, regime: string) {
  const [found] = await tx
    .select({ version: regimeVersions.version, content: regimeVersions.content, validFrom: regimeVersions.validFrom })
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version))
    .limit(1);
  return found ?? null;
}

/** What the loader of reference data wrote last of a regime, whatever an administrator has adopted since. */
export async function findNewestOfReference(tx: Tx, regime: string) {
  const [found] = await tx
    .select({ content: regimeVersions.content })
    .from(regimeVersions)
    .where(and(eq(regimeVersions.regime, regime), isNull(regimeVersions.adoptedBy)))
    .orderBy(desc(regimeVersions.version))
    .limit(1);
  return found ?? null;
}

/** What the reference data says of every regime today, as the content of a version. */
export async function selectReferenceRegimes(tx: Tx): Promise<{ regime: string; content: RegimeContent }[]> {
  const rows = await tx
    .select({
      slug: regimes.slug,
      level: regimes.level,
      effect: regimes.effect,
      names: regimes.names,
      summary: regimes.summary,
      appliesWhen: regimes.appliesWhen,
      documentsRequired: regimes.documentsRequired,
      outcomes: regimes.outcomes,
      blocksMilestone: regimes.blocksMilestone,
      citations: regimes.citations,
      confidence: regimes.confidence,
      asOf: regimes.asOf,
      validUntil: regimes.validUntil,
      detail: regimes.detail,
    })
    .from(regimes)
    .orderBy(regimes.slug);
  return rows.map(({ slug, detail, ...content }) => ({
    regime: slug,
    content: { ...content, issuers: detail.issuers, actingRole: detail.actingRole, duration: detail.duration, note: detail.note },
  }));
}

export async function findAuthorityParty(tx: Tx, id: OrganisationId): Promise<string | null> {
  const [found] = await tx.select({ party: organisations.party }).from(organisations).where(eq(organisations.id, id));
  return found?.party ?? null;
}

/** Every organisation's id by its slug: regimes name their issuers by slug. */
export async function selectOrganisationIds(tx: Tx): Promise<ReadonlyMap<string, OrganisationId>> {
  const rows = await tx.select({ id: organisations.id, slug: organisations.slug }).from(organisations);
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}
