// A thread begins as plain JavaScript: Node 22.18 and newer run TypeScript as it is; older ones through tsx.
import { parentPort, workerData } from 'node:worker_threads';

if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api');
  register();
}
/* oxlint-disable unicorn/require-post-message-target-origin -- a port between threads has no origin */
const { work } = await import(workerData.module);
// One file after the other: the next is sent once this one is answered.
const answer = async (task) => {
  parentPort.postMessage('begun');
  parentPort.postMessage(await work(task));
};
parentPort.on('message', (task) => void answer(task));
