import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { newId } from '../../platform/ids.ts';
import { documentsAskedFor } from './domain/asked-documents.ts';
import { EXCLUDED } from './domain/entry.ts';
import { gateOf } from './domain/gate.ts';
import type { OwnerRole } from './domain/hands.ts';
import { HUMAN_RIGHTS_FILE, isRestricted } from './domain/regime-content.ts';
import { type Requirement, requirementsOf } from './domain/requirement.ts';
import type { DeliveryFacts } from './fact-queries.ts';
import { type RegimeInForce, selectRegimesInForce, selectRegimeVersions } from './regime-version-queries.ts';
import { selectDocumentTypes, selectIssuers, selectPriorDecisions } from './prior-decision-queries.ts';
import type { complianceEntries } from './tables.ts';
import type { EntryRecord } from './verbs/change-entry.ts';

export type RequiredEntry = typeof complianceEntries.$inferInsert & {
  readonly regime: string | null;
  readonly documentType: string | null;
};

/** The decisions that the regimes in force on a day ask of a delivery, settled where the partnership or the recipients have settled them. */
export async function deriveRequiredDecisions(tx: Tx, ctx: ActorContext, known: DeliveryFacts, on: CalendarDate): Promise<RequiredEntry[]> {
  const required = requirementsOf(await selectRegimesInForce(tx, on), known.facts);
  const issuers = await selectIssuers(tx, [...new Set(required.flatMap(({ rule }) => rule.content.detail.issuers))]);
  const settled = await selectPriorDecisions(tx, known.delivery.id);
  return required.map((requirement) => ({
    ...decisionOf(known, requirement, issuers, ctx),
    ...settled[requirement.rule.regime],
  }));
}

function decisionOf(
  known: DeliveryFacts,
  { rule, verdict, unknown }: Requirement<RegimeInForce>,
  issuers: ReadonlySet<string>,
  { now }: ActorContext,
): RequiredEntry {
  return {
    id: newId<'compliance-entry'>(),
    deliveryId: known.delivery.id,
    kind: 'decision',
    regime: rule.regime,
    documentType: null,
    askedBy: [{ regime: rule.regime, version: rule.version }],
    ...ownerOf(known, rule.content.detail.actingRole),
    state: verdict === 'excluded' ? 'refused' : verdict,
    outcome: verdict === 'excluded' ? EXCLUDED : null,
    neededFor: gateOf(rule, known.delivery.kind),
    restricted: isRestricted(rule.content),
    unknownFields: [...unknown],
    issuedBy: rule.content.detail.issuers.find((slug) => issuers.has(slug)) ?? null,
    createdAt: now,
  };
}

/** The documents that these decisions ask for, each by the version that it was, or will be, made under. */
export async function deriveRequiredDocuments(
  tx: Tx,
  ctx: ActorContext,
  known: DeliveryFacts,
  decisions: readonly EntryRecord[],
): Promise<RequiredEntry[]> {
  const versions = await selectRegimeVersions(
    tx,
    decisions.flatMap(({ askedBy }) => askedBy),
  );
  const asked = documentsAskedFor(
    decisions.flatMap(({ askedBy, neededFor, state, outcome }) =>
      versions
        .filter(({ regime, version }) => askedBy.some((by) => by.regime === regime && by.version === version))
        .map(({ regime, version, documents }) => ({ regime, version, documents, neededFor, state, outcome })),
    ),
  );
  const types = await selectDocumentTypes(tx);
  return asked.map(({ document, askedBy, state, neededFor }) => ({
    id: newId<'compliance-entry'>(),
    deliveryId: known.delivery.id,
    kind: 'document',
    regime: null,
    documentType: document,
    askedBy,
    ...ownerOf(known, types.get(document)),
    state,
    outcome: null,
    neededFor,
    restricted: document === HUMAN_RIGHTS_FILE,
    unknownFields: [],
    createdAt: ctx.now,
  }));
}

/** Acting roles of the reference data whose part is the recipients' or the mission's; every other's is the donor's. */
const OWNER_OF_ACTING_ROLE: Readonly<Partial<Record<string, OwnerRole>>> = {
  facilitator: 'facilitator',
  requester: 'recipient',
  'national-authority': 'recipient',
};

function ownerOf({ delivery, organisationIds }: DeliveryFacts, actingRole: string | undefined) {
  const ownerRole: OwnerRole = OWNER_OF_ACTING_ROLE[actingRole ?? ''] ?? 'donor';
  const owners = { donor: delivery.donorId, recipient: organisationIds[0] ?? null, facilitator: null };
  return { ownerRole, ownerId: owners[ownerRole] };
}
