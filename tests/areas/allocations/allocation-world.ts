import type { Test } from 'tap';
import { startAllocationRunner } from '#src/areas/allocations/index.ts';
import { type Caller, LOGIN_OF, type Reply, startTestApi, type TestApi } from '#tests/support/api.ts';
import { openLog } from '#src/platform/log.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';

export type Json = Record<string, unknown>;

export interface AllocationWorld {
  readonly api: TestApi;
  readonly facilitator: Caller;
  readonly request: (body?: Json) => Promise<Reply>;
  /** Waits until a run has ended, by its stream of events. */
  readonly ended: (id: string) => Promise<Json>;
  /** Requests a run and waits for its end. */
  readonly run: (body?: Json) => Promise<Json>;
  readonly get: (id: string, part: string) => Promise<Json>;
}

/** The service over the illustrative scenario, with a runner of its own. */
export async function makeAllocationWorld(t: Pick<Test, 'teardown'>, { engine }: { engine?: URL | null } = {}): Promise<AllocationWorld> {
  const api = await startTestApi(t);
  const facilitator = await api.signIn(LOGIN_OF.facilitator);
  if (engine !== null) {
    const runner = startAllocationRunner({
      database: api.database,
      clock: { now: () => REFERENCE_INSTANT },
      log: openLog('silent'),
      ...(engine === undefined ? {} : { engine }),
    });
    t.teardown(() => runner.stop());
  }
  const request = (body: Json = {}): Promise<Reply> => facilitator('POST', '/v1/allocations', { body });
  const ended = async (id: string): Promise<Json> => {
    const { body } = await facilitator('GET', `/v1/allocations/${id}/progress`);
    const last = eventsOf(String(body['text'])).at(-1);
    const read = await facilitator('GET', `/v1/allocations/${id}`);
    if (last?.event !== read.body['state']) throw new Error(`the stream ended with ${last?.event}: ${JSON.stringify(read.body)}`);
    return read.body;
  };
  return {
    api,
    facilitator,
    request,
    ended,
    run: async (body) => {
      const { status, body: created } = await request(body);
      if (status !== 201) throw new Error(`${status}: ${JSON.stringify(created)}`);
      return ended(String(created['id']));
    },
    get: async (id, part) => (await facilitator('GET', `/v1/allocations/${id}/${part}`)).body,
  };
}

/** The messages of a text/event-stream. */
export function eventsOf(text: string): { readonly event: string; readonly data: Json }[] {
  return text
    .split('\n\n')
    .filter((message) => message !== '')
    .map((message) => {
      const [event = '', data = ''] = message.split('\n');
      return { event: event.replace('event: ', ''), data: JSON.parse(data.replace('data: ', '')) as Json };
    });
}
