import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import t from 'tap';
import { isShared } from '#src/platform/db/pooler.ts';
import { createTestDatabase } from '#tests/support/database.ts';

t.test('a connection that goes meanwhile is not taken for one that a pooler shares', async (t) => {
  const { logins } = await createTestDatabase(t, { template: 'migrated' });
  t.equal(await isShared(logins.app), false);
  const url = new URL(logins.app);
  const { hostname, port } = url;
  // Ends each connection after its first answer; the driver then asks on over another.
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    client.on('error', () => server.destroy()).pipe(server);
    server
      .on('error', () => client.destroy())
      .on('data', (answer) => {
        client.write(answer);
        if (answer.includes('SELECT 1')) client.end();
      });
  }).listen(0, '127.0.0.1');
  t.teardown(() => proxy.close());
  await once(proxy, 'listening');
  url.hostname = '127.0.0.1';
  url.port = String((proxy.address() as AddressInfo).port);
  await t.rejects(isShared(url.href), { name: 'ConnectionLost' });
});
