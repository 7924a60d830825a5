import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Multipart } from '@fastify/multipart';
import { z } from 'zod';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { isPrintable } from '../../kernel/printable.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import { isStorageFull, StoreUnavailable } from '../files/store-fault.ts';
import { type ReceivedFile, receiveFile, tooLarge } from '../files/received-file.ts';

/** What the fields around a file may weigh, the boundaries included. */
const AROUND_BYTES = 64 * 1024;

/** The file of an upload, as a field of its body; the API document says binary. */
export const uploadedFile = z
  .custom<ReceivedFile>((value) => typeof value === 'object' && value !== null && 'sentSha256' in value, {
    error: ({ input }) => (input === undefined ? 'missing' : 'invalid-type'),
  })
  .meta({ type: 'string', format: 'binary', description: 'The file itself; what it is, is seen from its content.' });

const received = new WeakMap<FastifyRequest, ReceivedFile[]>();
/** Requests that are answered, or whose sender is gone: what still comes of them is nobody's. */
const over = new WeakSet<FastifyRequest>();

/**
 * Reads a multipart body: the file streamed to a temporary place and cut at the limit, the fields as text. The body that comes of it is
 * an object like any other, and is validated like any other. A retry is known by the fields and the sum of the file as it was sent.
 */
export async function receiveUpload(request: FastifyRequest, reply: FastifyReply, maximumBytes: number): Promise<void> {
  if (!request.isMultipart()) throw new Refusal('unsupported-media-type');
  discardAtEnd(request, reply);
  const declared = Number(request.headers['content-length'] ?? 0);
  const body: Record<string, unknown> = {};
  try {
    if (declared > maximumBytes + AROUND_BYTES) throw tooLarge(maximumBytes);
    const limits = { fileSize: maximumBytes + 1, files: 1, fields: 20, parts: 21, fieldSize: 4096, fieldNameSize: 100, headerPairs: 20 };
    for await (const part of request.parts({ limits })) await takePart(request, body, part, maximumBytes);
  } catch (error) {
    // What is left of the body is not waited for.
    void reply.header('connection', 'close');
    if ((error as { code?: unknown }).code === 'FST_FILES_LIMIT') throw refuseField('malformed-request', '/file', 'one-file-at-a-time');
    throw isOurs(error) ? error : new Refusal('malformed-request', {}, { cause: error });
  }
  request.body = body;
}

async function takePart(request: FastifyRequest, body: Record<string, unknown>, part: Multipart, maximumBytes: number): Promise<void> {
  if (Object.hasOwn(body, part.fieldname)) throw new Refusal('malformed-request');
  if (part.type === 'field') {
    if (part.valueTruncated || part.fieldnameTruncated) throw new Refusal('malformed-request');
    checkText(part.fieldname, String(part.value));
    body[part.fieldname] = part.value;
    return;
  }
  checkText(part.fieldname, part.filename);
  // Browsers write a quotation mark in a name this way (WHATWG HTML, multipart/form-data).
  const file = await receiveFile(part.file, part.filename.replaceAll('%22', '"'), maximumBytes);
  received.set(request, [...(received.get(request) ?? []), file]);
  if (over.has(request)) {
    await discardReceived(request);
    throw new Refusal('malformed-request');
  }
  // By what the request is told from another under its key: where the file lies is no part of that.
  body[part.fieldname] = Object.defineProperty({ ...file }, 'toJSON', {
    value: () => [file.declaredName, file.sentSha256],
    enumerable: false,
  });
}

/** What stands for bytes that were no UTF-8, as the reader of the form has put it in their place. */
const REPLACEMENT = '\uFFFD';

function checkText(name: string, text: string): void {
  if (text.includes(REPLACEMENT) || !isPrintable(text)) throw refuseField('invalid-field', pointerTo(name), 'unprintable');
}

/** A refusal, or a fault of our own disk: not the sender's. */
const isOurs = (error: unknown): boolean => error instanceof Refusal || error instanceof StoreUnavailable || isStorageFull(error);

/**
 * The temporary files of a request go when it is answered, or when the sender is gone. Fastify tells of neither where a sender goes after
 * all of the body has come: its hooks know answers that were sent, and bodies that break off.
 */
function discardAtEnd(request: FastifyRequest, { raw }: FastifyReply): void {
  const discard = (): void => {
    over.add(request);
    discardReceived(request).catch((error: unknown) =>
      request.log.warn({ err: error }, 'the temporary file of an upload could not be removed'),
    );
  };
  if (raw.closed) discard();
  else raw.once('close', discard);
}

async function discardReceived(request: FastifyRequest): Promise<void> {
  const files = received.get(request) ?? [];
  received.delete(request);
  await Promise.all(files.map((file) => file.discard()));
}
