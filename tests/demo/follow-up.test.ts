import t from 'tap';
import { MeetingFollowUp, type MeetingFollowUpView } from '#src/areas/follow-up/record.ts';
import { must } from '#src/kernel/assert.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const donor = await api.signIn(LOGIN_OF.donor);
const outsider = await api.signIn('donor@jp-mofa.demo');

t.test('what was decided in the last meeting and what became of it is one call', async (t) => {
  const { status, body } = await facilitator('GET', '/v1/meetings/latest/follow-up');
  t.equal(status, 200);
  const followUp = MeetingFollowUp.schema.parse(body);
  t.match(followUp, {
    meeting: { title: { en: 'Border guard workshop, Tunis' }, state: 'closed', startsOn: '2026-10-20' },
    nextMeeting: { title: { en: 'Next follow-up meeting, Ghadames' }, startsOn: '2026-12-15', site: 'ghadames' },
    totals: { recommended: 12, confirmed: 1, done: 1, inProgress: 4, accepted: 3, open: 3, overdue: 1, rejected: 0, superseded: 0 },
    needs: [{ state: 'returned' }],
  });
  t.equal(followUp.decidedAt?.id, followUp.meeting.id);
  const saying = (words: string) =>
    must(
      followUp.recommendations.find(({ recommends }) => recommends.en?.includes(words)),
      words,
    );
  for (const words of [
    'Ghadames',
    'Italy and the European Union',
    'remove obstacles',
    'quadripartite',
    'border markers',
    'border communities',
    'artificial intelligence',
    'networks',
    'Training programme',
    'Awareness campaigns',
    'monitors',
    'Follow-up mechanism',
  ]) {
    t.ok(saying(words).owners.length > 0, words);
  }
  t.match(saying('border markers'), {
    overdue: true,
    overdueSince: String,
    owners: [{ slug: 'ly-ministry-of-interior' }, { slug: 'ly-mofa' }],
  });
  t.match(saying('Training programme'), { state: 'done', doneByOrganisation: { slug: 'ly-border-guard-staff' } });
  t.ok(saying('Training programme').allowedActions.includes('confirm'));
  t.equal(saying('remove obstacles').links.length, 5);
  const [quadripartite] = followUp.agreements;
  t.match(quadripartite, { state: 'in-force', signedOn: '2018-05-31' });
  t.strictSame(
    quadripartite?.obligations.map(({ observance }) => observance),
    ['partly-observed', 'observed', 'not-assessed', 'not-assessed'],
  );
  t.strictSame(
    quadripartite?.obligations[0]?.assessments.map(({ observance }) => observance),
    ['partly-observed', 'not-observed'],
    'nothing is overwritten',
  );
});

t.test('each reader is told of the meeting what concerns them, and of links those whose ends they see', async (t) => {
  const followUp = (await donor('GET', '/v1/meetings/latest/follow-up')).body as unknown as MeetingFollowUpView;
  t.equal(followUp.totals.recommended, 12, 'who took part sees all that was recommended');
  t.notOk('needs' in followUp && followUp.needs.length > 0, 'but not whose needs come from it');
  t.strictSame(followUp.agreements, [], 'nor an agreement to which it is no party');
  const links = followUp.recommendations.flatMap((one) => one.links);
  t.ok(links.some(({ partnershipId }) => partnershipId));
  for (const { partnershipId } of links) {
    if (partnershipId) t.equal((await donor('GET', `/v1/partnerships/${partnershipId}`)).status, 200);
  }
  const none = await outsider('GET', '/v1/meetings/latest/follow-up');
  t.equal(none.status, 404);
  t.equal(none.body['code'], 'not-found');
  const known = await outsider('GET', `/v1/meetings/${followUp.meeting.id}/brief`);
  t.equal(known.status, 404);
});

t.test('the brief is a page that nobody keeps a copy of and that loads nothing', async (t) => {
  const { body } = await facilitator('GET', '/v1/meetings/latest/follow-up');
  const { id } = (body as unknown as MeetingFollowUpView).meeting;
  const inArabic = await facilitator('GET', `/v1/meetings/${id}/brief`, { headers: { 'accept-language': 'ar' } });
  t.equal(inArabic.status, 200);
  t.equal(inArabic.headers.get('content-type'), 'text/html; charset=utf-8');
  t.match(inArabic.headers.get('content-security-policy'), /^default-src 'none'/);
  t.equal(inArabic.headers.get('cache-control'), 'no-store');
  t.match(inArabic.body['text'], '<html lang="ar" dir="rtl">');
  t.match(inArabic.body['text'], 'تحديد احتياجات حرس الحدود');
  const inItalian = await facilitator('GET', `/v1/meetings/${id}/brief?language=it`, { headers: { 'accept-language': 'ar' } });
  t.match(inItalian.body['text'], '<html lang="it" dir="ltr">', 'what is asked for goes before what the browser prefers');
  t.match(inItalian.body['text'], 'Gadames');
  t.equal((await facilitator('GET', `/v1/meetings/${id}/brief?language=de`)).status, 400);
});

t.test('a need that is being written cites a meeting in which its organisation took part, and no other', async (t) => {
  const requester = await api.signIn(LOGIN_OF.requester);
  const { body } = await requester('GET', '/v1/needs?state=draft');
  const [draft] = body['items'] as { id: string; version: number; citedMeetingId: string | null }[];
  const latest = ((await requester('GET', '/v1/meetings/latest/follow-up')).body as unknown as MeetingFollowUpView).meeting.id;
  t.equal(draft?.citedMeetingId, latest);
  const { body: planned } = await facilitator('POST', '/v1/meetings', {
    body: { title: { en: 'Elsewhere' }, purpose: { en: 'x' }, startsOn: '2027-01-01', place: { en: 'x' } },
  });
  const revise = (citedMeetingId: unknown, version: number) =>
    requester('PATCH', `/v1/needs/${draft?.id}`, { body: { citedMeetingId }, ifMatch: `"${version}"` });
  const refused = await revise(planned['id'], draft?.version ?? 0);
  t.match(refused.body, { code: 'reference-unknown', fields: [{ pointer: '/citedMeetingId' }] });
  t.equal((await revise(null, draft?.version ?? 0)).body['citedMeetingId'], null);
});
