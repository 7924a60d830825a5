import { randomUUID } from 'node:crypto';
import type { TransactionSql as Sql } from 'postgres';
import t from 'tap';
import { SUBJECTS } from '#src/areas/events/subject-queries.ts';
import { EVENT_SUBJECTS } from '#src/platform/audit/event-subjects.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { theSystem } from '#tests/support/people.ts';
import { sealAs } from '#tests/support/sealed.ts';

/** Tables that the service writes and no event tells of, and why. */
const WITHOUT_HISTORY: Readonly<Record<string, string>> = {
  compliance_files: 'the human-rights file, which those who read events may not read',
  content_claims: 'holds a scheduled job off while a file is stored',
  familiar_places: 'hashes by which a sign-in is known',
  holding_moves: 'what reports and proposed holdings follow from, which have histories of their own',
  idempotency_keys: 'answers kept for a retry',
  job_workers: 'signs of life',
  scheduled_job_runs: 'how scheduled jobs went',
  sign_in_throttles: 'counts failures',
};

/** Columns that no event tells, and why. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'a credential': [
    'users.password_hash',
    'invitations.token_hash',
    'sessions.token_hash',
    'sessions.csrf_token_hash',
    'api_keys.token_hash',
  ],
  'written with every use, no act of anybody’s': ['api_keys.last_used_at'],
  'search vectors': ['needs.search', 'needs.search_disclosed', 'offers.search', 'offers.search_disclosed'],
  'counted by the ledger from what has events of its own': [
    ...['reserved', 'agreed', 'shipped', 'accepted', 'in_service', 'verified', 'failed'].map((column) => `need_lines.${column}`),
    ...['committed', 'committed_amount'].map((column) => `offer_lines.${column}`),
    ...['shipped', 'accepted', 'in_service', 'verified', 'failed', 'worth_rate_id'].map((column) => `matches.${column}`),
    ...['shipped', 'accepted', 'rejected', 'lost', 'returned'].map((column) => `delivery_lines.${column}`),
    'partnerships.used_amount',
  ],
  'megabytes, told by their hashes': ['allocations.snapshot', 'allocations.result'],
  'names that people gave, which may tell what a file is about': ['documents.title', 'documents.file_name', 'documents.language'],
  'the file as it was uploaded, before what it told of its maker was taken out': [
    'documents.original_sha256',
    'documents.original_size_bytes',
  ],
  'of what a piece is, which its line tells': ['serial_numbers.item_type'],
  'said to some, who read it where it was said': ['obstacle_comments.text'],
  'how many changes of links there were, for the version that donors read': ['agreements.hidden_changes', 'recommendations.hidden_changes'],
  'how the run goes on': ['allocations.progress', 'allocations.runner', 'allocations.leased_until', 'allocations.attempts'],
};

/** Histories that are told to auditors alone, and why. */
const TOLD_TO_AUDITORS: Readonly<Record<string, string>> = {
  'compliance-entry': 'may be of a human-rights file',
  'holding-report': 'counts are read as gaps',
  'obstacle.comments': 'said to some, who read it where it was said',
  'obstacle.corrections': 'the obstacle’s own fields tell what was changed; both values are read as a correction',
  'obstacle.lifts': 'read on the obstacle itself, as far as each reader sees what it holds back',
  'proposed-holding': 'counts are read as gaps',
  session: 'a sign-in',
  'user.apiKeys': 'what lets a program sign in',
  'user.sessions': 'a sign-in',
};

/** Columns of told histories that no record shows, and why. */
const SHOWN_BY_NO_RECORD: Readonly<Record<string, readonly string[]>> = {
  'what the second hand is held against': ['exchange_rates.recorded_by_role'],
  'persons, whom events name to those who oversee': [
    'api_keys.user_id',
    'classifications.refused_by',
    'delivery_documents.recorded_by',
    'delivery_documents.withdrawn_by',
    'delivery_lines.received_by',
    'documents.withdrawn_by',
    'match_amendments.proposed_by',
    'matches.proposed_by',
    'need_revisions.proposed_by',
    'need_revisions.validator_approved_by',
    'needs.author_id',
    'needs.validated_by',
    'obstacle_actions.assigned_by',
    'obstacle_actions.finished_by',
    'obstacle_risks.accepted_by',
    'obstacle_steps.finished_by',
    'obstacles.closed_by',
    'obstacles.closer_named_by',
    'obstacles.reported_by',
    'obstacles.resolved_by',
    'offer_revisions.proposed_by',
    'offers.author_id',
    'packages.assembled_by',
    'partnership_amendments.proposed_by',
    'receipts.received_by',
    'recipient_readiness.declared_by',
    'recommendations.confirmed_by',
    'recommendations.done_by',
    'regime_versions.published_by',
    'requirement_proposals.decided_by',
    'requirement_proposals.proposed_by',
    'requirements.recorded_by',
    'stock_corrections.corrected_by',
    'unit_changes.decided_by',
    'unit_changes.proposed_by',
    'verifications.verified_by',
  ],
  'whose a row is, which the record says where the row stands': [
    'consignment_lines.donor_id',
    'consignment_lines.organisation_id',
    'consignment_lines.unit_id',
    'consignments.donor_id',
    'corrections.organisation_id',
    'corrections.unit_id',
    'delivery_lines.donor_id',
    'delivery_milestones.donor_id',
    'documents.uploaded_by_organisation',
    'invitations.organisation_id',
    'match_amendments.donor_id',
    'match_amendments.organisation_id',
    'match_amendments.unit_id',
    'need_lines.organisation_id',
    'need_lines.unit_id',
    'need_revisions.organisation_id',
    'need_revisions.unit_id',
    'offer_lines.donor_id',
    'offer_revisions.donor_id',
    'package_matches.organisation_id',
    'package_matches.unit_id',
    'package_needs.organisation_id',
    'package_needs.unit_id',
    'package_parts.organisation_id',
    'package_parts.unit_id',
    'packed_contents.donor_id',
    'packed_contents.organisation_id',
    'packed_contents.unit_id',
    'packing_units.donor_id',
    'receipt_lines.donor_id',
    'receipt_lines.organisation_id',
    'receipt_lines.unit_id',
    'receipts.donor_id',
    'recipient_readiness.organisation_id',
    'requirements.organisation_id',
    'serial_numbers.donor_id',
    'serial_numbers.organisation_id',
    'serial_numbers.unit_id',
    'stock_corrections.organisation_id',
    'training_records.delivery_line_id',
    'training_records.donor_id',
    'training_records.organisation_id',
    'unit_changes.organisation_id',
    'training_records.unit_id',
    'units.organisation_id',
    'users.organisation_id',
    'verifications.donor_id',
  ],
  'as whom somebody acted, by which it is judged that another side decides': [
    'classifications.confirmed_by_organisation',
    'classifications.recorded_by_organisation',
    'invitations.invited_by_organisation',
    'obstacles.barred_from_closing',
    'obstacles.closed_by_organisation',
    'obstacles.named_closer_organisation',
    'obstacles.resolved_by_organisation',
    'obstacles.resolved_by_role',
    'partnerships.ended_by_organisation',
    'stock_corrections.corrected_by_organisation_id',
    'stock_corrections.corrected_by_role',
    'training_records.recorded_by_organisation',
    'training_records.recorded_by_role',
    'verifications.verified_by_organisation_id',
  ],
  'told from the other rows by what they lead to, or by what they say': [
    'consignment_lines.id',
    'follow_up_links.agreement_id',
    'follow_up_links.id',
    'follow_up_links.meeting_id',
    'follow_up_links.recommendation_id',
    'observance_assessments.id',
    'obstacle_blocks.id',
    'recommendation_notes.id',
  ],
  'when a row was written, which its event says': [
    'allocations.created_at',
    'consignments.created_at',
    'match_amendments.decided_at',
    'observance_assessments.created_at',
    'obstacle_actions.created_at',
    'obstacle_dependencies.created_at',
    'obstacles.created_at',
    'package_matches.linked_at',
    'package_needs.created_at',
    'units.created_at',
    'verifications.created_at',
  ],
  'carried by a line of the delivery, which tells it': [
    'consignment_lines.loss_reason',
    'consignment_lines.rejection_reason',
    'consignment_lines.return_reason',
  ],
  'what the service goes by, and no record shows': [
    'classifications.superseded_at',
    'delivery_lines.position',
    'matches.reservation_days',
    'obligations.told_due_on',
    'obstacle_blocks.taken_over_from',
    'obstacles.authority_id',
    'obstacles.cause_key',
    'obstacles.escalated_at',
    'package_parts.position',
    'packing_units.position',
    'partnerships.end_signed_on',
    'receipt_lines.corrections',
    'regime_versions.content',
    'users.unlocked_at',
  ],
  'a word of another recipient, or the ceiling that others draw on: not everybody who reads the record is told': [
    'delivery_forecasts.by_organisation_id',
    'partnerships.ceiling_amount',
    'partnerships.ceiling_currency',
  ],
  'what went to another unit, by which it comes back': ['unit_changes.handed_over'],
};

interface History {
  readonly table: string;
  readonly subject: string;
  readonly root: string;
  readonly collection: string;
  readonly keys: readonly string[];
  readonly leftOut: readonly string[];
}
interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

const database = await createTestDatabase(t, { template: 'scenario' });
const superuser = connectAsSuperuser(t, database);

const histories: History[] = (
  await superuser<{ table: string; args: string }[]>`
    select tgrelid::regclass::text as table, encode(tgargs, 'escape') as args from pg_trigger
    where tgfoid = 'wasl.note_changes()'::regprocedure and tgname like '%\\_update' order by 1, 2`
).map(({ table, args }) => {
  const [subject = '', root = '', collection = '', keys = '', leftOut = ''] = args.split('\\000');
  return { table, subject, root, collection, keys: keys.split(','), leftOut: leftOut.split(',').filter(Boolean) };
});
const columns = await superuser<Column[]>`
  select attrelid::regclass::text as table, attname as name, format_type(atttypid, null) as type, attnotnull as "isRequired"
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''`;
const columnsOf = (table: string): Column[] => columns.filter((column) => column.table === table);

/** What is meant to hold the rows together would refuse most single values; how they are noted doesn't depend on it. */
async function dropRules(sql: Sql): Promise<void> {
  await sql.unsafe(`do $$ declare one record; begin
    for one in select conrelid::regclass as "table", conname from pg_constraint join pg_class on pg_class.oid = conrelid
      where relnamespace = 'public'::regnamespace and contype in ('c', 'f') loop
      execute format('alter table %s drop constraint %I', one."table", one.conname);
    end loop;
    for one in select tgrelid::regclass as "table", tgname from pg_trigger
      where not tgisinternal and tgfoid <> 'wasl.note_changes()'::regprocedure loop
      execute format('drop trigger %I on %s', one.tgname, one."table");
    end loop;
  end $$`);
}

/** A first value of each type, and another. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  text: [`'one'`, `'other'`],
  uuid: ['gen_random_uuid()', 'gen_random_uuid()'],
  integer: ['7907', '7919'],
  bigint: ['7907000000', '7919000000'],
  boolean: ['false', 'true'],
  date: [`'2031-05-17'`, `'2031-05-18'`],
  'timestamp with time zone': [`'2031-05-17T10:11:12Z'`, `'2031-05-18T10:11:12Z'`],
  jsonb: [`'{"one": null}'`, `'{"other": [1, null]}'`],
  numeric: ['999999999.990', '999999998.000'],
  'double precision': ['0.7907', '0.7919'],
  'text[]': [`'{one}'`, `'{other}'`],
  'uuid[]': ['array[gen_random_uuid()]', 'array[gen_random_uuid()]'],
  tsvector: [`'one'`, `'other'`],
};
/** Another value than the row's, which an earlier round may have changed already. */
function otherThan({ name, type }: Column): string {
  if (type === 'boolean') return `not coalesce(${name}, false)`;
  const [one, other] = VALUES[type] ?? [`'?${type}'`, ''];
  return `case when ${name} is not distinct from (${other})::${type} then (${one})::${type} else (${other})::${type} end`;
}
const fieldOf = (column: string): string => column.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** A value as an event tells it: an instant as instants are written everywhere, and not as PostgreSQL writes one; an amount as decimal text. */
const toldOf = ({ type }: Column, value: unknown): unknown =>
  type === 'timestamp with time zone' && typeof value === 'string' ? new Date(value).toISOString() : (value ?? null);

/** An amount has as many places as its currency, where it has one (tests/areas/rates); a weight as its column. */
const withoutZeros = ({ type }: Column, value: unknown): unknown =>
  type === 'numeric' && typeof value === 'string' ? value.replace(/\.?0+$/, '') : value;

type Told = Record<string, unknown> | null;

/** What the event tells of the subject, or of the one row of its collection that was changed. */
function told(side: Told, { collection }: History): Record<string, unknown> {
  const found = collection === '' ? side : ((side?.[collection] as Record<string, unknown>[] | undefined)?.[0] ?? null);
  return found ?? {};
}

async function recordOf(sql: Sql, { subject }: History, id: unknown): Promise<{ before: Told; after: Told }> {
  const entry = {
    at: new Date(),
    action: 'test.changed',
    subject_type: subject,
    subject_id: id,
    actor_kind: 'system',
    actor_role: 'system',
  };
  const eventId = randomUUID();
  await sql`select wasl.record_events(${JSON.stringify([{ ...entry, id: eventId, parties: [] }])}::text::jsonb)`;
  const [event] = await sql<{ before: Told; after: Told }[]>`select before, after from events where id = ${eventId}`;
  return event ?? { before: null, after: null };
}

/** A row of the table whose history this is; one is made up where the scenario has none. */
async function someRow(sql: Sql, { table, root }: History): Promise<string> {
  // Of a restricted row some columns aren't told, which a test of its own shows.
  const isOpen = columnsOf(table).some(({ name }) => name === 'restricted') ? sql`not restricted` : sql`true`;
  const [found] = await sql<{ row: string }[]>`
    select ctid::text as row from ${sql(table)} where ${sql(root)} is not null and ${isOpen} limit 1`;
  if (found) return found.row;
  const needed = columnsOf(table).filter(({ isRequired, name }) => isRequired || name === root);
  const [made] = await sql.unsafe<{ row: string }[]>(
    `insert into ${table} (${needed.map(({ name }) => name).join(', ')}) values (${needed.map((column) => VALUES[column.type]?.[0]).join(', ')}) returning ctid::text as row`,
  );
  return made?.row ?? '';
}

t.test('every table that the service writes has a history, or is named as one without', async (t) => {
  const written = await superuser<{ table: string }[]>`
    select relname as table from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and (has_table_privilege('wasl_app', oid, 'insert, delete') or has_any_column_privilege('wasl_app', oid, 'update')
        or has_table_privilege('wasl_authenticator', oid, 'insert, update, delete')) order by 1`;
  const kept = new Set(histories.map(({ table }) => table));
  t.strictSame(
    written.map(({ table }) => table).filter((table) => !kept.has(table)),
    Object.keys(WITHOUT_HISTORY),
  );
  t.strictSame([...new Set(histories.map(({ subject }) => subject))].toSorted(), [...EVENT_SUBJECTS].toSorted());
  for (const subject of EVENT_SUBJECTS) {
    t.equal(histories.filter((history) => history.subject === subject && history.collection === '').length, 1, `one table is ${subject}`);
  }
});

t.test('every collection and every column of a history is told as a record says, or is named as the auditors’ alone', (t) => {
  const withheld: string[] = [];
  const unshown: string[] = [];
  for (const { table, subject, root, collection, leftOut } of histories) {
    const told = SUBJECTS[subject as (typeof EVENT_SUBJECTS)[number]];
    const part = collection === '' ? told : told?.parts[collection];
    if (told === null && collection !== '') continue;
    if (part === undefined) t.fail(`${subject}.${collection} has no part in SUBJECTS`);
    if (!part) withheld.push(collection === '' ? subject : `${subject}.${collection}`);
    if (!part) continue;
    for (const { name } of columnsOf(table)) {
      if (name === root || leftOut.includes(name)) continue;
      const field = part.otherNames[fieldOf(name)] ?? fieldOf(name);
      if (!(field in part.record.fields)) unshown.push(`${table}.${name}`);
    }
  }
  t.strictSame(withheld.toSorted(), Object.keys(TOLD_TO_AUDITORS).toSorted());
  t.strictSame([...new Set(unshown)].toSorted(), Object.values(SHOWN_BY_NO_RECORD).flat().toSorted());
  for (const [subject, told] of Object.entries(SUBJECTS)) {
    for (const name of Object.keys(told?.parts ?? {})) {
      t.ok(
        histories.some((one) => one.subject === subject && one.collection === name),
        `${subject}.${name} is a history`,
      );
    }
  }
  t.end();
});

t.test('no event tells a credential, and what else it leaves out is named with its reason', (t) => {
  const leftOut = histories.flatMap(({ table, leftOut }) => leftOut.map((column) => `${table}.${column}`));
  t.strictSame([...new Set(leftOut)].toSorted(), Object.values(LEFT_OUT).flat().toSorted());
  const secret = columns.filter(
    ({ name }) => /hash|secret|token|password/.test(name) && !/^(sha256|snapshot_hash|result_hash|request_hash)$/.test(name),
  );
  const told = secret.filter(({ table, name }) => histories.some((one) => one.table === table && !one.leftOut.includes(name)));
  t.strictSame(told, []);
  t.end();
});

t.test('every quantity that an event tells is told as a decimal number of its unit', async (t) => {
  const converted = await superuser<{ column: string }[]>`
    select relname || '.' || name as column from pg_class, unnest(wasl.quantities_in(relname::text)) as name
    where relkind = 'r' and relnamespace = 'public'::regnamespace`;
  const isConverted = new Set(converted.map(({ column }) => column));
  const held = columns.filter(({ table, type }) => type === 'bigint' && histories.some((one) => one.table === table));
  const told = held.filter(({ table, name }) => histories.some((one) => one.table === table && !one.leftOut.includes(name)));
  t.ok(told.length > 20, 'steps are the big integers');
  t.strictSame(
    told.map(({ table, name }) => `${table}.${name}`).filter((column) => !isConverted.has(column)),
    [],
  );
});

t.test('each field of each record that changes is in the event, before and after', async (t) => {
  await superuser
    .begin(async (sql) => {
      await dropRules(sql);
      await sealAs(sql, theSystem());
      let fields = 0;
      for (const history of histories) {
        for (const column of columnsOf(history.table)) {
          if (column.name === history.root || history.keys.includes(column.name)) continue;
          await sql`select set_config('wasl.changes', '', true)`;
          const row = await someRow(sql, history);
          await sql`select set_config('wasl.changes', '', true)`;
          // Whoever reads a row is given it as text, and so is whoever reads of it.
          const asText = column.type === 'numeric' ? '::text' : '';
          const [changed] = await sql.unsafe<{ root: string; was: unknown; value: unknown }[]>(
            `with old as (select ${column.name} as was from ${history.table} where ctid = '${row}')
           update ${history.table} set ${column.name} = ${otherThan(column)} where ctid = '${row}'
           returning ${history.root} as root, (select to_jsonb(was${asText}) from old) as was, to_jsonb(${column.name}${asText}) as value`,
          );
          const event = await recordOf(sql, history, changed?.root);
          const [before, after] = [told(event.before, history), told(event.after, history)];
          const field = fieldOf(column.name);
          const name = `${history.table}.${column.name} in the history of ${history.subject}`;
          if (history.leftOut.includes(column.name)) {
            if (field in before || field in after) t.fail(`${name} is told`);
            continue;
          }
          fields += 1;
          const apart = history.collection === '' ? [] : history.keys.map(fieldOf);
          if (apart.some((key) => !(key in before) || !(key in after))) t.fail(`${name} doesn't say of which row`);
          const isToldAs = (said: unknown, value: unknown): boolean =>
            typeof said === typeof toldOf(column, value) && same(withoutZeros(column, said), withoutZeros(column, toldOf(column, value)));
          const isTold = isToldAs(before[field], changed?.was) && isToldAs(after[field], changed?.value);
          if (!isTold) t.fail(`${name}: ${JSON.stringify([before, after])}`);
        }
      }
      t.ok(fields > 400, `${fields} fields`);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
});

t.test('of a human-rights file an event tells neither what was found nor why', async (t) => {
  const secrets: readonly (readonly [string, string, string, string?])[] = [
    ['documents', `confidentiality = 'human-rights'`, 'withdrawal_reason'],
    ['compliance_entries', 'restricted = true', 'outcome'],
    ['compliance_entries', 'restricted = true', 'reason'],
    ['entry_corrections', 'restricted = true', 'before', `'{"finding": "secret"}'`],
    ['entry_corrections', 'restricted = true', 'after', `'{"finding": "secret"}'`],
    ['entry_corrections', 'restricted = true', 'reason'],
    ['entry_corrections', 'restricted = true', 'decision_reason'],
  ];
  await superuser
    .begin(async (sql) => {
      await dropRules(sql);
      await sealAs(sql, theSystem());
      for (const [table, isRestricted, column, value = `'secret'`] of secrets) {
        const history = histories.find((one) => one.table === table);
        if (!history) throw new Error(`${table} has no history`);
        const row = await someRow(sql, history);
        await sql.unsafe(`update ${table} set ${isRestricted} where ctid = '${row}'`);
        await sql`select set_config('wasl.changes', '', true)`;
        const [changed] = await sql.unsafe<{ id: string }[]>(
          `update ${table} set ${column} = ${value}, version = version + 1 where version is not null and ${isRestricted} returning ${history.root} as id`,
        );
        const { after } = await recordOf(sql, history, changed?.id);
        t.ok('version' in told(after, history), `${table} tells that it changed`);
        t.notMatch(JSON.stringify(after), /secret/, `and not its ${column}`);
      }
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
});

class Undone extends Error {}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
