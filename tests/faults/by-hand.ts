import { parseArgs } from 'node:util';
import { tellFigures } from './figures.ts';
import { runFaults } from './run-faults.ts';

/** `npm run faults -- --operations 20000 --seed 7`: the fault test at any length; ends with 1 where anything was found. */
const option = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    operations: { ...option, default: '2000' },
    seed: option,
    clients: { ...option, default: '24' },
    minutes: { ...option, default: '30' },
    only: { ...option, multiple: true },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const unwanted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => unwanted.abort(new Error(`interrupted by ${signal}`)));
const seed = Number(values.seed ?? Date.now() % 100_000);
say(`seed ${seed}`);
const report = await runFaults({
  seed,
  operations: Number(values.operations),
  clients: Number(values.clients),
  casts: 6,
  pauseMs: 20,
  calmMs: 3_000,
  minutes: Number(values.minutes),
  ...(values.only === undefined ? {} : { only: values.only }),
  unwanted: unwanted.signal,
  say,
});
for (const line of tellFigures(report)) say(line);
for (const finding of report.findings) say(`FOUND ${finding}`);
say(
  report.findings.length === 0
    ? 'nothing lost, doubled, half or promised twice; nothing ended of itself'
    : `${report.findings.length} findings`,
);
process.exitCode = report.findings.length === 0 ? 0 : 1;
