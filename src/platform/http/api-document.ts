import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { takesGzip } from './negotiation.ts';

interface Prepared {
  readonly plain: Buffer;
  readonly packed: Buffer;
}

/**
 * The API document as it is served. It is read from where it is kept, and packed once: to make it of the routes takes the process more
 * than a second, in which it does nothing else.
 */
export class ApiDocument {
  readonly #file: URL;
  #prepared: Promise<Prepared> | null = null;

  constructor(file: URL) {
    this.#file = file;
  }

  readonly send = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { plain, packed } = await (this.#prepared ??= this.#prepare());
    void reply.headers({ 'content-type': 'application/json; charset=utf-8', vary: 'accept-encoding' });
    return takesGzip(request.raw) ? reply.header('content-encoding', 'gzip').send(packed) : reply.send(plain);
  };

  async #prepare(): Promise<Prepared> {
    // Kept indented, for whoever looks at what a change changes.
    const plain = Buffer.from(JSON.stringify(JSON.parse(await readFile(this.#file, 'utf8'))));
    return { plain, packed: await promisify(gzip)(plain) };
  }
}

/** The document in other places and forms, which the API reference would make anew for each who asks: the same, or none. */
export function serveInReference(scope: FastifyInstance, prefix: string, document: ApiDocument): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === `${prefix}/json`) return document.send(request, reply);
    if (request.routeOptions.url === `${prefix}/yaml`) return reply.callNotFound();
    return undefined;
  });
}
