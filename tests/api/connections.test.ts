import t from 'tap';
import { connectionsWithin } from '#src/platform/open-files.ts';
import { startTestApi } from '#tests/support/api.ts';
import { openConnection } from '#tests/support/connection.ts';

t.test('of connections beyond what may be open each is closed at once, and one that ends makes room', async (t) => {
  const api = await startTestApi(t, { template: 'migrated', settings: { CONNECTIONS: '3' } });
  const [first] = await Promise.all(Array.from({ length: 3 }, () => openConnection(t, api.address)));
  t.equal(await (await openConnection(t, api.address)).ended, '', 'the fourth');
  first?.socket.destroy();
  for (;;) {
    const next = await openConnection(t, api.address);
    next.socket.write('GET /healthz HTTP/1.1\r\nHost: wasl\r\nConnection: close\r\n\r\n');
    const answer = await next.ended;
    if (answer === '') continue; // the end of the first is not known there yet
    t.match(answer, /^HTTP\/1\.1 200/);
    break;
  }
});

t.test('connections leave the process files for itself, however few it may open', async (t) => {
  t.equal(connectionsWithin(4000, 1024), 768);
  t.equal(connectionsWithin(4000, 100), 50);
  t.equal(connectionsWithin(500, 1024), 500);
  t.equal(connectionsWithin(4000, Infinity), 4000);
});
