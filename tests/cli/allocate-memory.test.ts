import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

const directory = mkdtempSync(join(tmpdir(), 'wasl-allocate-memory-'));
t.teardown(() => rmSync(directory, { recursive: true, force: true }));

const LINES = 4_000;
const PAIRS_A_LINE = 60;
/** Held as objects, the pairs alone take twice as much; the command without any takes half of it. */
const HEAP_MB = 64;
/** Typed arrays stand outside of the heap. What the command takes for nothing is taken off; measured: 50 to 115. */
const GROWTH_MB = 150;

/** Many pairs and no side conditions: as large files are. */
function writeInstance(name: string, lines: number): string {
  const numbers = Array.from({ length: lines }, (_, number) => number);
  const pairs = numbers.flatMap((need) =>
    Array.from({ length: PAIRS_A_LINE }, (_, turn) => {
      const offer = (need * 7 + turn * turn * 13 + turn) % lines;
      return { need: `need-${need}`, offer: `offer-${offer}`, score: (need * 7_919 + offer * 104_729) % 1_000_000 };
    }).filter(({ offer }, turn, row) => row.findIndex((other) => other.offer === offer) === turn),
  );
  const file = join(directory, name);
  const needs = numbers.map((need) => ({ id: `need-${need}`, quantity: 1 + (need % 40), tier: 1 + (need % 4) }));
  const offers = numbers.map((offer) => ({ id: `offer-${offer}`, quantity: 1 + (offer % 30) }));
  writeFileSync(file, JSON.stringify({ needs, offers, pairs }));
  return file;
}

/** The most that a process of its own held, in megabytes. */
function measure(file: string): number {
  const tell = 'process.on("exit", () => process.stderr.write(`held ${process.resourceUsage().maxRSS}`))';
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const command = [`--max-old-space-size=${HEAP_MB}`, '--import', preload, 'src/cli/wasl.mjs', 'allocate', file, '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${status}: ${stderr.slice(-500)}`);
  JSON.parse(stdout);
  return Number(/held (\d+)/.exec(stderr)?.[1]) / 1024;
}

t.test('an allocation of hundreds of thousands of pairs takes little more memory than their numbers', async (t) => {
  const nothing = measure(writeInstance('nothing.json', 0));
  const many = measure(writeInstance('many.json', LINES));
  t.comment(`${Math.round(nothing)} MB for nothing, ${Math.round(many)} MB for ${LINES * PAIRS_A_LINE} pairs`);
  t.ok(many - nothing < GROWTH_MB, `${Math.round(many - nothing)} MB more`);
});
