import { startService } from '../main.ts';
import { logOutput } from '../platform/log-output.ts';
import { captureProcess, openLog } from '../platform/log.ts';
import type { Lifetime } from '../platform/process/lifetime.ts';
import { runInterruptibly } from '../platform/process/interruptible.ts';
import { tellMisspelt } from '../misspelt-settings.ts';
import type { Settings } from '../settings.ts';
import type { Caller } from './caller.ts';
import { explainFault } from './explain-fault.ts';
import { logFailedStart } from './failed-start.ts';
import { readableLog } from './readable-log.ts';
import { openTerminal } from './terminal.ts';

/**
 * Serves until it is asked to stop. Exit code 0 when it was and everything ended in time, 1 when not, or when it couldn't start.
 * In production all that it says is a part of the log; somebody who watches on a terminal reads lines and no JSON.
 */
export async function serveCommand(settings: Settings, { terminal: watched, complain, misspelt, npmPid }: Caller): Promise<number> {
  const isLogged = settings.NODE_ENV === 'production';
  const output = watched.isWatched && !isLogged ? readableLog(watched.say) : logOutput();
  let isOver = false;
  // What was cut off by the end may still complain of it; nothing follows the last word.
  const log = openLog(settings.LOG_LEVEL, { write: (line) => (isOver ? undefined : output.write(line)) });
  captureProcess(log);
  const terminal = isLogged ? openTerminal({ write: (text) => log.info(text.trim()) }) : watched;
  const options = {
    say: terminal.say,
    complain: (line: string) => log.error(line),
    report: (fault: unknown) =>
      log.fatal({ err: fault instanceof Error ? fault : new Error(String(fault)) }, 'ends for a fault that nobody caught'),
    patienceMs: settings.SHUTDOWN_SECONDS * 1000,
    whenAsked: 0,
    parent: npmPid,
  };
  for (const { what, remedy } of misspelt.map(tellMisspelt)) {
    if (isLogged) log.warn(`${what}: ${remedy}`);
    else complain(`${what}: ${remedy}`);
  }
  try {
    let service: Lifetime | undefined;
    const code = await runInterruptibly(async (life) => {
      service = life;
      await startService(settings, terminal, log, life);
      return forever();
    }, options);
    if (code === 0) terminal.say('Stopped.');
    else {
      const unended = unendedOf(service);
      const line = `Stopped, though not everything ended as it should${unended.length > 0 ? `: given up were ${unended.join(', ')}` : ''}.`;
      if (isLogged) log.warn(line);
      else terminal.say(line);
    }
    isOver = true;
    return code;
  } catch (error) {
    if (isLogged) return logFailedStart(log, error);
    complain(explainFault(error, 'serve').line);
    return 1;
  }
}

const unendedOf = (life: Lifetime | undefined): readonly string[] => life?.unended ?? [];

/** What ends a service is a signal. */
function forever(): Promise<never> {
  return new Promise(() => undefined);
}
