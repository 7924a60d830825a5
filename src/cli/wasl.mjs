#!/usr/bin/env node
import nodeModule from 'node:module';
import { codeCache, hasForeignTsxCache } from './code-cache.mjs';

/** How long a reader has for what a service says last; what a command tells is waited for until it is taken. */
const LAST_WORDS_MS = 1000;
/** As in the answer of any command that fails. */
const FAILED = 1;

const args = process.argv.slice(2);
// Before anything is loaded, which takes a while: who started us may be gone by then, and people want to see that something happens.
const parent = whoStartedUs();
if (args[0] === 'serve' && args.length === 1 && process.env.NODE_ENV !== 'production') process.stdout.write('Wasl is starting …\n');
// Where nobody reads any more (a terminal was closed, npm was killed), what was begun is still ended in good order. But a command whose
// answer could not be written has failed: whoever reads the file would take a part for the whole.
let unwritten;
process.stdout.on('error', (error) => (unwritten ??= error));
process.stderr.on('error', () => undefined);
// Compiled code is kept for the next start: by Node 22.8 and newer, and by tsx.
const cache = codeCache();
if (cache !== undefined) nodeModule.enableCompileCache?.(cache);
// Node 22.18 and newer run TypeScript as it is; older ones through tsx.
if (!process.features.typescript) {
  if (hasForeignTsxCache()) process.env.TSX_DISABLE_CACHE = 'true';
  const { register } = await import('tsx/esm/api');
  register();
}
const { hasStuckCalls, main } = await import('./wasl.ts');
process.exitCode = await main(args, process, parent);
const isStuck = await hasStuckCalls(args[0]);
// A pipe takes by and by what was written; a reader that stands still doesn't hold up the end of a service.
const isTaken = new Promise((taken) => process.stdout.write('', () => setImmediate(taken)));
if (args[0] === 'serve') await Promise.race([isTaken, new Promise((over) => setTimeout(over, LAST_WORDS_MS))]);
else await isTaken;
if (unwritten !== undefined && args[0] !== 'serve') {
  const why =
    unwritten.code === 'EPIPE' ? 'nobody reads it any more' : unwritten.code === 'ENOSPC' ? 'there is no room left' : unwritten.message;
  process.stderr.write(`wasl: the output could not be written: ${why}\n`);
  process.exitCode ||= FAILED;
}
// Whatever the deadline of a shutdown left behind must not keep the process alive.
if (isStuck) process.kill(process.pid, 'SIGKILL');
process.exit();

/**
 * npm may be gone before this process has begun, which then has another parent, of any number. So the script of `npm start` tells npm's
 * own, as its shell found it, and becomes this process: by a function named node, since what npm is given to pass on it appends to the last
 * command, which has to be the same for the shell of Windows, that knows no functions. There a shell may have numbers of its own.
 */
function whoStartedUs() {
  const told = Number(process.env.WASL_STARTED_BY || undefined);
  delete process.env.WASL_STARTED_BY;
  return process.platform === 'win32' || Number.isNaN(told) ? process.ppid : told;
}
