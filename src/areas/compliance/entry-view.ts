import { must } from '../../kernel/assert.ts';
import type { Names } from '../../kernel/language.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { EntryView } from './contract.ts';
import { DECIDED_ELSEWHERE, ENTRY_ACTIONS, ENTRY_TRANSITIONS, type EntryAction, EXCLUDED, mayActOnEntry } from './domain/entry.ts';
import type { RegimeInForce } from './regime-version-queries.ts';
import type { complianceFiles } from './tables.ts';
import type { EntryRecord } from './verbs/change-entry.ts';
import { noticeOf, shown, viewCitations } from './views.ts';

export interface EntryRow {
  readonly entry: EntryRecord;
  readonly documentNames: Names | null;
}

export type FiledPapers = Pick<typeof complianceFiles.$inferSelect, 'referenceNumber' | 'evidence' | 'evidenceDocumentId' | 'finding'>;

/** An entry as this reader may see it; what was decided of a human-rights file is for designated readers (`mayOpen`). */
export function viewEntry(
  act: Act,
  { entry, documentNames }: EntryRow,
  regimes: readonly RegimeInForce[],
  mayOpen: boolean,
  file: FiledPapers | null,
): EntryView {
  const today = dayOf(act.now);
  const isOpen = !entry.restricted || mayOpen;
  const asking = regimes.filter((one) => entry.askedBy.some(({ regime, version }) => regime === one.regime && version === one.version));
  const papers = file ?? entry;
  return shown(act, 'ComplianceEntry', {
    id: entry.id,
    reference: entry.reference,
    deliveryId: entry.deliveryId,
    kind: entry.kind,
    regime: entry.regime,
    documentType: entry.documentType,
    names: must(documentNames ?? asking[0]?.content.names, 'an entry is of a document or of a regime'),
    askedBy: asking.map((one) => viewAskingRegime(act, one)),
    ownerRole: entry.ownerRole,
    ownerId: entry.ownerId,
    state: entry.state,
    neededFor: entry.neededFor,
    restricted: entry.restricted,
    unknown: [...entry.unknownFields],
    issuedBy: entry.issuedBy,
    referenceNumber: papers.referenceNumber,
    outcome: isOpen ? entry.outcome : null,
    evidence: papers.evidence,
    documentId: papers.evidenceDocumentId,
    reason: isOpen ? entry.reason : null,
    ...(file ? { finding: file.finding } : {}),
    validFrom: entry.validFrom,
    validUntil: entry.validUntil,
    silenceStartedOn: entry.silenceStartedOn,
    silenceEndsOn: entry.silenceEndsOn,
    recordedAt: entry.recordedAt?.toISOString() ?? null,
    confirmedAt: entry.confirmedAt?.toISOString() ?? null,
    version: entry.version,
    allowedActions: isOpen ? ENTRY_ACTIONS.filter((action) => mayTake(act, entry, action)) : [],
    asOf: today,
    notice: noticeOf(today),
  });
}

const viewAskingRegime = (act: Act, { regime, version, content, documents, citations }: RegimeInForce) =>
  shown(act, 'AskingRegime', {
    regime,
    version,
    names: content.names,
    because: content.summary,
    documents: [...documents],
    outcomes: [...content.outcomes],
    citations: viewCitations(act, citations),
  });

function mayTake({ actor }: Act, entry: EntryRecord, action: EntryAction): boolean {
  if (!mayActOnEntry(action, actor.role) || ENTRY_TRANSITIONS[action][entry.state] === null || entry.outcome === EXCLUDED) return false;
  const isOwn = actor.kind !== 'system' && actor.userId === entry.recordedBy;
  if (action === 'confirm') return entry.confirmedAt === null && !isOwn;
  if (action === 'start-silence') return entry.kind === 'decision';
  return action === 'waive' || entry.regime === null || !DECIDED_ELSEWHERE.includes(entry.regime);
}
