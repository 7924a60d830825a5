import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql as sqlText } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { listNeedsQuery } from '#src/areas/needs/contract.ts';
import { listNeeds } from '#src/areas/needs/queries.ts';
import { type Act, systemActor } from '#src/platform/auth/actor.ts';
import { readerSettings } from '#src/platform/db/transaction.ts';

/**
 * What the list costs without the service: the very statements that the service sends for it, taken down once as they go by,
 * then sent by postgres.js from a bare node:http server, without identity, policies, views or schemas. As the superuser.
 */
const [url = ''] = process.argv.slice(2);
const superuserUrl = process.env['WASL_BENCH_SUPERUSER'] ?? url;
const statements: { text: string; values: unknown[] }[] = [];
const listener = postgres(url, { max: 1, debug: (_connection, text, values) => void statements.push({ text, values }) });
const act: Act = { actor: systemActor('bench'), now: new Date(), requestId: null };
await drizzle(listener).transaction(async (tx) => {
  for (const [name, value] of readerSettings(act)) await tx.execute(sqlText`select set_config(${name}, ${value}, true)`);
  return listNeeds(tx, act, listNeedsQuery.parse({ limit: 50 }));
});
await listener.end();
const [needs, lines] = statements.filter(({ text }) => / from "(?:needs|need_lines)"/.test(text));
if (!needs || !lines) throw new Error('the statements of the list were not seen');

const sql = postgres(superuserUrl, { max: 10 });
const server = createServer((_request, response) => {
  void (async () => {
    const rows = await sql.unsafe(needs.text, needs.values as never[], { prepare: true });
    const ofNeeds = await sql.unsafe(lines.text, lines.values as never[], { prepare: true });
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        items: rows.map((row) => ({ ...(row as object), lines: ofNeeds.filter((line) => line['need_id'] === row['id']) })),
      }),
    );
  })();
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers: {} });
});
process.once('SIGTERM', () => server.close(() => void sql.end().then(() => process.exit(0))));
