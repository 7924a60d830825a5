import { must } from '../../kernel/assert.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, readerOf } from '../disclosure/index.ts';
import { DECIDED_ELSEWHERE, ENTRY_ACTIONS, ENTRY_TRANSITIONS, type EntryAction, EXCLUDED, mayActOnEntry } from './domain/entry.ts';
import { confirmersOf, recordersOf, refusalOfConfirming, refusalOfCorrecting, refusalOfRecording } from './domain/hands.ts';
import { refusalOfWaiving } from './domain/waiving.ts';
import type { FiledPapers } from './file-queries.ts';
import { AskingRegime, ComplianceEntry, type EntryView } from './record.ts';
import type { RegimeInForce } from './regime-version-queries.ts';
import type { EntryRow } from './rows.ts';
import { noticeOf, viewCitations } from './views.ts';
import { dayAt } from '../../platform/clock.ts';

/** An entry as this reader may see it; what was decided of a human-rights file is for designated readers (`mayOpen`). */
export function viewEntry(
  ctx: ActorContext,
  { entry, documentNames, zone }: EntryRow,
  regimes: readonly RegimeInForce[],
  mayOpen: boolean,
  file: FiledPapers | null,
): EntryView {
  const today = dayAt(zone, ctx.now);
  const audience = readerOf(ctx);
  const isOpen = !entry.restricted || mayOpen;
  const asking = regimes.filter((one) => entry.askedBy.some(({ regime, version }) => regime === one.regime && version === one.version));
  const { unknownFields, evidenceDocumentId, recordedBy, recordedById, confirmedBy, ...shown } = entry;
  return ComplianceEntry.show(audience, {
    ...shown,
    names: must(documentNames ?? asking[0]?.content.names, 'an entry is of a document or of a regime'),
    askedBy: asking.map((one) => viewAskingRegime(audience, one)),
    unknown: unknownFields,
    ...(file === null ? { documentId: evidenceDocumentId, finding: undefined } : viewPapers(file)),
    outcome: isOpen ? entry.outcome : null,
    reason: isOpen ? entry.reason : null,
    confirmedBy: [...confirmersOf(entry)],
    ...whatIsPossible(isOpen ? ENTRY_ACTIONS.filter((action) => couldTake(ctx, entry, action)) : [], (action) =>
      refusalOf(ctx, entry, action),
    ),
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

/** What the reader's role could do in this state; the last steps ask besides what {@link refusalOf} says. */
function couldTake({ actor }: ActorContext, entry: EntryRow['entry'], action: EntryAction): boolean {
  if (!mayActOnEntry(action, actor.role) || ENTRY_TRANSITIONS[action][entry.state] === null || entry.outcome === EXCLUDED) return false;
  if (action === 'record' || action === 'correct') {
    // Recorded and confirmed, it is corrected; until then it is recorded anew.
    const corrects = entry.confirmedAt !== null;
    if (
      !(recordersOf(entry) as readonly string[]).includes(actor.role) ||
      (entry.state === 'obtained' && corrects !== (action === 'correct'))
    ) {
      return false;
    }
    if (action === 'correct' && !corrects) return false;
  }
  if (action === 'confirm' || action === 'refuse-confirmation') {
    return entry.confirmedAt === null && (confirmersOf(entry) as readonly string[]).includes(actor.role);
  }
  if (action === 'start-silence') return entry.kind === 'decision';
  return action === 'waive' || entry.regime === null || !DECIDED_ELSEWHERE.includes(entry.regime);
}

/** What the verb of an action would refuse this reader for. */
function refusalOf({ actor }: ActorContext, entry: EntryRow['entry'], action: EntryAction): Refusal | null {
  if (actor.kind === 'system') return null;
  if (action === 'confirm' || action === 'refuse-confirmation') return refusalOfConfirming(entry, actor);
  if (action === 'waive') return refusalOfWaiving(entry);
  if (action === 'record') return refusalOfRecording(entry, actor.role);
  return action === 'correct' ? refusalOfCorrecting(entry, actor.role) : null;
}
