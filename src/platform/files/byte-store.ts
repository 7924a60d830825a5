import type { Readable } from 'node:stream';

/** The SHA-256 of some content, lower-case hexadecimal: under it the content is kept, once. */
export type ContentHash = string;

/**
 * Where the bytes of files are: a directory, or a store that speaks S3. Content is named by its hash, so writing it twice is the same
 * as once, and nothing is ever overwritten by something else.
 */
export interface ByteStore {
  /** Keeps the content of the file at `path`, and writes anew what is there already. Durable when it returns. */
  put(hash: ContentHash, path: string): Promise<void>;
  /** Throws {@link FileMissing}. */
  open(hash: ContentHash): Promise<Readable>;
  /** How many bytes are kept under this hash, or null where there is nothing. */
  sizeOf(hash: ContentHash): Promise<number | null>;
  remove(hash: ContentHash): Promise<void>;
  /** What was last put before then, in no order. */
  putBefore(then: Date): AsyncIterable<ContentHash>;
  /** Removes what was begun to be put before then and never was, since its process was killed. */
  removeDrafts(then: Date): Promise<void>;
}

/** By so many of the contents that were stored first a store is known: nobody loses them one by one. */
export const ENOUGH_TO_KNOW_BY = 100;

/** The store has no file under this hash. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing';
  /** What is there that is no file, such as a directory. */
  readonly instead: string | undefined;

  constructor(hash: ContentHash, { instead, ...options }: ErrorOptions & { readonly instead?: string | undefined } = {}) {
    super(instead === undefined ? `no file ${hash}` : `no file ${hash}: ${instead} is in its place`, options);
    this.instead = instead;
  }
}

export const isContentHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);
