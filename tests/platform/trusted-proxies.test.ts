import Fastify from 'fastify';
import t from 'tap';
import { warnOfUnbelievedProxy } from '#src/platform/http/unbelieved-proxy.ts';
import { readSettings } from '#src/settings.ts';

const read = (text: string) => readSettings({ TRUST_PROXY: text }).TRUST_PROXY;

t.test('proxies are believed by their number or by their networks, and by default none is', async (t) => {
  t.equal(readSettings({}).TRUST_PROXY, false);
  t.equal(read('false'), false);
  t.equal(read('0'), false);
  t.equal(read('1'), 1);
  t.equal(read(' 3 '), 3);
  t.strictSame(read('10.0.0.0/8, 2001:db8::/32,192.0.2.1,loopback'), ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1', 'loopback']);
});

t.test('believing everybody is refused with what to do instead, and so is nonsense', async (t) => {
  t.throws(() => read('true'), { message: /^TRUST_PROXY is not usable: true would believe .* number of proxies in front, usually 1/ });
  for (const nonsense of ['yes', '11', '-1', '1.5', '10.0.0.0/33', '10.0.0.0/', 'proxy.example', '10.0.0.1,,', '2001:db8::/129', '1/2/3']) {
    t.throws(() => read(nonsense), { message: /^TRUST_PROXY is not usable: expected false, a number of proxies up to 10/ }, nonsense);
  }
});

t.test('a proxy that is not believed is told of once in the log', async (t) => {
  const lines: string[] = [];
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => lines.push(line) } } });
  warnOfUnbelievedProxy(app);
  app.get('/', () => 'ok');
  t.teardown(() => app.close());
  await app.inject({ url: '/' });
  t.equal(lines.length, 0);
  for (const headers of [{ 'x-forwarded-for': '203.0.113.1' }, { forwarded: 'for=203.0.113.1' }]) await app.inject({ url: '/', headers });
  t.equal(lines.length, 1);
  t.match(lines[0], /TRUST_PROXY/);
});
