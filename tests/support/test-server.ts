import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground, Programs } from './ground.ts';

/** What `npm run test:server` tells of the server that it keeps ready, in a file below `.tap`. */
interface TestServer {
  readonly pid: number;
  readonly url: string;
  /** The digest of what its templates were made of. */
  readonly making: string;
}

const fileOf = (root: string, postgres: Programs['postgres']): string => join(root, '.tap', `test-server-${postgres}.json`);

/** Tells test runs of a server that is kept ready. */
export function announceTestServer(root: string, postgres: Programs['postgres'], server: Omit<TestServer, 'pid'>): void {
  mkdirSync(join(root, '.tap'), { recursive: true });
  const file = fileOf(root, postgres);
  writeFileSync(`${file}.new`, JSON.stringify({ pid: process.pid, ...server }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function withdrawTestServer(root: string, postgres: Programs['postgres']): void {
  rmSync(fileOf(root, postgres), { force: true });
}

/** The server that is kept ready, where one is and its templates are made of this; whoever uses it leaves it as it is. */
export function findTestServer(root: string, postgres: Programs['postgres'], making?: string): Ground | undefined {
  const file = fileOf(root, postgres);
  if (!existsSync(file)) return undefined;
  const server = JSON.parse(readFileSync(file, 'utf8')) as TestServer;
  if (!isRunning(server.pid) || (making !== undefined && making !== server.making)) return undefined;
  return { url: server.url, leave: () => Promise.resolve() };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
