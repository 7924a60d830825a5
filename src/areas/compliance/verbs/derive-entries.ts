import { and, eq, isNull, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { MatchId, OrganisationId } from '../../../kernel/id.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { isConfidential } from '../domain/entry.ts';
import { type RegimeVersion, type Requirement, requirementsOf, versionsInForce } from '../domain/requirement.ts';
import { type LineOfMatch, selectLineFacts, selectVersions } from '../facts-queries.ts';
import { selectOrganisationIds } from '../regime-queries.ts';
import { complianceEntries, type RegimeVersionId } from '../tables.ts';
import { type EntryRecord, entryColumns, stepEntry } from './change-entry.ts';

/**
 * Brings the checklists of matches to what the facts say today: what a line needs is on it, what it no longer needs is dropped, and
 * what nobody can tell yet is to be checked. Nothing that people have requested, recorded or decided is touched, and it keeps the
 * version of its regime; what is undecided follows the version in force.
 */
export function deriveEntries(tx: Tx, act: Act, matchIds: readonly MatchId[]): Promise<void> {
  return asConsequence(tx, act, 'compliance-checklist', async (system) => {
    const lines = await selectLineFacts(tx, matchIds);
    if (lines.length === 0) return;
    const versions = versionsInForce(await selectVersions(tx), dayOf(act.now));
    const present = groupBy(
      await tx
        .select(entryColumns)
        .from(complianceEntries)
        .where(
          oneOf(
            complianceEntries.matchId,
            lines.map(({ matchId }) => matchId),
          ),
        )
        .orderBy(complianceEntries.id)
        .for('no key update'),
      ({ matchId }) => matchId,
    );
    for (const line of lines) await deriveOne(tx, system, line, versions, present.get(line.matchId) ?? []);
  });
}

const keyOf = ({ regime, document }: { readonly regime: string; readonly document: string | null }): string =>
  `${regime} ${document ?? ''}`;

async function deriveOne(
  tx: Tx,
  act: Act,
  line: LineOfMatch,
  versions: readonly RegimeVersion[],
  present: readonly EntryRecord[],
): Promise<void> {
  const wanted = new Map(requirementsOf(versions, line.facts).map((requirement) => [keyOf(requirement), requirement]));
  for (const entry of present) {
    const requirement = wanted.get(keyOf(entry));
    wanted.delete(keyOf(entry));
    await adjust(tx, act, entry, requirement);
  }
  if (wanted.size > 0) await add(tx, act, line, versions, [...wanted.values()]);
}

/** Moves an undecided entry to where the facts want it. */
async function adjust(tx: Tx, act: Act, entry: EntryRecord, requirement: Requirement | undefined): Promise<void> {
  if (requirement === undefined) {
    if (entry.state !== 'check-needed' && entry.state !== 'required') return;
    await stepEntry(tx, act, entry, { event: 'drop', action: 'compliance.dropped' });
    return;
  }
  if (entry.state !== 'check-needed' && entry.state !== 'required' && entry.state !== 'not-needed') return;
  const follows = { regimeVersionId: requirement.versionId as RegimeVersionId, unknownFields: [...requirement.unknown] };
  if (requirement.applicability === 'applies') {
    if (entry.state !== 'required') await stepEntry(tx, act, entry, { event: 'require', action: 'compliance.required', set: follows });
    else if (entry.regimeVersionId !== requirement.versionId) await follow(tx, entry, follows);
    return;
  }
  if (entry.state === 'check-needed') await follow(tx, entry, follows);
}

/** What is still open follows the regime in force; that is no change of its own, the new version's adoption is the event. */
async function follow(
  tx: Tx,
  entry: EntryRecord,
  set: { readonly regimeVersionId: RegimeVersionId; readonly unknownFields: string[] },
): Promise<void> {
  await tx
    .update(complianceEntries)
    .set(set)
    .where(and(eq(complianceEntries.id, entry.id), isNull(complianceEntries.confirmedAt)));
}

async function add(
  tx: Tx,
  act: Act,
  line: LineOfMatch,
  versions: readonly RegimeVersion[],
  requirements: readonly Requirement[],
): Promise<void> {
  const contentOf = new Map(versions.map(({ id, content }) => [id, content]));
  const issuers = await selectOrganisationIds(tx);
  const ownerOf = (actingRole: string): OrganisationId =>
    actingRole === 'donor' || actingRole === 'implementer' ? line.donorId : line.organisationId;
  const added = await tx
    .insert(complianceEntries)
    .values(
      requirements.map((requirement) => {
        const content = must(contentOf.get(requirement.versionId), 'a requirement has its regime');
        return {
          id: newId<'compliance-entry'>(),
          matchId: line.matchId,
          organisationId: line.organisationId,
          unitId: line.unitId,
          donorId: line.donorId,
          regime: requirement.regime,
          regimeVersionId: requirement.versionId as RegimeVersionId,
          document: requirement.document,
          confidential: isConfidential(requirement.regime),
          state: requirement.applicability === 'applies' ? ('required' as const) : ('check-needed' as const),
          unknownFields: [...requirement.unknown],
          ownerId: ownerOf(content.actingRole),
          authorityId: issuers.get(content.issuers[0] ?? '') ?? null,
          createdAt: act.now,
        };
      }),
    )
    .onConflictDoNothing()
    .returning({
      id: complianceEntries.id,
      regime: complianceEntries.regime,
      document: complianceEntries.document,
      state: complianceEntries.state,
    });
  if (added.length === 0) return;
  await recordEvent(tx, act, {
    action: 'compliance.checklist-written',
    subject: { type: 'match', id: line.matchId },
    after: { entries: added.filter(({ regime }) => !isConfidential(regime)) },
    parties: [line.donorId, line.organisationId],
  });
}

/** The matches that a change of a regime may concern: reserved or agreed, and not delivered yet. */
export async function selectOpenMatches(tx: Tx): Promise<MatchId[]> {
  const rows = await tx.execute<{ id: MatchId }>(
    sql`select id from matches where state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship') order by id`,
  );
  return rows.map(({ id }) => id);
}

/** The timer: matches that both sides have accepted get their checklist. Answers how many did. */
export async function writeChecklists(tx: Tx, act: Act): Promise<number> {
  const rows = await tx.execute<{ id: MatchId }>(sql`
    select id from matches where state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship')
      and not exists (select from compliance_entries where match_id = matches.id)
    order by id limit 100 for no key update skip locked`);
  await deriveEntries(
    tx,
    act,
    rows.map(({ id }) => id),
  );
  return rows.length;
}
