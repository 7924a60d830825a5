import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { ServerEvent } from './route.ts';

/**
 * Sends messages as they come, in the form that browsers' EventSource reads (text/event-stream). The connection ends with them: at a
 * shutdown nothing could tell it to any more, its headers being long sent.
 */
export function sendEvents(reply: FastifyReply, events: AsyncIterable<ServerEvent>): FastifyReply {
  return reply
    .code(200)
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
    })
    .send(Readable.from(writeEvents(events)));
}

async function* writeEvents(events: AsyncIterable<ServerEvent>): AsyncIterable<string> {
  for await (const { event, data } of events) yield `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
