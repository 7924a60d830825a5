import t from 'tap';
import type { Role } from '#src/kernel/role.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';

type Json = Record<string, unknown>;
interface Told {
  readonly id: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: Json | null;
  readonly after: Json | null;
}

/** Where a subject is read. */
const PATHS: Readonly<Record<string, string>> = {
  agreement: 'agreements',
  delivery: 'deliveries',
  match: 'matches',
  meeting: 'meetings',
  need: 'needs',
  obstacle: 'obstacles',
  offer: 'offers',
  package: 'packages',
  partnership: 'partnerships',
  recommendation: 'recommendations',
};
/** Of a need donors are told as before any match, and packages are assembled without them. */
const NOT_TO_DONORS: ReadonlySet<string> = new Set(['need', 'package']);
/** Of these a donor's version counts what it sees, and events know the record's own. */
const OWN_VERSION_TO_DONORS: ReadonlySet<string> = new Set(['meeting', 'agreement', 'recommendation']);
const READERS = ['requester', 'validator', 'donor', 'facilitator'] as const satisfies readonly Role[];
const SUBJECTS_OF_A_TYPE = 4;

const api = await startTestApi(t);
const auditor = await api.signIn(LOGIN_OF.auditor);
const callers = new Map<Role, Caller>();
for (const role of READERS) callers.set(role, await api.signIn(LOGIN_OF[role]));

async function eventsOf(reader: Caller, subjectId: string): Promise<Told[]> {
  const { body } = await reader('GET', `/v1/events?subjectId=${subjectId}&limit=200`);
  return (body['items'] ?? []) as Told[];
}

async function subjectsOf(reader: Caller, type: string): Promise<string[]> {
  const { body } = await reader('GET', `/v1/events?subjectType=${type}&limit=200`);
  return [...new Set(((body['items'] ?? []) as Told[]).map(({ subjectId }) => subjectId))].slice(0, SUBJECTS_OF_A_TYPE);
}

const isRows = (value: unknown): value is Json[] => Array.isArray(value) && value.every((row) => row !== null && typeof row === 'object');
const KEYS = ['id', 'milestone', 'position', 'itemType', 'thresholdDays'];
const keyOf = (row: Json): string => {
  const key = KEYS.find((name) => row[name] !== undefined) ?? '';
  return `${key} ${String(row[key])}`;
};
const has = (of: unknown, name: string): boolean => typeof of === 'object' && of !== null && name in of;

/** The fields of a change that the reader finds in the record and isn't told of, and those that it is told of and the record keeps from it. */
function amiss(whole: Json, told: Json, record: Json, recordToAuditor: Json): string[] {
  return Object.entries(whole).flatMap(([name, value]) => {
    const shown = record[name];
    if (!isRows(value) || !isRows(shown) || !isRows(recordToAuditor[name])) {
      if (isRows(value)) return [];
      if (has(record, name) && !has(told, name)) return [`${name} is read and not told`];
      return has(told, name) && has(recordToAuditor, name) && !has(record, name) ? [`${name} is told and not read`] : [];
    }
    const all = recordToAuditor[name];
    return value.flatMap((row) => {
      const key = keyOf(row);
      const readRow = shown.find((one) => keyOf(one) === key);
      const wholeRow = all.find((one) => keyOf(one) === key);
      const toldRow = ((told[name] ?? []) as Json[]).find((one) => keyOf(one) === key);
      if (!wholeRow || key === ' undefined') return [];
      if (!readRow) return toldRow ? [`${name} ${key} is told and not read`] : [];
      return (
        amiss(row, toldRow ?? {}, readRow, wholeRow)
          // Of a row that stayed the same to the reader nothing is told, not even which it is.
          .filter((finding) => toldRow !== undefined || !KEYS.some((one) => finding.startsWith(`${one} `)))
          .map((finding) => `${name}.${finding}`)
      );
    });
  });
}

for (const [type, path] of Object.entries(PATHS)) {
  t.test(`the events of a ${type} tell each reader what its record tells that reader`, async (t) => {
    for (const role of READERS) {
      if (role === 'donor' && NOT_TO_DONORS.has(type)) continue;
      const reader = callers.get(role) as Caller;
      let compared = 0;
      for (const id of await subjectsOf(reader, type)) {
        const record = await reader('GET', `/v1/${path}/${id}`);
        if (record.status !== 200) continue;
        const toAuditor = await auditor('GET', `/v1/${path}/${id}`);
        const whole = new Map((await eventsOf(auditor, id)).map((event) => [event.id, event]));
        for (const event of await eventsOf(reader, id)) {
          for (const side of ['before', 'after'] as const) {
            const found = amiss(whole.get(event.id)?.[side] ?? {}, event[side] ?? {}, record.body, toAuditor.body).filter(
              (finding) => !(role === 'donor' && OWN_VERSION_TO_DONORS.has(type) && finding === 'version is read and not told'),
            );
            if (found.length > 0) t.fail(`${role} ${id} ${side}: ${found.join(', ')}`);
            compared += 1;
          }
        }
      }
      if (role === 'donor' || role === 'facilitator') t.ok(compared > 0, `a ${role} reads some`);
    }
  });
}

/** What each event tells of the lines of a delivery, and of how much of them travels and arrives. */
const OF_LINES = ['consignmentLines', 'receiptLines', 'packedContents', 'serialNumbers'] as const;

t.test('of a delivery each reader is told the quantities of the lines that it reads, and of no other’s', async (t) => {
  for (const role of READERS) {
    const reader = callers.get(role) as Caller;
    const told = new Set<string>();
    for (const id of await subjectsOf(reader, 'delivery')) {
      const { body } = await reader('GET', `/v1/deliveries/${id}`);
      const own = new Set(((body['lines'] ?? []) as Json[]).map((line) => line['id']));
      const whole = new Map((await eventsOf(auditor, id)).map((event) => [event.id, event]));
      for (const event of await eventsOf(reader, id)) {
        for (const name of OF_LINES) {
          const rows = (event.after?.[name] ?? []) as Json[];
          const all = (whole.get(event.id)?.after?.[name] ?? []) as Json[];
          t.strictSame(
            rows.map((row) => row['deliveryLineId']),
            all.map((row) => row['deliveryLineId']).filter((lineId) => own.has(lineId)),
            `${role} ${name} of ${id}`,
          );
          for (const field of rows.flatMap((row) => Object.keys(row))) told.add(`${name}.${field}`);
        }
      }
    }
    for (const field of ['consignmentLines.shipped', 'consignmentLines.accepted']) {
      t.ok(told.has(field), `a ${role} is told ${field}`);
    }
  }
});
