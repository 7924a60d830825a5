import { and, eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { MatchId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { findMatchParties } from '../match-queries.ts';
import type { ClassifyMatch } from '../contract.ts';
import { CLASSIFIER_ROLES } from '../domain/classification.ts';
import { classifications } from '../tables.ts';
import { deriveEntries } from './derive-entries.ts';

const columns = {
  id: classifications.id,
  matchId: classifications.matchId,
  organisationId: classifications.organisationId,
  donorId: classifications.donorId,
  model: classifications.model,
  facts: classifications.facts,
  recordedBy: classifications.recordedBy,
  confirmedBy: classifications.confirmedBy,
  confirmedAt: classifications.confirmedAt,
  version: classifications.version,
};

function checkClassifier(act: Act): void {
  const { role } = act.actor;
  const named: readonly string[] = CLASSIFIER_ROLES;
  if (role !== 'system' && !named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/**
 * Somebody has looked at the actual model and says what it is: it decides nothing until a second person has confirmed it. Parts of
 * different embargo classes are a mixed line, which must be split into matches of one class each before it can be cleared. `version` is
 * null for the first classification, and the one that is replaced otherwise.
 */
export async function classifyMatch(tx: Tx, act: Act, matchId: MatchId, version: number | null, input: ClassifyMatch): Promise<void> {
  checkClassifier(act);
  const match = await findMatchParties(tx, matchId);
  if (!match) throw new Refusal('not-found');
  refuseMixture(input);
  const [before] = await tx.select(columns).from(classifications).where(eq(classifications.matchId, matchId)).for('no key update');
  if (before && version === null) throw new Refusal('already-recorded', { facts: { version: before.version } });
  if (version !== null && before?.version !== version) throw new Refusal(before ? 'stale-version' : 'not-found');
  const recordedBy = act.actor.kind === 'system' ? null : act.actor.userId;
  const [part] = input.parts;
  const facts = { ...input.facts, ...(part ? { embargoClass: part.embargoClass } : {}) };
  const written = { model: input.model, facts, recordedBy, recordedAt: act.now, confirmedBy: null, confirmedAt: null };
  const [after] = await tx
    .insert(classifications)
    .values({ id: newId<'classification'>(), ...match, matchId, ...written, createdAt: act.now })
    .onConflictDoUpdate({ target: classifications.matchId, set: { ...written, version: sql`${classifications.version} + 1` } })
    .returning(columns);
  await recordEvent(tx, act, {
    action: 'compliance.classified',
    subject: { type: 'match', id: matchId },
    before: before ?? null,
    after: must(after, 'what was written comes back'),
    parties: [match.donorId, match.organisationId],
  });
  await deriveEntries(tx, act, [matchId]);
}

/** Names the matches that the line would have to become. */
function refuseMixture({ parts }: ClassifyMatch): void {
  const byClass = new Map<string, number>();
  for (const { embargoClass, quantity } of parts) byClass.set(embargoClass, (byClass.get(embargoClass) ?? 0) + quantity);
  if (byClass.size < 2) return;
  throw new Refusal('line-mixes-classes', {
    fields: [{ pointer: '/parts', code: 'line-mixes-classes' }],
    facts: { split: [...byClass].map(([embargoClass, quantity]) => `${quantity} × ${embargoClass}`) },
  });
}

/** A second person agrees with what was found; from now on the rules reckon with it. */
export async function confirmClassification(tx: Tx, act: Act, matchId: MatchId, version: number): Promise<void> {
  checkClassifier(act);
  const [before] = await tx.select(columns).from(classifications).where(eq(classifications.matchId, matchId)).for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if (before.confirmedAt !== null) throw new Refusal('already-accepted');
  const userId = act.actor.kind === 'system' ? null : act.actor.userId;
  if (userId !== null && userId === before.recordedBy) throw new Refusal('recorder-may-not-confirm');
  const [after] = await tx
    .update(classifications)
    .set({ confirmedBy: userId, confirmedAt: act.now, version: sql`${classifications.version} + 1` })
    .where(and(eq(classifications.id, before.id), eq(classifications.version, version)))
    .returning(columns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, act, {
    action: 'compliance.classification-confirmed',
    subject: { type: 'match', id: matchId },
    before,
    after,
    parties: [before.donorId, before.organisationId],
  });
  await deriveEntries(tx, act, [matchId]);
}
