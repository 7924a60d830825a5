import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { must } from '../../kernel/assert.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { askAuthenticator, type Db } from '../db/transaction.ts';
import { notACursor } from './page.ts';

/** What a cursor is good for: another list, another filter or another reader can't open it. */
export interface SealedFor {
  readonly operationId: string;
  readonly readerId: string;
  readonly params: unknown;
  readonly query: unknown;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The length of a place tells how large its numbers are, so lengths are few. */
const PADDED_TO_BYTES = 32;

interface Keys {
  readonly seal: Buffer;
  readonly nonce: Buffer;
}

/**
 * Seals the places at which pages begin. A place holds what its reader may not know: an exact day that they see as a month, a number in the
 * order of creation, which tells when what lies before it was made and how many there are.
 *
 * AES-256-GCM under a nonce that is made of what is sealed (HMAC-SHA-256 under a key of its own): the same place gives the same cursor, which
 * validators of answers need, and two different ones the same nonce once in 2^48.
 */
export class CursorSeal {
  readonly #db: Db;
  #keys: Promise<Keys> | null = null;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Ready to seal and open the cursors of one list at once. Asks the database for the key the first time. */
  async forList(list: SealedFor): Promise<ListSeal> {
    this.#keys ??= readKeys(this.#db);
    try {
      return new ListSeal(await this.#keys, boundTo(list));
    } catch (error) {
      this.#keys = null; // the next request asks again
      throw error;
    }
  }
}

async function readKeys(db: Db): Promise<Keys> {
  const [row] = await askAuthenticator<{ key: Uint8Array }>(db, 'cursors', 'select key from wasl.cursor_key', []);
  const { key } = must(row, 'the migrations have made a key');
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `wasl cursors: ${purpose}`, 32));
  return { seal: derive('seal'), nonce: derive('nonce') };
}

/** How many records a page holds may change from one to the next. */
function boundTo({ operationId, readerId, params, query }: SealedFor): Buffer {
  const { limit: _limit, cursor: _cursor, ...filters } = query as Readonly<Record<string, unknown>>;
  return Buffer.from(canonicalJson({ operationId, readerId, params, filters }));
}

export class ListSeal {
  readonly #keys: Keys;
  readonly #bound: Buffer;

  constructor(keys: Keys, bound: Buffer) {
    this.#keys = keys;
    this.#bound = bound;
  }

  seal(place: string): string {
    const bytes = Buffer.byteLength(place);
    // JSON, of which spaces at the end are no part.
    const plain = Buffer.from(place + ' '.repeat(Math.ceil(bytes / PADDED_TO_BYTES) * PADDED_TO_BYTES - bytes));
    const nonce = createHmac('sha256', this.#keys.nonce)
      .update(`${this.#bound.length}:`)
      .update(this.#bound)
      .update(plain)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys.seal, nonce).setAAD(this.#bound);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** The place that was sealed. Refuses with `not-a-cursor` what this list didn't give to this reader. */
  open(cursor: string): string {
    const sealed = Buffer.from(cursor, 'base64url');
    // Base64 has several texts for some bytes, of which one was given out.
    if (sealed.length < NONCE_BYTES + TAG_BYTES || sealed.toString('base64url') !== cursor) throw notACursor();
    const decipher = createDecipheriv(CIPHER, this.#keys.seal, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(this.#bound)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw notACursor(cause);
    }
  }
}
