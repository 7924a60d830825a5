import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Where compiled code is kept between starts. Its name can be guessed, and whoever makes it first could put code of theirs into it, which
 * would be run: so it is used only where it belongs to this account and nobody else may write there. Undefined where it is another's.
 */
export const codeCache = () => privatePlace(`wasl-compiled-${whoami()}`);

/** Whether the place that tsx keeps transformed code in, and trusts, could be another account's. */
export const hasForeignTsxCache = () => privatePlace(`tsx-${whoami()}`) === undefined;

/** As tsx names it. */
const whoami = () => process.geteuid?.() ?? userInfo().username;

function privatePlace(name) {
  const place = join(tmpdir(), name);
  try {
    mkdirSync(place, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') return undefined;
  }
  // Nobody but its owner can exchange it after this look: directories for temporary files are sticky.
  const found = lstatSync(place);
  if (process.geteuid === undefined) return found.isDirectory() ? place : undefined;
  const isOurs = found.isDirectory() && found.uid === process.geteuid() && (found.mode & WRITABLE_BY_OTHERS) === 0;
  return isOurs ? place : undefined;
}
