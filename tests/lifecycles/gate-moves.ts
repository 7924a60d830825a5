import { sql } from 'drizzle-orm';
import type { ClassifyMatch } from '#src/areas/compliance/contract.ts';
import { ENTRY_TRANSITIONS, type EntryEvent } from '#src/areas/compliance/domain/entry.ts';
import { classifyMatch, confirmClassification, recordEntry, refuseEntry, requestEntry, waiveEntry } from '#src/areas/compliance/index.ts';
import { DELIVERABLE_MATCH_STATES } from '#src/areas/deliveries/domain/delivery.ts';
import { confirmEntry } from '#src/flows/pass-the-gate.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { ComplianceEntryId, MatchId } from '#src/kernel/id.ts';
import { MISSION_ZONE } from '#src/kernel/time-zone.ts';
import { dayAt } from '#src/platform/clock.ts';
import { accepting, often, on, type PlayableMove, rare, type Step, usual } from './moves.ts';

const entry = (event: EntryEvent, verb: Step<ComplianceEntryId>) => on('compliance_entries', accepting(ENTRY_TRANSITIONS[event]), verb);

/** Where a decision or a paper is still to come; most that has been let pass was met before anybody asked. */
const TO_BE_OBTAINED: readonly string[] = accepting(ENTRY_TRANSITIONS.record).filter((state) => state !== 'waived');

/** What the deliveries of histories have to obtain by hand, one in four; all else is met as soon as it is asked for. */
export const LEFT_OPEN = ['ly-customs-exemption', 'bill-of-lading'];

const found: Omit<ClassifyMatch, 'parts' | 'militaryList' | 'dualUse'> = {
  model: 'of a history',
  lethal: false,
  purpose: 'security-assistance',
  foreignOriginControlled: false,
  ownUseOfInternationalStaff: false,
  hrddpOutOfScope: false,
  importerIsMinistry: true,
  paidByLetterOfCredit: false,
};

/** What people do so that a delivery may leave, or that keeps it from leaving. */
export const GATE_MOVES: Readonly<Record<string, PlayableMove>> = {
  'ask an authority': rare(
    ['donor', 'validator'],
    entry('request', (tx, ctx, id, version) => requestEntry(tx, ctx, id, version, { referenceNumber: 'NV-118' })),
  ),
  'record a decision or a paper': often(
    ['donor', 'validator'],
    on<ComplianceEntryId>('compliance_entries', TO_BE_OBTAINED, async (tx, ctx, id, version, { choice }) => {
      const [row] = await tx.execute<{ kind: string }>(sql`select kind from compliance_entries where id = ${id}`);
      const validUntil = choice % 3 === 0 ? { validUntil: addDays(dayAt(MISSION_ZONE, ctx.now), (choice >>> 2) % 12) } : {};
      return recordEntry(tx, ctx, id, version, {
        ...(row?.kind === 'document' ? { referenceNumber: 'L-7' } : { outcome: 'granted' }),
        ...validUntil,
      });
    }),
  ),
  'confirm a decision or a paper': often(
    ['validator', 'facilitator', 'donor'],
    on<ComplianceEntryId>('compliance_entries', ['obtained'], async (tx, ctx, id, version) => confirmEntry(tx, ctx, id, version)),
  ),
  'record a refusal': rare(
    ['donor'],
    entry('refuse', (tx, ctx, id, version) => refuseEntry(tx, ctx, id, version, { reason: 'form-incomplete' })),
  ),
  'confirm what was let pass': rare(['validator', 'donor', 'facilitator'], entry('confirm', confirmEntry)),
  'let something pass without': usual(
    ['facilitator'],
    entry('waive', (tx, ctx, id, version) => waiveEntry(tx, ctx, id, version, { reason: 'standing-practice' })),
  ),
  'classify the goods of a match': rare(
    ['donor', 'facilitator'],
    on<MatchId>('matches', DELIVERABLE_MATCH_STATES, async (tx, ctx, id, _, { choice }) => {
      const [row] = await tx.execute<{ quantity: number }>(sql`select quantity from matches where id = ${id}`);
      const dualUse = choice % 2 === 0 ? [] : ['5A002'];
      const militaryList = choice % 5 === 0 ? ['ML13'] : [];
      const embargoClass = militaryList.length > 0 ? 'approval' : 'outside';
      return classifyMatch(tx, ctx, id, { ...found, dualUse, militaryList, parts: [{ embargoClass, quantity: row?.quantity ?? 1 }] });
    }),
  ),
  'confirm what the goods are': usual(
    ['colleague', 'facilitator'],
    on<MatchId>('matches', DELIVERABLE_MATCH_STATES, async (tx, ctx, id) => {
      const [standing] = await tx.execute<{ version: number }>(
        sql`select version from classifications where match_id = ${id} and superseded_at is null`,
      );
      return confirmClassification(tx, ctx, id, standing?.version ?? 1);
    }),
  ),
};
