import t, { type Test } from 'tap';
import { ROUTES } from '#src/app.ts';
import { must } from '#src/kernel/assert.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { TABLE_OF_COLLECTION } from '#tests/support/known-ids.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { agreed, makeWorld } from '#tests/support/world.ts';

/** Whatever way a donor is shown for whom it gives, whoever it was of reads that it was shown. */
const api = await startTestApi(t);
const world = await makeWorld(api.database);
const superuser = connectAsSuperuser(t, api.database);
const donor = await api.signIn(LOGIN_OF.donor);

const need = await publishedNeed(api.database.db, world, world.unitId, [{ itemType: 'vehicle-4x4-pickup', quantity: 37 }]);
const needLineId = must(need.lineIds[0], 'a line');
const offer = await availableOffer(api.database.db, world, [{ itemType: 'vehicle-4x4-pickup', quantity: 1 }]);
const offerLineId = must(offer.lineIds[0], 'a line');
const matchId = await agreed(world, needLineId, offerLineId, 1);
const made = async (path: string, body: object): Promise<string> => {
  const reply = await donor('POST', path, { body });
  if (reply.status !== 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
  return String(reply.body['id']);
};
const deliveryId = await made('/v1/deliveries', { kind: 'goods', transportMode: 'road', lines: [{ matchId, planned: 1 }] });
const obstacleId = await made('/v1/obstacles', {
  kind: 'duty-exemption-pending',
  detail: { en: 'The form has not been issued.' },
  blocks: [{ matchId }, { deliveryId }],
});
const documentId = await recordDocument(superuser, world.requester, { type: 'delivery', id: deliveryId });
const NAME = 'A post of which there is no second';
await superuser`update units set names = names || ${superuser.json({ en: NAME })} where id = ${world.unitId}`;
const entries = await superuser<{ id: string }[]>`select id from compliance_entries where delivery_id = ${deliveryId} limit 1`;

/** What tells the unit: its id and its names, which nothing else has. */
const TELLING = [world.unitId, NAME];
/** What the need, and what hangs on it, is named by. */
const OF_THE_NEED = [...TELLING, need.needId, matchId, deliveryId];
const ID_OF_TABLE: Readonly<Record<string, string | undefined>> = {
  needs: need.needId,
  need_lines: needLineId,
  offers: offer.offerId,
  offer_lines: offerLineId,
  matches: matchId,
  deliveries: deliveryId,
  obstacles: obstacleId,
  documents: documentId,
  units: world.unitId,
  partnerships: world.partnershipId,
  compliance_entries: entries[0]?.id,
};
const SUBJECTS = [
  ['need', need.needId],
  ['match', matchId],
  ['delivery', deliveryId],
  ['obstacle', obstacleId],
] as const;

/** The addresses of a route that lead to what the donor holds here. */
function pathsOf(url: string): string[] {
  if (url === '/v1/documents' || url === '/v1/events') {
    return SUBJECTS.map(([type, id]) => `${url}?subjectType=${type}&subjectId=${id}&limit=50`);
  }
  if (url === '/v1/obstacles/ranking/what-if') return [`${url}?without=${obstacleId}`];
  if (!url.includes(':')) return [`${url}?limit=50`, url];
  const id = ID_OF_TABLE[TABLE_OF_COLLECTION[url.split('/')[2] ?? ''] ?? ''];
  return id === undefined || url.replace(':id', '').includes(':') ? [] : [url.replace(':id', id)];
}

const noted = async (): Promise<number> => {
  const [row] = await superuser<{ rows: number }[]>`select count(*)::int as rows from full_reads where need_id = ${need.needId}`;
  return must(row, 'a count').rows;
};
const GETS = ROUTES.filter((route) => route.method === 'GET' && route.access === 'signed-in' && route.roles.includes('donor'));

/** The routes by which the donor is told the unit; fails where one isn't noted, and where what tells nothing of the need is. */
async function walk(t: Pick<Test, 'ok' | 'fail'>): Promise<Set<string>> {
  const ways = new Set<string>();
  let before = await noted();
  for (const { url } of GETS) {
    for (const path of pathsOf(url)) {
      const { status, body } = await donor('GET', path);
      const now = await noted();
      const text = JSON.stringify(body);
      const tells = status === 200 && TELLING.some((name) => text.includes(name));
      if (tells) ways.add(url);
      if (tells && now === before) t.fail(`${path} tells the unit and is not noted`);
      const isOfIt = OF_THE_NEED.some((id) => text.includes(id) || path.includes(id));
      if (now > before && !isOfIt) t.fail(`${path} is noted and shows nothing of it`);
      before = now;
      if (status === 200 && !path.includes('subjectType')) break;
    }
  }
  return ways;
}

t.test('every answer that tells a donor the unit is noted for its own side, and none that tells nothing of the need', async (t) => {
  const ways = await walk(t);
  for (const url of ['/v1/needs', '/v1/needs/:id', '/v1/matches', '/v1/matches/:id', '/v1/units', '/v1/units/:id', '/v1/deliveries/:id']) {
    t.ok(ways.has(url), `${url} tells it`);
  }
  const shownBy = await superuser<
    { by: string }[]
  >`select distinct shown_by as by from full_reads where need_id = ${need.needId} order by 1`;
  t.strictSame(
    shownBy.map(({ by }) => by),
    ['delivery', 'document', 'event', 'forecast', 'match', 'need', 'obstacle', 'unit'],
  );
});

t.test('once the match has ended no way tells it, and nothing is noted', async (t) => {
  const { body } = await donor('GET', `/v1/matches/${matchId}`);
  const reply = await donor('POST', `/v1/matches/${matchId}/cancel`, {
    ifMatch: `"${String(body['version'])}"`,
    body: { reason: 'other' },
  });
  t.equal(reply.status, 200, JSON.stringify(reply.body));
  const before = await noted();
  t.strictSame([...(await walk(t))], []);
  t.equal(await noted(), before);
});
