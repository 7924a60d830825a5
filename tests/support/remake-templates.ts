/** Makes the templates of a test server anew: a process of its own, for `npm run test:server` has loaded what they were made by before. */
import postgres from 'postgres';
import { testServer } from './database.ts';
import { COPYING_LOCK, prepareTemplates, TEMPLATES } from './templates.ts';

const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
// A test file that wants a copy meanwhile waits for it.
await server`select pg_advisory_lock(${COPYING_LOCK})`;
try {
  for (const template of TEMPLATES) await server.unsafe(`drop database if exists ${template} with (force)`);
  await prepareTemplates(testServer());
} finally {
  await server.end();
}
