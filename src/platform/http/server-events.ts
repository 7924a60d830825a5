import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalToTell } from './error-handling.ts';
import { preferredLanguage, problemOf, retryAfterOf } from './problem.ts';
import type { ServerEvent } from './route.ts';

/**
 * Sends messages as they come, in the form that browsers' EventSource reads (text/event-stream). The connection ends with them: at a
 * shutdown nothing could tell it to any more, its headers being long sent.
 */
export function sendEvents(request: FastifyRequest, reply: FastifyReply, events: AsyncIterable<ServerEvent>): FastifyReply {
  return reply
    .code(200)
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
    })
    .send(Readable.from(writeEvents(request, events)));
}

/** Where they can't go on, the last one is the problem that any other answer would be. */
async function* writeEvents(request: FastifyRequest, events: AsyncIterable<ServerEvent>): AsyncIterable<string> {
  try {
    for await (const event of events) yield messageOf(event);
  } catch (error) {
    const refusal = refusalToTell(error, request);
    const wait = retryAfterOf(refusal);
    if (wait !== null) yield `retry: ${wait * 1000}\n`;
    yield messageOf({ event: 'problem', data: problemOf(refusal, preferredLanguage(request.headers['accept-language']), request.id) });
  }
}

const messageOf = ({ event, data }: ServerEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
