import type { Catalogue } from '../backup/index.ts';

const COMMANDS: Readonly<Record<string, string>> = { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' };
const FROM_SOURCE =
  'see how drizzle/ makes it; where nobody knows what happened, restore a backup into a database of its own and move there';

/**
 * What puts a thing of the catalogue back as the migrations make it, in SQL for the owner of the database where its definition says enough.
 * Names and definitions are those of {@link describeCatalogue}.
 */
export function mendingSql(name: string, expected: Catalogue, found: Catalogue): string {
  const [kind = '', ...rest] = name.split(' ');
  const sql = MENDERS[kind]?.(rest.join(' '), expected[name], found[name]);
  return sql === undefined ? FROM_SOURCE : `as the owner of the database: ${sql}`;
}

type Mender = (named: string, expected: string | undefined, found: string | undefined) => string | undefined;

const MENDERS: Readonly<Record<string, Mender>> = {
  policy(named, expected, found) {
    const [policy = '', table = ''] = named.split(' on ');
    const drop = found === undefined ? '' : `drop policy ${quoted(policy)} on ${table};`;
    if (expected === undefined) return drop;
    const [, mode, command = '', roles, using, check] =
      /^(\w+) for (.) to (.+?)(?: using (.*?))?(?: with check (.*))?$/s.exec(expected) ?? [];
    const clauses = `${using === undefined ? '' : ` using (${using})`}${check === undefined ? '' : ` with check (${check})`}`;
    return `${drop} create policy ${quoted(policy)} on ${table} as ${mode} for ${COMMANDS[command]} to ${roles}${clauses};`.trim();
  },
  right(named, expected, found) {
    const [, role, kind, object] = /^of (\S+) on (\w+) (.*)$/s.exec(named) ?? [];
    // The rights on a column are told by the column's name behind the table's.
    const [, table, column] = kind === 'column' ? (/^(.*)\.([^.]+)$/.exec(object ?? '') ?? []) : [];
    const on = kind === 'column' ? table : `${kind} ${object}`;
    const list = (rights: string): string =>
      (column === undefined ? rights : rights.replaceAll(/\w+/g, (one) => `${one} (${column})`)).toLowerCase();
    const revoke = found === undefined ? '' : `revoke ${list(found)} on ${on} from ${role};`;
    return expected === undefined ? revoke : `${revoke} grant ${list(expected)} on ${on} to ${role};`.trim();
  },
  trigger(named, expected, found) {
    const [trigger = '', table = ''] = named.split(' on ');
    if (expected === undefined) return `drop trigger ${quoted(trigger)} on ${table};`;
    if (found === undefined) return `${expected};`;
    return found.startsWith(expected)
      ? `alter table ${table} enable trigger ${quoted(trigger)};`
      : `drop trigger ${quoted(trigger)} on ${table}; ${expected};`;
  },
  constraint(named, expected, found) {
    const [constraint = '', table = ''] = named.split(' on ');
    if (expected !== undefined && found?.startsWith(expected)) return `alter table ${table} validate constraint ${quoted(constraint)};`;
    const drop = found === undefined ? '' : `alter table ${table} drop constraint ${quoted(constraint)};`;
    return expected === undefined ? drop : `${drop} alter table ${table} add constraint ${quoted(constraint)} ${expected};`.trim();
  },
  index(named, expected, found) {
    const drop = found === undefined ? '' : `drop index ${named};`;
    return expected === undefined ? drop : `${drop} ${expected};`.trim();
  },
  table(named, expected, found) {
    if (expected === undefined || found === undefined) return undefined;
    const has = (words: string): boolean => expected.includes(words);
    const security = `${has('row-level security') ? 'enable' : 'disable'} row level security, ${has('forced') ? 'force' : 'no force'} row level security`;
    return `alter table ${named} ${security};`;
  },
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
