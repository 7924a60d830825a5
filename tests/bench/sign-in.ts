import { setTimeout } from 'node:timers/promises';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';

/** Sees every need. */
export const READER = 'facilitator@unsmil.demo';

const AGAIN_MS = 200;

/** The headers with which a demo account asks a server; one that is busy is asked again. */
export async function signIn(address: string, login: string): Promise<Record<string, string>> {
  for (;;) {
    const answer = await fetch(`${address}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: DEMO_PASSWORD }),
    });
    const { token } = (await answer.json()) as { token?: string };
    if (token !== undefined) return { authorization: `Bearer ${token}` };
    if (answer.status !== 503) throw new Error(`${login} can't sign in: ${answer.status}`);
    await setTimeout(AGAIN_MS);
  }
}
