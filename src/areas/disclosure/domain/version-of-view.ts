/** As large as `If-Match` takes. */
const MOST = 999_999_999;

/**
 * The version of what a reader sees, for readers who change nothing of a record and of whom parts of it are hidden: another number as soon as
 * the view is another, and never for anything else. The record's own version counts every change, those that are hidden included.
 * FNV-1a over the view as it is written; nothing rests on it, for the ETag has a digest besides.
 */
export function versionOfView(view: object): number {
  const written = JSON.stringify({ ...view, version: 0 });
  let hash = 0x811c9dc5;
  for (let at = 0; at < written.length; at += 1) hash = Math.imul(hash ^ written.charCodeAt(at), 0x01000193);
  return ((hash >>> 0) % MOST) + 1;
}

/** A view with the version of itself. */
export const withVersionOfView = <V extends { version?: number | undefined }>(view: V): V => ({ ...view, version: versionOfView(view) });
