import { desc, eq } from 'drizzle-orm';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { newId } from '../../../platform/ids.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { BilingualText, Citation } from '../../reference/domain/stored-json.ts';
import type { PublishRegime } from '../contract.ts';
import { regimeVersions } from '../tables.ts';

function checkAdministrator({ actor: { role } }: ActorContext): void {
  if (role !== 'administrator') throw new Refusal('role-not-allowed', { facts: { role, allowed: ['administrator'] } });
}

/** Publishes the next version of a regime: what is not said stays as in the version before, which is never touched. */
export async function publishRegime(tx: Tx, ctx: ActorContext, regime: string, version: number, input: PublishRegime): Promise<void> {
  const { validFrom, validUntil = null, adoptedBy, appliesWhen, documentsRequired, citations, summary, ...rest } = input;
  nothingLeft(rest);
  checkAdministrator(ctx);
  const [latest] = await tx
    .select({ version: regimeVersions.version, content: regimeVersions.content, validFrom: regimeVersions.validFrom })
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version))
    .limit(1);
  if (!latest) throw new Refusal('not-found');
  if (latest.version !== version) throw new Refusal('stale-version', { facts: { version: latest.version } });
  if (latest.validFrom !== null && validFrom < latest.validFrom) throw refuseField('date-order', '/validFrom');
  if (validUntil !== null && validUntil < validFrom) throw refuseField('date-order', '/validUntil');
  const [row] = await tx
    .insert(regimeVersions)
    .values({
      id: newId<'regime-version'>(),
      regime,
      version: version + 1,
      content: {
        ...latest.content,
        ...(appliesWhen === undefined ? {} : { applies_when: appliesWhen }),
        ...(documentsRequired === undefined ? {} : { documents_required: documentsRequired }),
        ...(citations === undefined ? {} : { citations: citations.map(keptCitationOf) }),
        ...(summary === undefined ? {} : { summary: keptSummaryOf(summary) }),
        as_of: validFrom,
      },
      validFrom,
      validUntil,
      adoptedBy,
      publishedBy: userOf(ctx),
      publishedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({
      id: regimeVersions.id,
      regime: regimeVersions.regime,
      version: regimeVersions.version,
      validFrom: regimeVersions.validFrom,
      adoptedBy: regimeVersions.adoptedBy,
    });
  if (!row) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, { action: 'regime.published', subject: { type: 'regime-version', id: row.id }, parties: [] });
}

function keptCitationOf({ title, pinpoint, url, evidence, ...rest }: NonNullable<PublishRegime['citations']>[number]): Citation {
  nothingLeft(rest);
  return { title, pinpoint, url, evidence };
}

function keptSummaryOf({ en, ar, ...rest }: NonNullable<PublishRegime['summary']>): BilingualText {
  nothingLeft(rest);
  return { en, ar };
}
