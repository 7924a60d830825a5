import type { FastifyReply } from 'fastify';
import type { ByteStore } from '../files/byte-store.ts';
import { type Content, openContent } from '../files/verified-content.ts';

/** A file that an answer consists of; its bytes are fetched when the transaction that allowed it has ended. */
export interface Download extends Content {
  readonly mediaType: string;
  readonly fileName: string;
}

/** Sends a file to be kept and not to be shown in place, whatever a browser would think of it. */
export async function sendDownload(reply: FastifyReply, files: ByteStore, download: Download): Promise<FastifyReply> {
  return reply
    .code(200)
    .headers({
      'content-type': download.mediaType,
      'content-length': String(download.sizeBytes),
      'content-disposition': dispositionOf(download.fileName),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      // A digest, and no validator: nobody may keep the file, so there is no copy to ask about (RFC 9530).
      'repr-digest': `sha-256=:${Buffer.from(download.hash, 'hex').toString('base64')}:`,
    })
    .send(await openContent(files, download));
}

/** The name in any script (RFC 6266, RFC 8187), and what of it is plain ASCII for programs of before that. */
export function dispositionOf(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName.replaceAll(/\p{Surrogate}/gu, '_')).replaceAll(
    /['()*]/g,
    (symbol) => `%${symbol.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
