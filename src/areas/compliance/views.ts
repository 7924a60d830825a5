import type { Names } from '../../kernel/language.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { EntryView } from './contract.ts';
import { allowedEntryActions, isPositive } from './domain/entry.ts';
import type { RegimeContent } from './domain/requirement.ts';
import type { EntryRow } from './queries.ts';

export const saidBy = (regime: string, version: number, content: RegimeContent): EntryView['because'] => ({
  regime,
  version,
  names: content.names,
  summary: content.summary,
  effect: content.effect,
  blocksMilestone: content.blocksMilestone,
  citations: content.citations.map(({ title, pinpoint, url, evidence }) => ({ title, pinpoint, url, evidence })),
  confidence: content.confidence,
  asOf: content.asOf,
  outcomes: [...content.outcomes],
});

interface MaybeParty {
  readonly id: OrganisationId;
  readonly slug: string;
  readonly names: Names;
}

/** An entry as this reader may see it; whoever sees it at all is a party of its match, or oversees. */
export function viewEntry(act: Act, row: EntryRow): EntryView {
  const { actor } = act;
  const isRecorder = actor.kind !== 'system' && row.recordedBy === actor.userId;
  const party = (one: MaybeParty | null) => (one === null ? null : { id: one.id, slug: one.slug, names: one.names });
  return redact('ComplianceEntry', audienceOf(actor.role, true), {
    id: row.id,
    reference: row.reference,
    matchId: row.matchId,
    because: saidBy(row.regime, row.regimeVersion, row.content),
    document: row.document,
    state: row.state,
    isExpired: row.state === 'confirmed' && row.validUntil !== null && row.validUntil < dayOf(act.now),
    unknownFields: [...row.unknownFields],
    owner: party(row.owner),
    authority: party(row.authority),
    requestedOn: row.requestedOn,
    silenceFrom: row.silenceFrom,
    silenceEndsOn: row.silenceEndsOn,
    outcome: row.outcome,
    isPositive: row.outcome === null ? null : isPositive(row.outcome),
    issuedBy: row.issuedBy,
    issuedNumber: row.issuedNumber,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    readiness: row.readiness,
    documentId: row.documentId,
    stateReason: row.stateReason,
    recordedAt: row.recordedAt?.toISOString() ?? null,
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    version: row.version,
    allowedActions: allowedEntryActions(row.state, actor.role, isRecorder),
  }) as EntryView;
}
