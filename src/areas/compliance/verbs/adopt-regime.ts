import { isDeepStrictEqual } from 'node:util';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AdoptRegime } from '../contract.ts';
import type { RegimeContent } from '../domain/requirement.ts';
import { findNewestOfReference, findNewestVersion, selectReferenceRegimes } from '../regime-queries.ts';
import { regimeVersions } from '../tables.ts';
import { deriveEntries, selectOpenMatches } from './derive-entries.ts';

/**
 * An administrator adopts a new version of a regime, valid from a day on. The versions before it stay as they are, and so do decisions
 * made under them; what is still open follows the new one as soon as it is in force.
 */
export async function adoptRegime(tx: Tx, act: Act, regime: string, version: number, input: AdoptRegime): Promise<void> {
  const { actor } = act;
  if (actor.kind !== 'system' && actor.role !== 'administrator') {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['administrator'] } });
  }
  const newest = await findNewestVersion(tx, regime);
  if (!newest) throw new Refusal('not-found');
  if (newest.version !== version) throw new Refusal('stale-version', { facts: { version: newest.version } });
  if (input.validFrom < dayOf(act.now)) throw refuseField('date-order', '/validFrom', 'in-the-past');
  const changes = Object.fromEntries(Object.entries(input.changes).filter(([, value]) => value !== undefined));
  const content: RegimeContent = { ...newest.content, ...changes, asOf: input.asOf };
  await writeVersion(tx, act, regime, newest.version + 1, content, input.validFrom, input.reason);
  if (input.validFrom <= dayOf(act.now)) await deriveEntries(tx, act, await selectOpenMatches(tx));
}

/**
 * Every regime of the reference data has a version that says what the data says today: the first from the day that the data stand on,
 * a further one from today where the data have changed. Answers how many were written; a second run writes none.
 */
export async function adoptReferenceRegimes(tx: Tx, act: Act): Promise<number> {
  let written = 0;
  for (const { regime, content } of await selectReferenceRegimes(tx)) {
    const known = await findNewestOfReference(tx, regime);
    if (known && isDeepStrictEqual(known.content, JSON.parse(JSON.stringify(content)))) continue;
    const newest = await findNewestVersion(tx, regime);
    // Records of the past were made under what the first version says, as far back as there are any.
    const from: CalendarDate = newest === null ? BEFORE_ALL_RECORDS : dayOf(act.now);
    await writeVersion(tx, act, regime, (newest?.version ?? 0) + 1, content, from, 'reference-data');
    written += 1;
  }
  return written;
}

const BEFORE_ALL_RECORDS: CalendarDate = '2011-02-26';

async function writeVersion(
  tx: Tx,
  act: Act,
  regime: string,
  version: number,
  content: RegimeContent,
  validFrom: CalendarDate,
  reason: string,
): Promise<void> {
  const [written] = await tx
    .insert(regimeVersions)
    .values({
      id: newId<'regime-version'>(),
      regime,
      version,
      content,
      validFrom,
      adoptedBy: act.actor.kind === 'system' ? null : act.actor.userId,
      adoptedReason: reason,
      createdAt: act.now,
    })
    .returning({
      id: regimeVersions.id,
      regime: regimeVersions.regime,
      version: regimeVersions.version,
      validFrom: regimeVersions.validFrom,
    });
  const adopted = must(written, 'an inserted version comes back');
  await recordEvent(tx, act, {
    action: 'regime.adopted',
    subject: { type: 'regime-version', id: adopted.id },
    after: adopted,
    reason,
    parties: [],
  });
}
