import { PROMISED_MS } from './recovery.ts';
import type { Report } from './run-faults.ts';

/** What happened in a run, in a few lines. */
export function tellFigures({ operations, faults, recoveries, exits, startedInMs }: Report): string[] {
  const attempts = operations.flatMap((operation) => operation.attempts);
  const classes = attempts.map(({ status, code }) => (status === null ? 'none' : status < 300 ? '2xx' : `${status} ${code}`));
  const times = recoveries.map(({ milliseconds }) => milliseconds ?? Infinity).toSorted((a, b) => a - b);
  const late = recoveries.filter(({ milliseconds }) => (milliseconds ?? Infinity) > PROMISED_MS);
  return [
    `operations ${operations.length}, requests ${attempts.length}; faults ${faults.length}: ${tally(faults)}`,
    `answers: ${tally(classes)}`,
    `processes ended: ${tally(exits.map(({ asked, code, signal }) => `${asked ?? 'of itself'} → ${code ?? signal}`))}`,
    `start with a database that came late and was restarted while being migrated: ${startedInMs} ms until all were ready`,
    `database back until each process answered: median ${at(times, 0.5)} ms, 95th percentile ${at(times, 0.95)} ms, longest ${at(times, 1)} ms; over ${PROMISED_MS} ms: ${late.length} of ${times.length}${
      late.length === 0 ? '' : ` (${tally(late.map(({ fault }) => fault))})`
    }`,
  ];
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

function tally(things: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([thing, count]) => `${thing} ${count}`).join(', ') || 'none';
}
