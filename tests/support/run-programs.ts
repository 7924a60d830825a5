import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { Parser } from 'tap-parser';
import { must } from '#src/kernel/assert.ts';

/** A test file's program, by the name under which it is told. */
export interface TestProgram {
  readonly name: string;
  readonly path: string;
}

/** What became of one. */
export interface EndedProgram {
  readonly name: string;
  /** What it told, as a subtest of the whole run. */
  readonly tap: string;
  readonly ok: boolean;
  /** What else it wrote. */
  readonly stderr: string;
  readonly seconds: number;
}

interface Circumstances {
  readonly node: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How many at a time. */
  readonly jobs: number;
  /** Begins no more once one has failed. */
  readonly bail: boolean;
  /** Aborted with the name of a signal, which those that run get as well. */
  readonly interruption: AbortSignal;
  readonly onEnd: (ended: EndedProgram) => void;
}

const WITHOUT_DOMAINS = pathToFileURL(join(import.meta.dirname, 'without-domains.mjs')).href;

/** How long a file may take that asks tap for no more. */
const PATIENCE_SECONDS = 900;
/** How long one gets to tell what it was about, or to end by itself after Ctrl-C. */
const LAST_WORDS_MS = 5_000;

/**
 * Runs test programs, each a process of its own, the first of them first. Theirs is the program's own surroundings: tap's command would load
 * a hook into each, and into every process that one starts, which none of them starts with where people run it, and which took half
 * of the time.
 */
export async function runPrograms(programs: readonly TestProgram[], circumstances: Circumstances): Promise<void> {
  const waiting = [...programs];
  let isOver = false;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (isOver || circumstances.interruption.aborted) return;
      const ended = await runProgram(next, programs.indexOf(next) + 1, circumstances);
      isOver ||= circumstances.bail && !ended.ok;
      circumstances.onEnd(ended);
    }
  };
  await Promise.all(Array.from({ length: circumstances.jobs }, work));
}

async function runProgram({ name, path }: TestProgram, number: number, circumstances: Circumstances): Promise<EndedProgram> {
  const { node, directory, environment, interruption } = circumstances;
  const begun = performance.now();
  const child = spawn(node, ['--import', WITHOUT_DOMAINS, '--enable-source-maps', path], {
    cwd: directory,
    env: { ...process.env, ...environment, TAP: '1', TAP_CHILD_ID: String(number), TAP_TIMEOUT: String(PATIENCE_SECONDS) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // With what it starts it is a group of its own, so that nothing goes on without us when it is gone.
    detached: process.platform !== 'win32',
  });
  const limit = limitTime(child);
  const interrupt = (): void => end(child, interruption.reason === 'SIGHUP' ? 'SIGHUP' : 'SIGINT');
  interruption.addEventListener('abort', interrupt);
  const exit = new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
  });
  const [tap, stderr, ending] = await Promise.all([text(must(child.stdout, 'its output')), text(must(child.stderr, 'its errors')), exit]);
  interruption.removeEventListener('abort', interrupt);
  limit.lift();
  const fault = ending ?? (isWhole(tap) ? null : 'without having told all');
  const seconds = (performance.now() - begun) / 1000;
  return { name, tap: asSubtest(name, number, tap, fault, seconds), ok: fault === null, stderr, seconds };
}

/** Ends a program that takes longer than it may: by tap's own signal, at which it tells what it waits for. It may ask for more, as tap does. */
function limitTime(child: ChildProcess): { lift: () => void } {
  const over = (): void => end(child, 'SIGALRM');
  let timer = setTimeout(over, PATIENCE_SECONDS * 1000 + LAST_WORDS_MS);
  child.on('message', (message: { readonly setTimeout?: unknown }) => {
    if (typeof message.setTimeout !== 'number' || message.setTimeout <= PATIENCE_SECONDS * 1000) return;
    clearTimeout(timer);
    timer = setTimeout(over, message.setTimeout + LAST_WORDS_MS);
  });
  return { lift: () => clearTimeout(timer) };
}

/** Asks it to end, with all that it has started, and makes sure of it. */
function end(child: ChildProcess, signal: 'SIGINT' | 'SIGHUP' | 'SIGALRM'): void {
  send(child, signal);
  const insist = setTimeout(() => send(child, 'SIGKILL'), LAST_WORDS_MS);
  child.once('close', () => clearTimeout(insist));
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill(signal);
  else {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      // It may have ended the moment before.
      if ((error as NodeJS.ErrnoException).errno !== -constants.errno.ESRCH) throw error;
    }
  }
}

/** The plan of the whole file, which tap writes last; tap-parser takes nothing at all for a file without tests. */
const PLAN = /^1\.\.\d+/m;

/** Whether a program told as many points as it said: one that leaves early with the exit code of success has failed all the same. */
function isWhole(tap: string): boolean {
  const parser = new Parser();
  parser.end(tap);
  return parser.ok && PLAN.test(tap);
}

function asSubtest(name: string, number: number, tap: string, fault: string | null, seconds: number): string {
  const told = tap
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
  const point = `${fault === null ? 'ok' : 'not ok'} ${number} - ${name} # time=${Math.round(seconds * 1000)}ms`;
  const why = fault === null ? [] : ['  ---', `  ended: ${fault}`, '  ...'];
  return [`# Subtest: ${name}`, ...told, point, ...why, ''].join('\n');
}

/** The points of a program's TAP that failed, with what tap says of each, and the name of each test that they are in. */
export function toldFailures(tap: string): string {
  const lines = tap.split('\n');
  const told: string[] = [];
  for (const [index, line] of lines.entries()) {
    const [, indent] = /^( *)not ok /.exec(line) ?? [];
    if (indent === undefined || lines[index + 1] !== `${indent}  ---`) continue;
    const length = lines.slice(index).indexOf(`${indent}  ...`);
    told.push(...lines.slice(index, index + length + 1).map((one) => one.slice(indent.length)));
  }
  return told.join('\n');
}
