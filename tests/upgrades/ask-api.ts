import type { Test } from 'tap';
import { ROUTES } from '#src/app.ts';
import type { Role } from '#src/kernel/role.ts';
import { startTestApi } from '#tests/support/api.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import type { KeptVersion } from './kept-version.ts';

/** What is asked for each role at most of one kind: enough to meet records of different states. */
const RECORDS_OF_A_KIND = 3;

/** Which routes answered, by role, and what went wrong. */
export interface Asked {
  readonly answered: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

/**
 * Serves an upgraded database on the day on which it was filled, and reads as each role all that it may: every list, and some records of
 * each.
 */
export async function askEverything(
  t: Pick<Test, 'teardown'>,
  database: TestDatabase,
  { filledAt, logins, password }: KeptVersion,
): Promise<Asked> {
  const api = await startTestApi(t, { database });
  api.setTime(new Date(filledAt));
  const answered: Record<string, number> = {};
  const faults: string[] = [];
  for (const [role, login] of Object.entries(logins)) {
    const call = await api.signIn(login, password);
    const ask = async (path: string): Promise<Record<string, unknown>> => {
      const { status, body } = await call('GET', path);
      if (status === 200) answered[role] = (answered[role] ?? 0) + 1;
      // A list may want a filter to be named, and nobody may be told of a record.
      else if (status !== 400 && status !== 404) faults.push(`${role} GET ${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
    const mayRead = (url: string): boolean =>
      ROUTES.some(
        (route) => route.method === 'GET' && route.url === url && route.access === 'signed-in' && route.roles.includes(role as Role),
      );
    for (const { url } of ROUTES.filter((route) => !route.url.includes(':') && mayRead(route.url))) {
      const { items } = await ask(url);
      if (!Array.isArray(items) || !mayRead(`${url}/:id`)) continue;
      for (const { id } of (items as { id?: string }[]).slice(0, RECORDS_OF_A_KIND)) if (id !== undefined) await ask(`${url}/${id}`);
    }
  }
  return { answered, faults };
}
