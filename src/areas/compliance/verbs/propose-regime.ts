import { and, desc, eq, lte, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { RegimeProposalId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { PROPOSAL_DAYS } from '../../../kernel/proposal.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkBegins } from '../../../platform/auth/two-hands.ts';
import { newId } from '../../../platform/ids.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { BilingualText, Citation } from '../../reference/domain/stored-json.ts';
import type { ProposeRegime, ProposeRegimeWithdrawal } from '../contract.ts';
import type { RegimeContent } from '../domain/regime-content.ts';
import { regimeProposals, regimeVersions } from '../tables.ts';
import { deadlineIn, todayOfRegime, zoneOfRegime } from '../../reference/index.ts';

const versionColumns = {
  version: regimeVersions.version,
  content: regimeVersions.content,
  validFrom: regimeVersions.validFrom,
  validUntil: regimeVersions.validUntil,
};

/**
 * An administrator proposes the next version of a regime: what is not said stays as in the version before, which is never touched. It begins on
 * no day that has passed, and becomes a version once a second person has confirmed it (`decide-regime-proposal.ts`).
 */
export async function proposeRegime(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  regime: string,
  version: number,
  input: ProposeRegime,
): Promise<RegimeProposalId> {
  checkBegins('publish-regime', ctx);
  const { validFrom, validUntil = null, adoptedBy, appliesWhen, documentsRequired, citations, summary, ...rest } = input;
  nothingLeft(rest);
  const [latest] = await requireLatest(tx, regime, version);
  if (validFrom < (await todayOfRegime(tx, ctx, regime))) throw refuseField('date-order', '/validFrom', 'in-the-past');
  if (latest.validFrom !== null && validFrom < latest.validFrom) throw refuseField('date-order', '/validFrom');
  if (validUntil !== null && validUntil < validFrom) throw refuseField('date-order', '/validUntil');
  return insertProposal(tx, ctx, {
    regime,
    baseVersion: version,
    withdraws: false,
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
  });
}

/** An administrator proposes to take back the latest version, which hasn't begun: on its day what was before goes on. */
export async function proposeRegimeWithdrawal(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  regime: string,
  version: number,
  input: ProposeRegimeWithdrawal,
): Promise<RegimeProposalId> {
  checkBegins('publish-regime', ctx);
  const { adoptedBy, ...rest } = input;
  nothingLeft(rest);
  const [latest, before] = await requireLatest(tx, regime, version);
  const { validFrom } = latest;
  if (validFrom === null || validFrom <= (await todayOfRegime(tx, ctx, regime))) throw refuseWithdrawal('in-force');
  // What had run out by then can't go on.
  if (!before || (before.validUntil !== null && before.validUntil < validFrom)) throw refuseWithdrawal('nothing-before');
  return insertProposal(tx, ctx, {
    regime,
    baseVersion: version,
    withdraws: true,
    content: before.content,
    validFrom,
    validUntil: before.validUntil,
    adoptedBy,
  });
}

const refuseWithdrawal = (state: string): Refusal =>
  new Refusal('transition-not-allowed', { facts: { state, event: 'withdraw', allowed: [] } });

/** The latest version of a regime, where it is the one that was named, and the one before it. */
async function requireLatest(tx: Tx, regime: string, version: number) {
  const [latest, before] = await tx
    .select(versionColumns)
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version))
    .limit(2);
  if (!latest) throw new Refusal('not-found');
  if (latest.version !== version) throw new Refusal('stale-version', { facts: { version: latest.version } });
  return [latest, before] as const;
}

interface Proposed {
  readonly regime: string;
  readonly baseVersion: number;
  readonly withdraws: boolean;
  readonly content: RegimeContent;
  readonly validFrom: CalendarDate;
  readonly validUntil: CalendarDate | null;
  readonly adoptedBy: string;
}

async function insertProposal(tx: Tx, ctx: ActorContext<AccountActor>, proposed: Proposed): Promise<RegimeProposalId> {
  const { actor, now } = ctx;
  await lapseOverdue(tx, ctx, proposed.regime);
  const [row] = await tx
    .insert(regimeProposals)
    .values({
      id: newId<'regime-proposal'>(),
      ...proposed,
      state: 'proposed',
      proposedBy: actor.userId,
      proposedByOrganisation: actor.organisationId,
      expiresAt: await deadlineIn(tx, ctx, zoneOfRegime(proposed.regime), PROPOSAL_DAYS),
      createdAt: now,
    })
    .returning({ id: regimeProposals.id });
  const { id } = must(row, 'an inserted proposal comes back');
  await recordEvent(tx, ctx, { action: 'regime-proposal.proposed', subject: { type: 'regime-proposal', id }, parties: [] });
  return id;
}

/** What nobody decided in time makes room for what is proposed now. */
async function lapseOverdue(tx: Tx, ctx: ActorContext, regime: string): Promise<void> {
  const lapsed = await tx
    .update(regimeProposals)
    .set({ state: 'lapsed', version: sql`${regimeProposals.version} + 1` })
    .where(and(eq(regimeProposals.regime, regime), eq(regimeProposals.state, 'proposed'), lte(regimeProposals.expiresAt, ctx.now)))
    .returning({ id: regimeProposals.id });
  await recordEvents(
    tx,
    ctx,
    lapsed.map(({ id }) => ({
      action: 'regime-proposal.lapsed' as const,
      subject: { type: 'regime-proposal' as const, id },
      parties: [],
    })),
  );
}

function keptCitationOf({ title, pinpoint, url, evidence, ...rest }: NonNullable<ProposeRegime['citations']>[number]): Citation {
  nothingLeft(rest);
  return { title, pinpoint, url, evidence };
}

function keptSummaryOf({ en, ar, ...rest }: NonNullable<ProposeRegime['summary']>): BilingualText {
  nothingLeft(rest);
  return { en, ar };
}
