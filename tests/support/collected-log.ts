import { openLog } from '#src/platform/log.ts';

/** A log whose entries a test can read. */
export function collectLog(level = 'debug') {
  const entries: Record<string, unknown>[] = [];
  const log = openLog(level, { write: (line) => entries.push(JSON.parse(line) as Record<string, unknown>) });
  const says = (part: string): boolean => entries.some(({ msg }) => String(msg).includes(part));
  return { log, entries, says };
}
