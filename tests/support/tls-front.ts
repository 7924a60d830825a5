import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Test } from 'tap';

/** By which a client asks whether there is TLS (PostgreSQL's protocol, SSLRequest). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
/** What a server says to a login that pg_hba.conf has by `hostssl` alone, in the language of its choice. */
const NO_ENTRY = refusal({ S: 'FATAL', C: '28000', M: 'pas d’entrée dans pg_hba.conf pour l’hôte « 127.0.0.1 », aucun chiffrement' });

/** A PostgreSQL that lets people in by TLS alone, with a certificate that nobody knows; answers its address. */
export async function insistOnTls(t: Pick<Test, 'teardown'>, url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((caller) => {
    open.add(caller.on('error', () => undefined));
    caller.once('data', (first) => {
      if (!first.equals(SSL_REQUEST)) return void caller.end(NO_ENTRY);
      caller.write('S');
      const clear = new TLSSocket(caller, { isServer: true, key: KEY, cert: CERTIFICATE }).on('error', () => caller.destroy());
      const behind = connect(Number(port), hostname).on('error', () => caller.destroy());
      open.add(behind);
      clear.pipe(behind).pipe(clear);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const front = new URL(url);
  front.port = String((server.address() as AddressInfo).port);
  return front.href;
}

function refusal(fields: Readonly<Record<string, string>>): Buffer {
  const text = Buffer.from(
    `${Object.entries(fields)
      .map(([type, value]) => `${type}${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(5, 'E');
  head.writeUInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

/** Of database.example, signed by itself, until 2126; it protects nothing. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBqzCCAVCgAwIBAgIUL6WhdBJRee4RmIyJlc7qXs0DCJwwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQZGF0YWJhc2UuZXhhbXBsZTAgFw0yNjExMjkwOTU3MjRaGA8y
MTI2MTEwNTA5NTcyNFowGzEZMBcGA1UEAwwQZGF0YWJhc2UuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABIqTwntvPFH+pACfb1S8sx6Qxpr335e2fPxz
UXeDDMCWiTNlk6OiHt9tMmzcPQ5r5mI8KBXRem8l5pFf64Qd6RGjcDBuMB0GA1Ud
DgQWBBTcwAdwIXLM9m5K5pNzptAWgwJxgTAfBgNVHSMEGDAWgBTcwAdwIXLM9m5K
5pNzptAWgwJxgTAPBgNVHRMBAf8EBTADAQH/MBsGA1UdEQQUMBKCEGRhdGFiYXNl
LmV4YW1wbGUwCgYIKoZIzj0EAwIDSQAwRgIhAMBK8jig9JIoiDlyTfNBA3HDoycs
y5P8p34D3PA2gE8sAiEA6emss/r5fNPMRfMlNcBhDk8ca5FaBwbU9caYgpqAvtQ=
-----END CERTIFICATE-----`;

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRAu4ahv5NH7tXE3q
MflRdY3I7TNsJjTj9tt91ipTffahRANCAASKk8J7bzxR/qQAn29UvLMekMaa99+X
tnz8c1F3gwzAlokzZZOjoh7fbTJs3D0Oa+ZiPCgV0XpvJeaRX+uEHekR
-----END PRIVATE KEY-----`;
