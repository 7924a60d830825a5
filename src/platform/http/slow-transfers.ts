import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { Refusal } from '../../kernel/refusal.ts';
import { Deadlines } from '../deadlines.ts';
import { refuseOnSocket } from './client-errors.ts';
import { preferredLanguage } from './problem.ts';

export interface TransferLimits {
  /** How long a body, or an answer, may stand still. */
  readonly seconds: number;
  /** What moves as fast as this, or faster, takes as long as it takes. */
  readonly bytesPerSecond: number;
}

declare module 'fastify' {
  interface FastifyReply {
    /** Ends the watch over the answer that is being sent. */
    endWatch: (() => void) | null;
  }
}

/** A byte every few seconds is no line but a hold on the service; this is a tenth of what the worst line gives. */
export const LEAST_BYTES_PER_SECOND = 4096;

/**
 * Cuts off who sends a body, or reads an answer, so slowly that it only holds the service up: what mod_reqtimeout of Apache does with
 * MinRate. Node's own timeout knows one limit for all requests, which a large file over a bad line needs a hundred times longer.
 * Server-sent events are silent by nature and are left alone.
 */
export function registerSlowTransfers(app: FastifyInstance, limits: TransferLimits): void {
  const looks = new Deadlines((limits.seconds * 1000) / LOOKS);
  const patient = { ...limits, seconds: limits.seconds * PATIENCE };
  app.decorateReply('endWatch', null);
  app.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request)) {
      const { raw } = request;
      const end = watch(limits, looks, {
        socket: raw.socket,
        bytes: () => raw.socket.bytesRead,
        waitsForUs: () => raw.readableLength > 0,
        tooSlow: () => {
          // An answer that has begun can't be followed by another.
          if (reply.raw.headersSent) return void raw.socket.destroy();
          const language = preferredLanguage(request.headers['accept-language']);
          refuseOnSocket(raw.socket, new Refusal('request-too-slow'), language, request.id);
        },
      });
      raw.once('end', end).once('close', end);
    }
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    const { raw } = reply;
    const { socket } = raw;
    const isOnePiece = isWritten(payload) && Buffer.byteLength(payload) <= limits.seconds * limits.bytesPerSecond * PATIENCE;
    if (socket && !String(reply.getHeader('content-type')).startsWith('text/event-stream')) {
      const end = watch(isOnePiece ? patient : limits, looks, {
        socket,
        bytes: () => socket.bytesWritten - socket.writableLength,
        waitsForUs: () => socket.writableLength === 0,
        tooSlow: () => void socket.destroy(),
      });
      if (reply.endWatch === null) raw.once('close', () => reply.endWatch?.());
      else reply.endWatch(); // an answer that failed before it had begun, and another is sent in its place
      reply.endWatch = end;
    }
    done(null, isWritten(payload) && !isOnePiece ? inParts(reply, payload) : payload);
  });
}

/**
 * What is written in one piece gets so many times the time that an answer may stand still: a usual page of a list is one, and each
 * further part costs a message to the system.
 */
const PATIENCE = 2;

/**
 * Of what is written in one piece Node tells no more than that it has been sent in the end. What takes longer than it may at the least
 * speed is therefore written in parts, so that a slow reader is seen to read.
 */
function inParts(reply: FastifyReply, payload: string | Buffer): Readable {
  const whole = typeof payload === 'string' ? Buffer.from(payload) : payload;
  void reply.header('content-length', whole.length);
  return Readable.from(partsOf(whole), { objectMode: false });
}

const isWritten = (payload: unknown): payload is string | Buffer => typeof payload === 'string' || Buffer.isBuffer(payload);

const PART = 64 * 1024;

function* partsOf(whole: Buffer): Iterable<Buffer> {
  for (let start = 0; start < whole.length; start += PART) yield whole.subarray(start, start + PART);
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** A transfer is looked at so many times in the time that it may stand still. */
const LOOKS = 10;

interface Transfer {
  readonly socket: Socket;
  /** How many have moved. */
  readonly bytes: () => number;
  /** It isn't the other side that is slow. */
  readonly waitsForUs: () => boolean;
  readonly tooSlow: () => void;
}

/**
 * Looks at a transfer again and again. The time that it has left is never more than it had at the beginning: what the kernels of both
 * sides take in at once, megabytes of it, earns no hours in which nothing moves.
 */
function watch({ seconds, bytesPerSecond }: TransferLimits, looks: Deadlines, transfer: Transfer): () => void {
  const most = seconds * 1000;
  let left = most;
  let at = performance.now();
  let before = transfer.bytes();
  const look = (): void => {
    if (transfer.socket.destroyed) return;
    const now = performance.now();
    const bytes = transfer.bytes();
    const earned = ((bytes - before) / bytesPerSecond) * 1000;
    if (!transfer.waitsForUs()) left = Math.min(most, left - (now - at) + earned);
    at = now;
    before = bytes;
    if (left <= 0) transfer.tooSlow();
    else inTime = looks.add(look);
  };
  let inTime = looks.add(look);
  return () => inTime();
}
