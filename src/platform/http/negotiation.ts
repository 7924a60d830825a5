import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { type Answer, answerOf, type AnyRoute } from './route.ts';

/** Whether the caller takes one of these media types; without `Accept` it takes anything. */
export function acceptsOneOf({ headers: { accept } }: IncomingMessage, mediaTypes: readonly string[]): boolean {
  if (accept === undefined || mediaTypes.length === 0) return true;
  return new Negotiator({ headers: { accept: withoutParameters(accept) } }).mediaTypes([...mediaTypes]).length > 0;
}

/** Only the weights are left: ours have no parameters, and a charset that is asked for changes nothing of what JSON is. */
const withoutParameters = (accept: string): string => accept.replaceAll(/;(?!\s*q\s*=)[^;,]*/gi, '');

/** What a route answers with where it doesn't refuse; none where there is nothing to read. */
export function mediaTypesOf(route: AnyRoute): readonly string[] {
  if (route.status === 204) return [];
  const answer: Answer = answerOf(route);
  switch (answer.as) {
    case 'json':
    case 'stored-json':
      return ['application/json'];
    case 'page':
      return ['text/html'];
    case 'file':
      return answer.mediaTypes;
    case 'events':
      return ['text/event-stream'];
    case 'farewell':
      return [];
  }
}

export type Encoding = 'br' | 'gzip';
const ENCODINGS: readonly Encoding[] = ['br', 'gzip'];
/** Less than this goes into one packet as it is. */
const WORTH_PACKING_BYTES = 1024;

/** How a text of so many bytes is packed for this caller; null for not at all. */
export function encodingFor(request: IncomingMessage, bytes: number): Encoding | null {
  if (bytes < WORTH_PACKING_BYTES || request.headers['accept-encoding'] === undefined) return null;
  const [preferred] = new Negotiator(request).encodings([...ENCODINGS]);
  return ENCODINGS.find((encoding) => encoding === preferred) ?? null;
}

/** For what is packed once and in one way. */
export const takesGzip = (request: IncomingMessage): boolean =>
  request.headers['accept-encoding'] !== undefined && new Negotiator(request).encodings(['gzip']).length > 0;

const packWithBrotli = promisify(brotliCompress);
const packWithGzip = promisify(gzip);

/**
 * Packs an answer, on a thread of its own. Not by \@fastify/compress: it says `Vary` of packed answers alone, keeps the ETag of the plain
 * one, and logs whoever goes away while it packs as a fault with its stack.
 */
export function pack(text: string | Buffer, encoding: Encoding): Promise<Buffer> {
  // Brotli's own default takes half a second for a page of needs; this takes 3 ms, and what comes of it is no larger than gzip's.
  if (encoding === 'br') return packWithBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  return packWithGzip(text);
}
