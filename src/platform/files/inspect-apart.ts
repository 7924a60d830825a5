import { Worker } from 'node:worker_threads';
import { refuseField } from '../../kernel/refusal.ts';
import type { Inspected } from './inspect-file.ts';
import type { InspectionAnswer, InspectionBegun } from './inspect-work.ts';

export interface InspectionLimits {
  readonly deadlineMs: number;
  /** What the thread may hold of objects and texts. */
  readonly heapMb: number;
  /** By how much the whole process may grow meanwhile: what holds bytes and pictures is outside of the heap. */
  readonly growthMb: number;
}

/** A file of 25 MB that is honest takes a few seconds and some hundred megabytes. */
export const INSPECTION: InspectionLimits = { deadlineMs: 60_000, heapMb: 768, growthMb: 1_536 };

const ENTRY = new URL('./inspection-thread.mjs', import.meta.url);
const WORK = new URL('./inspect-work.ts', import.meta.url);
const WATCH_EVERY_MS = 100;
/** Its libraries take longer to load than most files to be looked into, so a thread stays for the next file, but not for ever. */
const KEPT_MS = 60_000;

/** Takes our listeners away, and those alone: Node has some of its own at a worker, without which its port never opens again. */
function deafen(worker: Worker): Worker {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
  return worker;
}

/**
 * Looks into files, each in a thread of its own that is ended where a file takes too long or too much memory: the process lives on, whatever
 * a file does to whoever reads it. How many are looked into at once is the caller's to say.
 */
export class Inspector {
  readonly #limits: InspectionLimits;
  readonly #module: URL;
  readonly #idle = new Map<Worker, NodeJS.Timeout>();
  #working = 0;

  constructor(limits = INSPECTION, module = WORK) {
    this.#limits = limits;
    this.#module = module;
  }

  /** Begins a thread that a file will soon be sent to, while it still comes. */
  prepare(): void {
    if (this.#idle.size === 0 && this.#working === 0) this.#keep(this.#begin());
  }

  /** Refuses `file-not-accepted` with what is wrong. */
  async inspect(bytes: Buffer): Promise<Inspected> {
    const answer = await this.#ask(bytes);
    if (answer.fault !== null) throw refuseField('file-not-accepted', '/file', answer.fault);
    const { mediaType, content, isSigned } = answer;
    const plain = content === null ? null : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    return { mediaType, isSigned, content: plain?.equals(bytes) ? null : plain };
  }

  #begin(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: this.#limits.heapMb };
    return new Worker(ENTRY, { workerData: { module: this.#module.href }, execArgv: [], resourceLimits });
  }

  #keep(worker: Worker): void {
    const end = () => {
      clearTimeout(this.#idle.get(worker));
      this.#idle.delete(worker);
      void worker.terminate();
    };
    // It keeps no process alive; one that fails while nobody waits for it is gone, and the next file begins another.
    deafen(worker).once('error', end).once('exit', end).unref();
    this.#idle.set(worker, setTimeout(end, KEPT_MS).unref());
  }

  #take(): Worker {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      deafen(worker).ref();
      return worker;
    }
    return this.#begin();
  }

  async #ask(bytes: Buffer): Promise<InspectionAnswer> {
    const worker = this.#take();
    this.#working += 1;
    let isWell = false;
    try {
      const answer = await this.#answerOf(worker, bytes);
      isWell = answer.fault !== 'file-too-complex';
      return answer;
    } finally {
      this.#working -= 1;
      if (isWell) {
        this.#keep(worker);
      } else {
        await deafen(worker)
          .on('error', () => undefined)
          .terminate();
      }
    }
  }

  #answerOf(worker: Worker, bytes: Buffer): Promise<InspectionAnswer> {
    const { deadlineMs, growthMb } = this.#limits;
    let watch: NodeJS.Timeout | undefined;
    return new Promise<InspectionAnswer>((resolve, reject) => {
      const tooMuch = () => resolve({ fault: 'file-too-complex' });
      // What a file takes counts from where it is taken up: until then its thread loads libraries, which is no fault of the file.
      const begin = () => {
        const begun = performance.now();
        const before = process.memoryUsage.rss();
        const grownMb = () => (process.memoryUsage.rss() - before) / 1024 / 1024;
        watch = setInterval(() => {
          if (performance.now() - begun > deadlineMs || grownMb() > growthMb) tooMuch();
        }, WATCH_EVERY_MS);
      };
      worker.on('message', (told: InspectionBegun | InspectionAnswer) => {
        if (told === 'begun') begin();
        else resolve(told);
      });
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') tooMuch();
        else reject(error);
      });
      worker.once('exit', (code) => reject(new Error(`the thread that looks into files ended with ${code} and without an answer`)));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(bytes);
    }).finally(() => clearInterval(watch));
  }
}

export const inspector = new Inspector();
