import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { JobCounts } from './jobs/signs-of-life.ts';
import type { JobRun } from './jobs/scheduled-job-runs.ts';
import { PROGRAM_VERSION } from './version.ts';

/** A figure that is read from the database now and then; each of its values has at most one label, from a closed set. */
export interface Figure {
  readonly name: `wasl_${string}`;
  readonly help: string;
  readonly label?: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface PoolCounts {
  readonly inside: number;
  readonly waiting: number;
  readonly refused: number;
}

interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route, never the address; undefined where there is none. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
}

/** It takes milliseconds in which nothing else is done, so whoever looks within the same second is shown the same. */
const TEXT_EVERY_MS = 1_000;
/** Figures are asked for at most this often, however often somebody looks. */
const FIGURES_EVERY_MS = 15_000;
/** A database that is away or slow doesn't keep the rest of the figures from whoever looks. */
const FIGURE_PATIENCE_MS = 2_000;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What the process counts, in the Prometheus text format. No label has a value that a caller could make up. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = this.#counter('wasl_http_requests_total', 'Requests answered, by class of status.', ['method', 'route', 'status']);
  readonly #duration = new Histogram({
    name: 'wasl_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer, in seconds.',
    labelNames: ['method', 'route'] as const,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.#registry],
  });
  readonly #jobRuns = this.#counter('wasl_scheduled_job_runs_total', 'Runs of scheduled jobs in this process.', ['job', 'outcome']);
  readonly #jobSeconds = this.#counter('wasl_scheduled_job_seconds_total', 'Time that scheduled jobs took in this process.', ['job']);
  readonly #jobs = this.#gauge('wasl_jobs', 'Jobs in the queue; given up are those that failed as often as they may.', ['state']);
  readonly #takenOver = this.#counter('wasl_jobs_taken_over_total', 'Jobs taken over from workers that gave no sign of life.', []);
  #poolCounts: (() => Readonly<Record<string, PoolCounts>>) | null = null;
  readonly #pools = this.#gauge('wasl_database_connections', 'Connections in use, and who waits for one or was refused.', [
    'pool',
    'state',
  ]);
  #freeBytes: (() => number) | null = null;
  readonly #disk = this.#gauge('wasl_disk_free_bytes', 'Room where the embedded database is kept.', ['of']);
  readonly #figuresAt = this.#gauge('wasl_figures_read_timestamp_seconds', 'When the figures of the database were last read.', []);
  readonly #gauges = new Map<string, Gauge>();
  #readFigures: (() => Promise<readonly Figure[]>) | null = null;
  #figuresRead = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;
  #text = '';
  #textMade = Number.NEGATIVE_INFINITY;
  #making: Promise<string> | null = null;
  readonly #now: () => number;

  /** `now` is a clock that only goes on, in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge('wasl_info', 'The version that runs.', ['version']).set({ version: PROGRAM_VERSION }, 1);
  }

  observeRequest({ method, route = 'unknown', status, seconds }: AnsweredRequest): void {
    const known = { method: METHODS.has(method) ? method : 'other', route };
    this.#requests.inc({ ...known, status: `${Math.floor(status / 100)}xx` });
    this.#duration.observe(known, seconds);
  }

  observeJob({ name, durationMs, error }: JobRun): void {
    this.#jobRuns.inc({ job: name, outcome: error === null ? 'succeeded' : 'failed' });
    this.#jobSeconds.inc({ job: name }, durationMs / 1000);
  }

  countJobs({ waiting, running, givenUp, takenOver }: JobCounts): void {
    this.#jobs.set({ state: 'waiting' }, waiting);
    this.#jobs.set({ state: 'running' }, running);
    this.#jobs.set({ state: 'given-up' }, givenUp);
    this.#takenOver.inc(takenOver);
  }

  watchPools(counts: () => Readonly<Record<string, PoolCounts>>): void {
    this.#poolCounts = counts;
  }

  watchDisk(freeBytes: () => number): void {
    this.#freeBytes = freeBytes;
  }

  watchFigures(read: () => Promise<readonly Figure[]>): void {
    this.#readFigures = read;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything as text, of this second. The figures of the database are those of the last look; one that takes long is not waited for. */
  async text(): Promise<string> {
    if (this.#now() - this.#textMade < TEXT_EVERY_MS) return this.#text;
    return (this.#making ??= this.#makeText().finally(() => {
      this.#making = null;
    }));
  }

  async #makeText(): Promise<string> {
    for (const [pool, { inside, waiting, refused }] of Object.entries(this.#poolCounts?.() ?? {})) {
      this.#pools.set({ pool, state: 'in-use' }, inside);
      this.#pools.set({ pool, state: 'waiting' }, waiting);
      this.#pools.set({ pool, state: 'refused-since-start' }, refused);
    }
    if (this.#freeBytes) this.#disk.set({ of: 'database' }, this.#freeBytes());
    await this.#lookAtFigures();
    this.#text = await this.#registry.metrics();
    this.#textMade = this.#now();
    return this.#text;
  }

  async #lookAtFigures(): Promise<void> {
    const read = this.#readFigures;
    if (read === null || this.#now() - this.#figuresRead < FIGURES_EVERY_MS) return;
    this.#reading ??= this.#takeFigures(read).finally(() => {
      this.#reading = null;
    });
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, FIGURE_PATIENCE_MS);
    });
    await Promise.race([this.#reading, enough]);
    clearTimeout(patience);
  }

  async #takeFigures(read: () => Promise<readonly Figure[]>): Promise<void> {
    this.#figuresRead = this.#now();
    try {
      for (const { name, help, label, values } of await read()) {
        const gauge = this.#gauges.get(name) ?? this.#gauge(name, help, label === undefined ? [] : [label]);
        this.#gauges.set(name, gauge);
        for (const [value, number] of Object.entries(values)) gauge.set(label === undefined ? {} : { [label]: value }, number);
      }
      this.#figuresAt.set(Date.now() / 1000);
    } catch {
      // How old the figures are says it; why they could not be read is told by every request that needs the database.
    }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }

  #gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.#registry] });
  }
}
