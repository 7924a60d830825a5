import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process ended: of itself unless a signal of ours came before. */
export interface Exit {
  readonly slot: number;
  readonly at: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly asked: NodeJS.Signals | null;
  readonly lastWords: string;
}

/** One place in the fleet: always the same port, one process after another. */
export interface Slot {
  readonly index: number;
  readonly address: string;
  /** Since when it answers; null while nobody listens there. */
  upSince: number | null;
}

interface Berth extends Slot {
  readonly port: number;
  process: ChildProcess | null;
  asked: NodeJS.Signals | null;
  output: string;
  /** When nobody listened: from a signal or an end until the next process answered. */
  readonly gaps: { readonly from: number; to: number }[];
}

const OUTPUT_KEPT = 20_000;

/** Server processes as their user starts them, and a supervisor who starts another where one has ended. */
export class Fleet {
  readonly exits: Exit[] = [];
  readonly #berths: Berth[];
  #environment: Readonly<Record<string, string>>;
  readonly #files = mkdtempSync(join(tmpdir(), 'wasl-faults-files-'));
  #isClosing = false;

  private constructor(berths: Berth[], environment: Readonly<Record<string, string>>) {
    this.#berths = berths;
    this.#environment = environment;
  }

  /** Starts so many processes at once and waits for none of them. */
  static async start(count: number, environment: Readonly<Record<string, string>>): Promise<Fleet> {
    const ports = await freePorts(count);
    const berths = ports.map((port, index): Berth => {
      const gaps = [{ from: Date.now(), to: Infinity }];
      return { index, port, address: `http://127.0.0.1:${port}`, upSince: null, process: null, asked: null, output: '', gaps };
    });
    const fleet = new Fleet(berths, environment);
    for (const berth of berths) fleet.#launch(berth);
    return fleet;
  }

  get slots(): readonly Slot[] {
    return this.#berths;
  }

  /** Where somebody answers now. */
  up(): readonly Slot[] {
    return this.#berths.filter(({ upSince }) => upSince !== null);
  }

  /** Whether at some moment of a time nobody listened there, as far as we caused or saw it. */
  wasAway({ index }: Slot, from: number, to: number): boolean {
    return this.#berth(index).gaps.some((gap) => gap.from <= to && from <= gap.to);
  }

  outputOf({ index }: Slot): string {
    return this.#berth(index).output;
  }

  /** Ends one, in whatever manner; another process takes its place. */
  end({ index }: Slot, signal: 'SIGKILL' | 'SIGTERM'): void {
    const berth = this.#berth(index);
    if (berth.asked !== null || berth.process === null) return;
    berth.asked = signal;
    this.#markAway(berth);
    berth.process.kill(signal);
  }

  /** Asks all of them to stop; those that take their places start in this environment. */
  startAgainIn(environment: Readonly<Record<string, string>>): void {
    this.#environment = environment;
    for (const berth of this.#berths) this.end(berth, 'SIGTERM');
  }

  /** Lets one be as if it weren't there, without ending it, and back. */
  freeze({ index }: Slot): void {
    this.#berth(index).process?.kill('SIGSTOP');
  }

  thaw({ index }: Slot): void {
    this.#berth(index).process?.kill('SIGCONT');
  }

  async waitUntilAllUp(patienceMs: number): Promise<boolean> {
    const deadline = Date.now() + patienceMs;
    while (this.up().length < this.#berths.length && Date.now() < deadline) await sleep(50);
    return this.up().length === this.#berths.length;
  }

  /** Asks all to stop, and waits for it. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all(
      this.#berths.map(async (berth) => {
        const { process: child } = berth;
        if (child === null) return;
        berth.asked ??= 'SIGTERM';
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const tooLong = setTimeout(() => child.kill('SIGKILL'), 30_000);
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        clearTimeout(tooLong);
      }),
    );
    rmSync(this.#files, { recursive: true, force: true });
  }

  #launch(berth: Berth): void {
    const child = spawn(process.execPath, ['src/cli/wasl.mjs', 'serve'], {
      env: { ...process.env, LOG_LEVEL: 'warn', WASL_DATA: this.#files, ...this.#environment, PORT: String(berth.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    Object.assign(berth, { process: child, asked: null, output: '' });
    const keep = (chunk: Buffer): void => void (berth.output = (berth.output + chunk.toString()).slice(-OUTPUT_KEPT));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('close', (code, signal) => this.#takeLeave(berth, code, signal));
    void this.#awaitAnswer(berth, child);
  }

  #takeLeave(berth: Berth, code: number | null, signal: NodeJS.Signals | null): void {
    this.exits.push({ slot: berth.index, at: Date.now(), code, signal, asked: berth.asked, lastWords: berth.output.slice(-2_000) });
    this.#markAway(berth);
    berth.process = null;
    if (!this.#isClosing) this.#launch(berth);
  }

  async #awaitAnswer(berth: Berth, child: ChildProcess): Promise<void> {
    while (berth.process === child && berth.asked === null) {
      const isThere = await fetch(`${berth.address}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false,
      );
      if (isThere && berth.process === child && berth.asked === null) {
        berth.upSince = Date.now();
        const gap = berth.gaps.at(-1);
        if (gap) gap.to = berth.upSince;
        return;
      }
      await sleep(50);
    }
  }

  #markAway(berth: Berth): void {
    berth.upSince = null;
    if (berth.gaps.at(-1)?.to !== Infinity) berth.gaps.push({ from: Date.now(), to: Infinity });
  }

  #berth(index: number): Berth {
    const berth = this.#berths[index];
    if (!berth) throw new Error(`there is no slot ${index}`);
    return berth;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      return probe;
    }),
  );
  return Promise.all(
    probes.map(async (probe) => {
      const address = probe.address();
      probe.close();
      await once(probe, 'close');
      if (address === null || typeof address === 'string') throw new Error('This system gives out no TCP ports.');
      return address.port;
    }),
  );
}
