import { desc, eq } from 'drizzle-orm';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { newId } from '../../../platform/ids.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { PublishRegime } from '../contract.ts';
import { regimeVersions } from '../tables.ts';

function checkAdministrator({ actor: { role } }: ActorContext): void {
  if (role !== 'administrator') throw new Refusal('role-not-allowed', { facts: { role, allowed: ['administrator'] } });
}

/** Publishes the next version of a regime: what is not said stays as in the version before, which is never touched. */
export async function publishRegime(tx: Tx, ctx: ActorContext, regime: string, version: number, input: PublishRegime): Promise<void> {
  checkAdministrator(ctx);
  const [latest] = await tx
    .select({ version: regimeVersions.version, content: regimeVersions.content, validFrom: regimeVersions.validFrom })
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version))
    .limit(1);
  if (!latest) throw new Refusal('not-found');
  if (latest.version !== version) throw new Refusal('stale-version', { facts: { version: latest.version } });
  if (latest.validFrom !== null && input.validFrom < latest.validFrom) throw refuseField('date-order', '/validFrom');
  if (input.validUntil && input.validUntil < input.validFrom) throw refuseField('date-order', '/validUntil');
  const { appliesWhen, documentsRequired, citations, summary } = input;
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
        ...(citations === undefined ? {} : { citations }),
        ...(summary === undefined ? {} : { summary }),
        as_of: input.validFrom,
      },
      validFrom: input.validFrom,
      validUntil: input.validUntil ?? null,
      adoptedBy: input.adoptedBy,
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
