import { DEMO_PASSWORD } from '#src/demo/accounts.ts';

/** The headers with which a demo account asks a server. */
export async function signIn(address: string, login: string): Promise<Record<string, string>> {
  const answer = await fetch(`${address}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: DEMO_PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}
