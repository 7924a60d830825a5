import { DEMO_PASSWORD } from '#src/demo/accounts.ts';

/** Somebody of the scenario, signed in at a service that runs somewhere. */
export interface Visitor {
  get(path: string, options?: { readonly signal?: AbortSignal | null }): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
}

export async function logInAt(address: string, login: string): Promise<Visitor> {
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(`${address}/v1/sessions`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login, password: DEMO_PASSWORD }),
  });
  if (answer.status !== 201) throw new Error(`${login} was not let in: ${answer.status} ${await answer.text()}`);
  const { token } = (await answer.json()) as { token: string };
  const authorization = `Bearer ${token}`;
  return {
    get: (path, options = {}) => fetch(`${address}${path}`, { headers: { authorization }, ...options }),
    post: (path, body) =>
      fetch(`${address}${path}`, {
        method: 'POST',
        headers: { ...json, authorization, 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify(body),
      }),
  };
}
