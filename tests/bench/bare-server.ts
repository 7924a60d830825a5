import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { listNeedsQuery } from '#src/areas/needs/contract.ts';
import { listNeeds } from '#src/areas/needs/queries.ts';
import { type ActorContext, systemActor } from '#src/platform/auth/actor.ts';
import { type Ask, txOver } from '#src/platform/db/pool.ts';

/**
 * What the list costs without the service: the very statements that the service sends for it, taken down once as they are sent,
 * then sent by postgres.js from a bare node:http server, without identity, policies, views or schemas. As the superuser.
 */
const [url = ''] = process.argv.slice(2);
const superuserUrl = process.env['WASL_BENCH_SUPERUSER'] ?? url;
const statements: { text: string; values: readonly unknown[] }[] = [];
const scout = postgres(superuserUrl, { max: 1 });
drizzle(scout);
const ask: Ask = (text, values) => {
  statements.push({ text, values });
  return scout.unsafe(text, values as never[]);
};
const ctx: ActorContext = { actor: systemActor('bench'), now: new Date(), requestId: null };
const tx = txOver({ ask, send: ({ text, values }) => ask(text, values) });
await listNeeds(tx, ctx, listNeedsQuery.parse({ limit: 50 }));
await scout.end();
const [needs, lines] = statements;
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
