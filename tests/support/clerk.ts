import { randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { caller, LOGIN_OF } from './api.ts';
import { connectAsSuperuser, type TestDatabase } from './database.ts';

/** Somebody who attaches files to a delivery of the scenario, and reads them again. */
export async function makeClerk(t: Pick<Test, 'teardown'>, address: string, database: TestDatabase) {
  const { body } = await caller(address, null)('POST', '/v1/sessions', {
    body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD },
  });
  const authorization = `Bearer ${String(body['token'])}`;
  const [delivery] = await connectAsSuperuser(t, database)<{ id: string }[]>`select id from deliveries order by creation_order limit 1`;
  const told = async (response: Response) => {
    const text = await response.text();
    const { code, title, id } = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string; title?: string; id?: string };
    return { status: response.status, code, title, id, retryAfter: response.headers.get('retry-after') };
  };
  return {
    attach: async (content: Buffer, key: string = randomUUID()) => {
      const form = new FormData();
      form.set('subjectType', 'delivery');
      form.set('subjectId', delivery?.id ?? '');
      form.set('file', new Blob([new Uint8Array(content)], { type: 'application/pdf' }), 'a.pdf');
      const headers = { authorization, 'idempotency-key': key, 'accept-language': 'fr' };
      return told(await fetch(`${address}/v1/documents`, { method: 'POST', headers, body: form }));
    },
    download: async (id: string | undefined) => told(await fetch(`${address}/v1/documents/${id}/content`, { headers: { authorization } })),
    readElsewhere: async () => (await fetch(`${address}/v1/needs?limit=1`, { headers: { authorization } })).status,
  };
}

/** What a clerk is told where the store of files is not there, or doesn't answer. */
export const UNAVAILABLE = { status: 503, code: 'try-again', retryAfter: '5' };
