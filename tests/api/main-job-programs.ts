interface Program {
  /** Where the client is generated to, beside the program. */
  readonly client: string;
  readonly text: string;
}

/**
 * The main job as somebody would program it with the client of each generator: a need is drafted, submitted, validated and published; and
 * what would move without two obstacles, which are a list in an address.
 * Texts, since what they import is there only when it has been generated; each is compiled with it, as strictly as the service itself.
 */
export const PROGRAMS: Readonly<Record<'openapi-typescript' | 'hey-api' | 'orval', Program>> = {
  'openapi-typescript': {
    client: 'api.ts',
    text: `
import createClient from 'openapi-fetch';
import type { components, paths } from './api';

export async function play(baseUrl: string, logins: Readonly<Record<'requester' | 'validator' | 'facilitator', string>>, password: string) {
  const anyone = createClient<paths>({ baseUrl });
  const signIn = async (login: string) => {
    const { data, error } = await anyone.POST('/v1/sessions', { body: { login, password } });
    if (data?.token === undefined) throw new Error(error?.code);
    return createClient<paths>({ baseUrl, headers: { Authorization: \`Bearer \${data.token}\` } });
  };
  const key = (): string => crypto.randomUUID();
  const next = (id: string, answer: Response) =>
    ({ path: { id }, header: { 'Idempotency-Key': key(), 'If-Match': answer.headers.get('etag') ?? '' } }) as const;

  const requester = await signIn(logins.requester);
  const { data: units } = await requester.GET('/v1/units', { params: { query: { limit: 1 } } });
  const unitId = units?.items[0]?.id;
  if (unitId === undefined) throw new Error('no unit');
  const draft: components['schemas']['DraftNeed'] = {
    unitId,
    priority: 'urgent',
    justification: { en: 'For the night shift.' },
    neededBy: '2027-06-30',
    respondBy: '2027-03-31',
    lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 12 }],
  };
  const drafted = await requester.POST('/v1/needs', { params: { header: { 'Idempotency-Key': key() } }, body: draft });
  if (drafted.data === undefined) throw new Error(drafted.error.detail);
  const { id } = drafted.data;
  const submitted = await requester.POST('/v1/needs/{id}/submit', { params: next(id, drafted.response) });
  const validator = await signIn(logins.validator);
  const validated = await validator.POST('/v1/needs/{id}/validate', { params: next(id, submitted.response), body: {} });
  const facilitator = await signIn(logins.facilitator);
  const published = await facilitator.POST('/v1/needs/{id}/publish', {
    params: next(id, validated.response),
    body: { disclosureLevel: 'partners', summary: { en: 'First aid kits' } },
  });
  const state: components['schemas']['NeedState'] | undefined = published.data?.state;
  const ranking = await facilitator.GET('/v1/obstacles/ranking', { params: { query: { limit: 2 } } });
  const resolved = ranking.data?.items.map(({ id }) => id) ?? [];
  const whatIf = await facilitator.GET('/v1/obstacles/ranking/what-if', { params: { query: { resolved } } });
  return { state, played: whatIf.data?.resolved.length };
}
`,
  },
  'hey-api': {
    client: '.',
    text: `
import { createClient, createConfig } from './client';
import { draftNeed, listUnits, publishNeed, rankObstacles, rankObstaclesWithout, signIn, submitNeed, validateNeed } from './sdk.gen';
import type { NeedState } from './types.gen';

export async function play(baseUrl: string, logins: Readonly<Record<'requester' | 'validator' | 'facilitator', string>>, password: string) {
  const clientOf = async (login: string) => {
    const { data, error } = await signIn({ client: createClient(createConfig({ baseUrl })), body: { login, password } });
    if (data?.token === undefined) throw new Error(error?.code);
    return createClient(createConfig({ baseUrl, auth: data.token }));
  };
  const key = (): string => crypto.randomUUID();
  const next = (answer: Response | undefined) => ({ 'Idempotency-Key': key(), 'If-Match': answer?.headers.get('etag') ?? '' });

  const requester = await clientOf(logins.requester);
  const { data: units } = await listUnits({ client: requester, query: { limit: 1 } });
  const unitId = units?.items[0]?.id;
  if (unitId === undefined) throw new Error('no unit');
  const drafted = await draftNeed({
    client: requester,
    headers: { 'Idempotency-Key': key() },
    body: {
      unitId,
      priority: 'urgent',
      justification: { en: 'For the night shift.' },
      neededBy: '2027-06-30',
      respondBy: '2027-03-31',
      lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 12 }],
    },
  });
  if (drafted.data === undefined) throw new Error(drafted.error.detail);
  const path = { id: drafted.data.id };
  const submitted = await submitNeed({ client: requester, path, headers: next(drafted.response) });
  const validator = await clientOf(logins.validator);
  const validated = await validateNeed({ client: validator, path, headers: next(submitted.response), body: {} });
  const facilitator = await clientOf(logins.facilitator);
  const published = await publishNeed({
    client: facilitator,
    path,
    headers: next(validated.response),
    body: { disclosureLevel: 'partners', summary: { en: 'First aid kits' } },
  });
  const state: NeedState | undefined = published.data?.state;
  const ranking = await rankObstacles({ client: facilitator, query: { limit: 2 } });
  const resolved = ranking.data?.items.map(({ id }) => id) ?? [];
  const whatIf = await rankObstaclesWithout({ client: facilitator, query: { resolved } });
  return { state, played: whatIf.data?.resolved.length };
}
`,
  },
  orval: {
    client: 'api.ts',
    text: `
import { draftNeed, listUnits, type NeedState, publishNeed, rankObstacles, rankObstaclesWithout, signIn, submitNeed, validateNeed } from './api';

export async function play(_: string, logins: Readonly<Record<'requester' | 'validator' | 'facilitator', string>>, password: string) {
  const tokenOf = async (login: string) => {
    const session = await signIn({ login, password });
    if (session.status !== 201) throw new Error(session.data.code);
    return { Authorization: \`Bearer \${session.data.token}\` };
  };
  const key = () => ({ 'Idempotency-Key': crypto.randomUUID() });
  const next = (answer: { readonly headers: Headers }) => ({ ...key(), 'If-Match': answer.headers.get('etag') ?? '' });

  const requester = await tokenOf(logins.requester);
  const units = await listUnits({ limit: 1 }, { headers: requester });
  if (units.status !== 200) throw new Error('no units');
  const unitId = units.data.items[0]?.id;
  if (unitId === undefined) throw new Error('no unit');
  const drafted = await draftNeed(
    {
      unitId,
      priority: 'urgent',
      justification: { en: 'For the night shift.' },
      neededBy: '2027-06-30',
      respondBy: '2027-03-31',
      lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 12 }],
    },
    { headers: { ...requester, ...key() } },
  );
  if (drafted.status !== 201) throw new Error(drafted.data.detail);
  const { id } = drafted.data;
  const submitted = await submitNeed(id, { headers: { ...requester, ...next(drafted) } });
  const validator = await tokenOf(logins.validator);
  const validated = await validateNeed(id, {}, { headers: { ...validator, ...next(submitted) } });
  const facilitator = await tokenOf(logins.facilitator);
  const body = { disclosureLevel: 'partners', summary: { en: 'First aid kits' } } as const;
  const published = await publishNeed(id, body, { headers: { ...facilitator, ...next(validated) } });
  if (published.status !== 200) throw new Error('not published');
  const state: NeedState = published.data.state;
  const asFacilitator = { headers: facilitator };
  const ranking = await rankObstacles({ limit: 2 }, asFacilitator);
  if (ranking.status !== 200) throw new Error('no ranking');
  const whatIf = await rankObstaclesWithout({ resolved: ranking.data.items.map(({ id }) => id) }, asFacilitator);
  return { state, played: whatIf.status === 200 ? whatIf.data.resolved.length : whatIf.data.detail };
}
`,
  },
};
