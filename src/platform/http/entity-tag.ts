import { createHash } from 'node:crypto';
import { refuseField, Refusal } from '../../kernel/refusal.ts';

/** Enough that no two views of one version are taken for each other. */
const DIGEST_LETTERS = 16;

/**
 * The ETag of an answer: `"<version>.<digest of the view>"`, or the digest alone of what has no version. Readers see different views of one
 * version, and what is derived (coverage, say) changes without it: the digest tells them apart, while `If-Match` judges the version.
 */
export function tagOf(version: unknown, view: string | Buffer): string {
  const digest = createHash('sha256').update(view).digest('base64url').slice(0, DIGEST_LETTERS);
  return typeof version === 'number' ? `${version}.${digest}` : digest;
}

/** As it is sent: bytes that are packed differ from the plain ones, and so do their tags (RFC 9110, 8.8.3.3). */
export const quoteTag = (tag: string, encoding: string | null): string => (encoding === null ? `"${tag}"` : `"${tag}-${encoding}"`);

/** Whether the caller has this view already, in whatever way it was packed (RFC 9110, 13.1.2: compared weakly). */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((part) => TAG.exec(part.trim())?.[1] === tag);
}

const TAG = /^(?:W\/)?"([^"]*?)(?:-(?:br|gzip))?"$/;

/** What a change may be based on, as the API document has it: a strong ETag, or the version alone in quotes. */
export const BASED_ON = /^"(\d{1,9})(?:\.[\w-]{1,80})?"$/;

/** The version that a change is based on. A weak tag or a list can't guard a change. */
export function versionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) throw new Refusal('precondition-required');
  const version = BASED_ON.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw refuseField('invalid-field', 'header/if-match', 'not-an-etag');
  return Number(version);
}
