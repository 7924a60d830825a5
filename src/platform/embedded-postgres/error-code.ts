/** Whether an error of the system or of PostgreSQL has this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** What to do where PostgreSQL's own words say that the disk is full; otherwise nothing. */
export function adviceOnSpace(words: string): string {
  return words.includes('No space left on device') ? ' The disk is full: make room there.' : '';
}
