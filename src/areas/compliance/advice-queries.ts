import { eq } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { MatchId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { type Audience, readerOf } from '../disclosure/index.ts';
import { discloses, matches } from '../matches/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import type { AskAdvice } from './contract.ts';
import { type Classification, factsOf } from './domain/facts.ts';
import { type Requirement, requirementsOf } from './domain/requirement.ts';
import type { Facts } from './domain/rule.ts';
import { requireItem, requireParty, selectFactsOfMatches } from './fact-queries.ts';
import { type RegimeInForce, selectRegimesInForce } from './regime-version-queries.ts';
import { ComplianceAdvice, ComplianceRequirement } from './record.ts';
import { noticeOf, viewCitations } from './views.ts';
import { todayOfOrganisation } from '../reference/index.ts';

/** What a match line needs and why, by the regimes in force on a day. */
export async function adviseOnMatch(tx: Tx, ctx: ActorContext, id: MatchId, asked?: CalendarDate) {
  const [match] = await tx
    .select({ id: matches.id, donorId: matches.donorId, isDisclosed: discloses(matches) })
    .from(matches)
    .where(eq(matches.id, id));
  if (!match) throw new Refusal('not-found');
  // Unless both sides have accepted and that stands, a donor may not learn from the rules whom it would help.
  if (ctx.actor.role === 'donor' && !match.isDisclosed) throw new Refusal('not-found');
  const asOf = asked ?? (await todayOfOrganisation(tx, ctx, match.donorId));
  const facts = await asConsequence(tx, ctx, 'compliance-advice', async () => {
    const [delivery] = await tx
      .select({ exporterId: deliveries.implementerId, mode: deliveries.transportMode })
      .from(deliveryLines)
      .innerJoin(deliveries, eq(deliveries.id, deliveryLines.deliveryId))
      .where(eq(deliveryLines.matchId, id))
      .limit(1);
    return must((await selectFactsOfMatches(tx, [id], delivery ?? null)).get(id), 'a match has facts');
  });
  return viewAdvice(tx, ctx, asOf, facts);
}

/** The same for a case that nobody has yet. */
export async function adviseOn(tx: Tx, ctx: ActorContext, asked: AskAdvice) {
  const {
    itemType,
    donorId,
    exporterId = donorId,
    recipientId,
    mode,
    modality,
    conditions,
    neighbour,
    asOf: day,
    classification,
    ...rest
  } = asked;
  nothingLeft(rest);
  const asOf = day ?? (await todayOfOrganisation(tx, ctx, donorId));
  const facts = factsOf({
    item: await requireItem(tx, itemType, '/itemType'),
    donor: await requireParty(tx, donorId, '/donorId'),
    exporter: await requireParty(tx, exporterId, '/exporterId'),
    recipient: await requireParty(tx, recipientId, '/recipientId'),
    mode,
    modality,
    conditions,
    neighbour,
    classification: classification && supposedOf(classification),
  });
  return viewAdvice(tx, ctx, asOf, facts);
}

/** What the model is supposed to be: of a case that nobody has, nobody has found it. */
function supposedOf(asked: NonNullable<AskAdvice['classification']>): Classification {
  const {
    militaryList,
    dualUse,
    lethal,
    purpose,
    embargoClass,
    foreignOriginControlled,
    ownUseOfInternationalStaff,
    hrddpOutOfScope,
    importerIsMinistry,
    paidByLetterOfCredit,
    ...rest
  } = asked;
  nothingLeft(rest);
  return {
    militaryList,
    dualUse,
    lethal,
    purpose,
    embargoClass,
    foreignOriginControlled,
    ownUseOfInternationalStaff,
    hrddpOutOfScope,
    importerIsMinistry,
    paidByLetterOfCredit,
  };
}

async function viewAdvice(tx: Tx, ctx: ActorContext, asOf: CalendarDate, facts: Facts) {
  const [item] = await tx
    .select({ control: itemTypes.control })
    .from(itemTypes)
    .where(eq(itemTypes.slug, String(facts['item.slug'])));
  const hints = [...(item?.control.militaryList ?? []), ...(item?.control.dualUse ?? [])].map(
    ({ category, when }) => `${category}${when === null ? '' : `: ${when}`}`,
  );
  const requirements = requirementsOf(await selectRegimesInForce(tx, asOf), [facts]);
  const audience = readerOf(ctx);
  return ComplianceAdvice.show(audience, {
    asOf,
    notice: noticeOf(asOf),
    hints,
    requirements: requirements.map((requirement) => viewRequirement(audience, requirement)),
  });
}

function viewRequirement(audience: Audience, { rule, verdict, unknown }: Requirement<RegimeInForce>) {
  const { content } = rule;
  return ComplianceRequirement.show(audience, {
    regime: rule.regime,
    version: rule.version,
    names: content.names,
    verdict,
    because: content.summary,
    unknown,
    documents: rule.documents,
    blocksMilestone: rule.blocksMilestone,
    actingRole: content.detail.actingRole,
    issuers: content.detail.issuers,
    citations: viewCitations(audience, rule.citations),
    confidence: content.confidence,
  });
}
