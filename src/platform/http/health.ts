import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../kernel/refusal.ts';
import type { Database } from '../db/connect.ts';
import type { Room } from '../disk.ts';
import { ANSWERED_UNDER_PRESSURE, NOT_READY_UNDER_PRESSURE } from './pressure.ts';
import type { Stopping } from './stopping.ts';

/**
 * `/healthz`: the process answers. `/readyz`: and its database does too, through the connections that requests use, and it isn't under
 * pressure nor about to stop, so that it may be given work. Where the disk of a database that is away is full, the answer says so.
 */
export function registerHealth(app: FastifyInstance, database: Pick<Database, 'ping'>, stopping: Stopping, disk?: Room): void {
  /** One check for all who ask while it is under way: each would wait for a connection, and more of them than may wait be told no. */
  let check: Promise<void> | null = null;
  const endCheck = (): void => void (check = null);
  app.get('/healthz', { schema: { hide: true }, logLevel: 'warn', config: ANSWERED_UNDER_PRESSURE }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true }, logLevel: 'warn', config: NOT_READY_UNDER_PRESSURE }, async () => {
    if (stopping.hasBegun) throw new Refusal('not-ready', { facts: { retryAfterSeconds: 1 } });
    try {
      await (check ??= database.ping().finally(endCheck));
    } catch (cause) {
      const facts = { retryAfterSeconds: 1, ...(disk?.isFull() ? { reason: 'storage-full' } : {}) };
      throw new Refusal('not-ready', { facts }, { cause });
    }
    return { status: 'ready' };
  });
}
