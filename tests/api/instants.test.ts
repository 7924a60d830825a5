import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { answerOf } from '#src/platform/http/route.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
const auditor = await api.signIn(LOGIN_OF.auditor);

/** Whatever a program would take for an instant, in whichever form: a day, and an hour of it. */
const LIKE_AN_INSTANT = /^\d{4}-?\d\d-?\d\d[T ]\d\d:?\d\d/i;
/** As every instant is written. */
const ONE_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The instants within a value, each with where it stands. */
function instantsIn(value: unknown, where: string): { readonly where: string; readonly text: string }[] {
  if (typeof value === 'string') return LIKE_AN_INSTANT.test(value) ? [{ where, text: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => instantsIn(part, `${where}.${Array.isArray(value) ? '' : name}`));
}

t.test('every instant of every event is written in the one form of instants', async (t) => {
  const told = new Set<string>();
  const amiss = new Map<string, string>();
  let path: string | null = '/v1/events?limit=200';
  while (path !== null) {
    const { body } = await auditor('GET', path);
    for (const event of body['items'] as { subjectType: string; before: unknown; after: unknown }[]) {
      for (const { where, text } of instantsIn(event, event.subjectType)) {
        told.add(where);
        if (!ONE_FORM.test(text)) amiss.set(where, text);
      }
    }
    path = typeof body['next'] === 'string' ? `/v1/events?limit=200&cursor=${encodeURIComponent(body['next'])}` : null;
  }
  t.strictSame([...amiss], []);
  const within = [...told].filter((where) => /\.(before|after)\./.test(where));
  t.ok(within.length > 30, `${within.length} of them in what changed`);
});

t.test('so is every instant of every list', async (t) => {
  const readers = await Promise.all([LOGIN_OF.auditor, LOGIN_OF.facilitator, LOGIN_OF.requester].map((login) => api.signIn(login)));
  const lists = ROUTES.filter((one) => one.access === 'signed-in' && one.method === 'GET' && !one.url.includes(':'));
  let told = 0;
  for (const { url } of lists.filter((one) => answerOf(one).as === 'json')) {
    for (const reader of readers) {
      const { body } = await reader('GET', url);
      const instants = instantsIn(body, url);
      told += instants.length;
      t.strictSame(
        instants.filter(({ text }) => !ONE_FORM.test(text)),
        [],
        url,
      );
    }
  }
  t.ok(told > 500, `${told} instants`);
});
