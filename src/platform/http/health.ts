import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';
import type { Database } from '../db/connect.ts';

/** `/healthz`: the process answers. `/readyz`: and its database does too, so that it may be given work. */
export function registerHealth(app: FastifyInstance, { sql }: Database): void {
  app.get('/healthz', { schema: { hide: true }, logLevel: 'warn' }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true }, logLevel: 'warn' }, async () => {
    try {
      await sql`select 1`;
    } catch (cause) {
      throw new Refusal('not-ready', {}, { cause });
    }
    return { status: 'ready' };
  });
}
