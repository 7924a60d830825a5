import { must } from '../../kernel/assert.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { type Audience, readerOf } from '../disclosure/index.ts';
import { DECIDED_ELSEWHERE, ENTRY_ACTIONS, ENTRY_TRANSITIONS, type EntryAction, EXCLUDED, mayActOnEntry } from './domain/entry.ts';
import type { FiledPapers } from './file-queries.ts';
import { AskingRegime, ComplianceEntry, type EntryView } from './record.ts';
import type { RegimeInForce } from './regime-version-queries.ts';
import type { EntryRow } from './rows.ts';
import { noticeOf, viewCitations } from './views.ts';

/** An entry as this reader may see it; what was decided of a human-rights file is for designated readers (`mayOpen`). */
export function viewEntry(
  ctx: ActorContext,
  { entry, documentNames }: EntryRow,
  regimes: readonly RegimeInForce[],
  mayOpen: boolean,
  file: FiledPapers | null,
): EntryView {
  const today = dayOf(ctx.now);
  const audience = readerOf(ctx);
  const isOpen = !entry.restricted || mayOpen;
  const asking = regimes.filter((one) => entry.askedBy.some(({ regime, version }) => regime === one.regime && version === one.version));
  const { unknownFields, evidenceDocumentId, recordedBy, confirmedBy, ...shown } = entry;
  return ComplianceEntry.show(audience, {
    ...shown,
    names: must(documentNames ?? asking[0]?.content.names, 'an entry is of a document or of a regime'),
    askedBy: asking.map((one) => viewAskingRegime(audience, one)),
    unknown: unknownFields,
    ...(file === null ? { documentId: evidenceDocumentId, finding: undefined } : viewPapers(file)),
    outcome: isOpen ? entry.outcome : null,
    reason: isOpen ? entry.reason : null,
    allowedActions: isOpen ? ENTRY_ACTIONS.filter((action) => mayTake(ctx, entry, action)) : [],
    asOf: today,
    notice: noticeOf(today),
  });
}

/** Of a human-rights file the papers stand in the file, and none in its entry. */
function viewPapers({ referenceNumber, evidence, evidenceDocumentId, finding, ...rest }: FiledPapers) {
  nothingLeft(rest);
  return { referenceNumber, evidence, documentId: evidenceDocumentId, finding };
}

const viewAskingRegime = (audience: Audience, { regime, version, content, documents, citations }: RegimeInForce) =>
  AskingRegime.show(audience, {
    regime,
    version,
    names: content.names,
    because: content.summary,
    documents,
    outcomes: content.outcomes,
    citations: viewCitations(audience, citations),
  });

function mayTake({ actor }: ActorContext, entry: EntryRow['entry'], action: EntryAction): boolean {
  if (!mayActOnEntry(action, actor.role) || ENTRY_TRANSITIONS[action][entry.state] === null || entry.outcome === EXCLUDED) return false;
  const isOwn = actor.kind !== 'system' && actor.userId === entry.recordedBy;
  if (action === 'confirm') return entry.confirmedAt === null && !isOwn;
  if (action === 'start-silence') return entry.kind === 'decision';
  return action === 'waive' || entry.regime === null || !DECIDED_ELSEWHERE.includes(entry.regime);
}
