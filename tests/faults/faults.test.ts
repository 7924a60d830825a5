import t from 'tap';
import { tellFigures } from './figures.ts';
import { FAULTS } from './faults.ts';
import { runFaults } from './run-faults.ts';

/** Fewer on a machine that has much else to do. */
const OPERATIONS = 300;

t.test(
  'whatever happens to the database, the network and the processes, nothing that was acknowledged is lost and nobody has to help',
  { skip: process.platform === 'win32' && 'Windows has no signals' },
  async (t) => {
    const seed = Number(process.env['WASL_FAULT_SEED'] ?? Date.now() % 100_000);
    t.comment(`seed ${seed}: WASL_FAULT_SEED=${seed} repeats the schedule`);
    const report = await runFaults({ seed, operations: OPERATIONS, clients: 6, casts: 2, pauseMs: 120, calmMs: 800, minutes: 0.75 });
    for (const line of tellFigures(report)) t.comment(line);
    t.strictSame(report.findings, []);
    t.strictSame(
      Object.keys(FAULTS).filter((kind) => !report.faults.includes(kind)),
      [],
      'every kind of fault has come',
    );
  },
);
