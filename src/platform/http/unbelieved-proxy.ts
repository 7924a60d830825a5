import type { FastifyInstance } from 'fastify';

/**
 * Says once that a proxy seems to stand in front which isn't believed: everybody then comes from one address, and shares what an
 * address is allowed. It may as well be a stranger who sends the header, so nothing follows from it but the line in the log.
 */
export function warnOfUnbelievedProxy(app: FastifyInstance): void {
  let told = false;
  app.addHook('onRequest', async (request) => {
    const { 'x-forwarded-for': forwardedFor, forwarded } = request.headers;
    if (told || (forwardedFor === undefined && forwarded === undefined)) return;
    told = true;
    request.log.warn(
      'A request came with X-Forwarded-For, which is not believed. If a proxy stands in front, set TRUST_PROXY to the number of proxies or to their addresses; until then everybody shares the proxy’s address in the limits on sign-in and on requests.',
    );
  });
}
