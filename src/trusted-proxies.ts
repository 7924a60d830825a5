import { isIP } from 'node:net';
import { z } from 'zod';

const NAMED_NETWORKS: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];
const MOST_HOPS = 10;

/** Which proxies are believed about where a request comes from: none, so many hops, or these networks. */
export type TrustedProxies = false | number | string[];

/**
 * `true` would believe the first address of X-Forwarded-For, which the sender writes: everybody could then be anybody. A number of hops
 * or a list of networks believes only what the own proxies added.
 */
export const trustedProxies = z
  .string()
  .trim()
  .transform((text, context): TrustedProxies => {
    if (text === 'false' || text === '0') return false;
    if (text === 'true') {
      context.addIssue(
        'true would believe whatever address a sender claims; give the number of proxies in front, usually 1, or their addresses',
      );
      return z.NEVER;
    }
    if (/^\d+$/.test(text) && Number(text) <= MOST_HOPS) return Number(text);
    const networks = text.split(',').map((network) => network.trim());
    if (networks.every(isNetwork)) return networks;
    context.addIssue(`expected false, a number of proxies up to ${MOST_HOPS}, or addresses and networks with commas between`);
    return z.NEVER;
  });

/** The same as Fastify takes it; its types don't know of a number of hops. */
export const trustProxyOf = (trusted: TrustedProxies): false | string[] | ((address: string, hop: number) => boolean) =>
  typeof trusted === 'number' ? (_address, hop) => hop < trusted : trusted;

/** An address, a network in CIDR notation, or one of the names that Fastify knows. */
function isNetwork(text: string): boolean {
  if (NAMED_NETWORKS.includes(text)) return true;
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}
