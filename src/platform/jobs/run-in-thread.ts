import { Worker } from 'node:worker_threads';

/** What goes to a thread and comes from it; all of it is copied. */
export interface Exchange {
  readonly task: unknown;
  readonly progress: unknown;
  readonly answer: unknown;
}

/** What a module exports as `work` that is run in a thread of its own. */
export type ThreadWork<E extends Exchange> = (
  task: E['task'],
  tell: (progress: E['progress']) => void,
) => E['answer'] | Promise<E['answer']>;

export interface RunningThread<Answer> {
  /** Rejects when the work fails, and when the thread is stopped before it has answered. */
  readonly answer: Promise<Answer>;
  /** Ends the thread at once, wherever it is. */
  stop(): Promise<void>;
}

const ENTRY = new URL('./worker-thread.mjs', import.meta.url);

/** Runs the `work` of a module in a thread of its own, so that long reckoning keeps nobody waiting and can be stopped. */
export function runInThread<E extends Exchange>(
  module: URL,
  task: E['task'],
  onProgress: (progress: E['progress']) => void,
): RunningThread<E['answer']> {
  const worker = new Worker(ENTRY, { workerData: { module: module.href, task }, execArgv: [] });
  const answer = new Promise<E['answer']>((found, failed) => {
    worker.on('message', (message: { readonly progress: E['progress'] } | { readonly answer: E['answer'] }) => {
      if ('answer' in message) found(message.answer);
      else onProgress(message.progress);
    });
    worker.once('error', failed);
    worker.once('exit', (code) => failed(new Error(`the thread ended with ${code} and without an answer`)));
  });
  answer.catch(() => undefined); // whoever waits is told; where nobody does, a stop is no fault
  return {
    answer,
    stop: async () => {
      await worker.terminate();
    },
  };
}
