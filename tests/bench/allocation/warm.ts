import { WarmAllocation } from '#src/allocation/warm-allocation.ts';
import { solveInstance } from '#src/allocation/solve.ts';
import { load, randomFrom } from './generate.ts';
import { reached } from '#tests/allocation/instances.ts';

/** Withdraws and brings back one offer at a time, in a process of its own; prints microseconds, and whether the end is the best. */
const [file = '', seed = '1'] = process.argv.slice(2);
const EVENTS = 400;

const instance = load(file);
const random = randomFrom(Number(seed));
const warm = new WarmAllocation(instance, 'off');
const taken = { withdrawn: [] as number[], added: [] as number[] };
const gone: number[] = [];
for (let event = 0; event < EVENTS; event += 1) {
  const comesBack = gone.length > 0 && random() < 0.5;
  const offer = comesBack ? (gone.splice(Math.floor(random() * gone.length), 1)[0] ?? 0) : Math.floor(random() * instance.offerIds.length);
  if (!comesBack && gone.includes(offer)) continue;
  if (!comesBack) gone.push(offer);
  const from = performance.now();
  warm.withdraw(instance.needIds.length + offer, !comesBack);
  (comesBack ? taken.added : taken.withdrawn).push(1_000 * (performance.now() - from));
}
const offerQuantities = instance.offerQuantities.map((held, offer) => (gone.includes(offer) ? 0 : held));
const [afresh] = reached(instance, solveInstance({ ...instance, offerQuantities }, 'off'), 'off');
process.stdout.write(JSON.stringify({ ...taken, isBest: afresh === warm.worth() }));
