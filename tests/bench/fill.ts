import postgres from 'postgres';

/**
 * Copies the scenario's published needs, each under new ids and for the next unit, until there are so many. Straight SQL as the superuser with
 * triggers off: the bench measures reading. The vectors and counters are copied with the rows, so they are as true as there. They are
 * written in turn, so that a page holds the same needs, with as many lines, however many there are.
 */
export async function fillNeeds(superuserUrl: string, total: number): Promise<void> {
  await withTriggersOff(superuserUrl, async (sql) => {
    const [present] = await sql<{ count: number }[]>`select count(*)::int as count from needs`;
    const missing = total - (present?.count ?? 0);
    await sql`create temporary table copies as
      select gen_random_uuid() as new_id, sources.id as old_id, number,
        asking.id as unit_id, asking.organisation_id, asking.region, asking.cell
      from generate_series(1, ${missing}) as number
      join (select units.id, organisation_id, region, cell, row_number() over (order by units.creation_order) as rank, count(*) over () as size
        from units join sites on sites.slug = units.site join site_cells on site_cells.site = sites.slug) as asking
        on asking.rank = (number % asking.size) + 1
      join (select id, row_number() over (order by creation_order) as rank, count(*) over () as size from needs where state = 'published') as sources
        on sources.rank = (number % sources.size) + 1`;
    const ofUnit = { unit_id: 'copies.unit_id', organisation_id: 'copies.organisation_id' };
    await copyRows(
      sql,
      'needs',
      {
        id: 'copies.new_id',
        reference: `'N-' || lpad(copies.number::text, 8, '0')`,
        ...ofUnit,
        region: 'copies.region',
        cell: 'copies.cell',
      },
      'copies.old_id = source.id order by copies.number',
    );
    await copyRows(
      sql,
      'need_lines',
      { id: 'gen_random_uuid()', need_id: 'copies.new_id', ...ofUnit },
      'copies.old_id = source.need_id order by copies.number, source.position',
    );
  });
}

/** So many accounts more of a demo account's rights and password; their logins. */
export async function fillReaders(superuserUrl: string, login: string, count: number): Promise<readonly string[]> {
  const logins = Array.from({ length: count }, (_, index) => `${index + 1}.${login}`);
  await withTriggersOff(superuserUrl, async (sql) => {
    await sql`create temporary table copies as select unnest(${logins}::text[]) as login`;
    await copyRows(sql, 'users', { id: 'gen_random_uuid()', login: 'copies.login' }, `source.login = '${login}'`);
  });
  return logins;
}

/** Copies offers in the same way, until there are so many lines; the copies offer in turn every item that a published need asks for. */
export async function fillOfferLines(superuserUrl: string, total: number): Promise<void> {
  await withTriggersOff(superuserUrl, async (sql) => {
    const [present] = await sql<{ count: number }[]>`select count(*)::int as count from offer_lines`;
    const missing = total - (present?.count ?? 0);
    await sql`create temporary table copies as
      select gen_random_uuid() as new_id, sources.id as old_id, number, wanted.item_type
      from generate_series(1, ${missing}) as number
      join (select item_type, row_number() over (order by item_type) as rank, count(*) over () as size
        from (select distinct item_type from need_lines join needs on needs.id = need_lines.need_id where needs.state = 'published') as items
      ) as wanted on wanted.rank = (number % wanted.size) + 1
      join (select offers.id, row_number() over (order by offers.creation_order) as rank, count(*) over () as size
        from offers where (select count(*) from offer_lines where offer_id = offers.id and kind = 'item') = 1) as sources
        on sources.rank = (number % sources.size) + 1`;
    await copyRows(
      sql,
      'offers',
      { id: 'copies.new_id', reference: `'F-' || lpad(copies.number::text, 8, '0')`, state: `'available'` },
      'copies.old_id = source.id',
    );
    await copyRows(
      sql,
      'offer_lines',
      {
        id: 'gen_random_uuid()',
        offer_id: 'copies.new_id',
        item_type: 'copies.item_type',
        specifications: `'[]'`,
        committed: '0',
        accompanies: 'null',
      },
      'copies.old_id = source.offer_id',
    );
  });
}

/**
 * Writes copies of rows of a table, some columns changed; `from` names the copies, `how` they are joined to the row that each comes from, and
 * in which order they are written where that matters.
 */
export async function copyRows(
  sql: postgres.Sql,
  table: string,
  changed: Readonly<Record<string, string>>,
  how: string,
  from = 'copies',
): Promise<void> {
  const columns = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position`;
  const names = columns.map(({ name }) => `"${name}"`);
  const values = columns.map(({ name }) => changed[name] ?? `source."${name}"`);
  await sql.unsafe(`insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${from} join ${table} as source on ${how}`);
}

export async function withTriggersOff(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`set session_replication_role = replica`;
    await work(sql);
    await sql`analyze`;
  } finally {
    await sql.end();
  }
}
