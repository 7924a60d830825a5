import { generate } from './generate.ts';
import { WarmAllocation } from '#src/allocation/warm-allocation.ts';
const family = (process.argv[2] ?? 'domain') as 'domain' | 'random';
const inst = generate(family, { needs: 10_000, offers: 10_000, pairs: 500_000 }, 20261);
let t0 = performance.now();
const warm = new WarmAllocation(inst, 'off');
console.log('cold', (performance.now() - t0).toFixed(0), 'pairs', inst.offers.length);
let seed = 7;
const rnd = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const n = inst.needIds.length;
const T: number[] = [];
const gone: number[] = [];
const w: number[] = [],
  a: number[] = [];
for (let k = 0; k < 400; k++) {
  if (gone.length && rnd() < 0.5) {
    const o = gone.splice(Math.floor(rnd() * gone.length), 1)[0]!;
    const t = performance.now();
    warm.withdraw(n + o, false);
    a.push(performance.now() - t);
  } else {
    const o = Math.floor(rnd() * inst.offerIds.length);
    if (gone.includes(o)) continue;
    gone.push(o);
    const t = performance.now();
    warm.withdraw(n + o, true);
    w.push(performance.now() - t);
  }
}
const q = (x: number[], p: number) => {
  const s = [...x].sort((p, q) => p - q);
  return (1000 * s[Math.min(s.length - 1, Math.floor(p * s.length))]!).toFixed(0);
};
for (const [name, x] of [
  ['withdraw', w],
  ['add', a],
] as const)
  console.log(name, x.length, 'p50', q(x, 0.5), 'p95', q(x, 0.95), 'max', q(x, 1), 'µs');
t0 = performance.now();
let c = 0;
for (let i = 0; i < 2000; i++) {
  warm.gainOfOneMore(i);
  c++;
}
console.log('gain of', c, (performance.now() - t0).toFixed(0), 'ms');
