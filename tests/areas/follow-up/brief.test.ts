import t from 'tap';
import { renderBrief } from '#src/areas/follow-up/brief/page.ts';
import { followUpOf } from '#src/areas/follow-up/follow-up-queries.ts';
import { noteProgress, recordMinutes, reportRecommendationDone, acceptRecommendation } from '#src/areas/follow-up/index.ts';
import { LANGUAGES } from '#src/kernel/language.ts';
import { TwoKeyMap } from '#src/kernel/two-key-map.ts';
import { html } from '#src/platform/http/html.ts';
import { makeFollowUpWorld } from './follow-up-world.ts';

const world = await makeFollowUpWorld(t);
const { as, plan, held, recommend, take, takeMeeting, people } = world;
const { facilitator, donor } = people;
const reader = { en: 'Mission', ar: 'البعثة', it: 'Missione', fr: 'Mission' };
const HOSTILE = `<script>alert('x')</script><img src=x onerror="y">&"'\``;

const brief = (followUp: Awaited<ReturnType<typeof followUpOf>>, language: (typeof LANGUAGES)[number]): string =>
  renderBrief(followUp, { language, stateNames: new TwoKeyMap() }, { today: '2026-11-23', reader });

t.test('whatever people have written is text on the page, wherever it stands', async (t) => {
  const text = { en: HOSTILE, ar: HOSTILE };
  const id = await held({ title: text, purpose: text, place: text, agenda: [text] });
  const recommendation = await recommend(id, { recommends: text });
  await take(donor, recommendation, acceptRecommendation, undefined);
  await take(donor, recommendation, noteProgress, { note: text, links: [] });
  await take(donor, recommendation, reportRecommendationDone, { evidence: HOSTILE });
  await takeMeeting(facilitator, id, recordMinutes, { minutes: text });
  const followUp = await as(facilitator, (tx, ctx) => followUpOf(tx, ctx, id));
  for (const language of LANGUAGES) {
    const page = brief(followUp, language);
    t.notMatch(page, /<script|<img|onerror="/, language);
    t.equal(
      page.split('&lt;script&gt;alert(&#39;x&#39;)').length - 1,
      8,
      `${language}: title, purpose, place, point, recommendation, note, evidence, minutes`,
    );
  }
});

t.test('only what the template itself says is HTML; lists are their parts and null is nothing', async (t) => {
  t.equal(html`<b>${'<'}${3}${null}${['a', html`<i>${'&'}</i>`]}</b>`.toString(), '<b>&lt;3a<i>&amp;</i></b>');
  t.equal(html`<a title="${'"\'`'}"></a>`.toString(), '<a title="&quot;&#39;&#96;"></a>');
  t.equal(html`${'$&'}`.toString(), '$&amp;');
});

t.test('the page is in the reader’s language and direction; a text that exists in another is marked as that', async (t) => {
  const id = await held({ title: { en: 'Follow-up meeting', ar: 'اجتماع المتابعة' }, purpose: { fr: 'Voir ce qui manque' } });
  const followUp = await as(facilitator, (tx, ctx) => followUpOf(tx, ctx, id));
  const heading = { en: 'Participants', ar: 'المشاركون', it: 'Partecipanti', fr: 'Participants' };
  for (const language of LANGUAGES) {
    const page = brief(followUp, language);
    t.match(page, `<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
    t.match(page, `<h2>${heading[language]}</h2>`);
    if (language !== 'fr') t.match(page, '<span lang="fr" dir="ltr">Voir ce qui manque</span>', language);
  }
  t.match(brief(followUp, 'ar'), 'اجتماع المتابعة');
  t.match(brief(followUp, 'it'), '<span lang="en" dir="ltr">Follow-up meeting</span>', 'English where there is no Italian');
  t.match(brief(followUp, 'ar'), '20 نوفمبر 2026', 'with Western digits');
  t.match(brief(followUp, 'fr'), '20 novembre 2026');
});

t.test('what parts and names things on the page are the marks of its language', async (t) => {
  const id = await held({ startsOn: '2026-11-21', title: { en: 'The one before' } });
  const recommendation = await recommend(id);
  await take(donor, recommendation, acceptRecommendation, undefined);
  await take(donor, recommendation, reportRecommendationDone, { evidence: 'Delivery note 7' });
  const next = await plan({ startsOn: '2026-12-16', title: { en: 'The one after' } });
  const followUp = await as(facilitator, (tx, ctx) => followUpOf(tx, ctx, next));
  const [one] = followUp.recommendations;
  const owners = one === undefined ? [] : [...one.owners, ...one.owners];
  const shared = { ...followUp, recommendations: followUp.recommendations.map((each) => ({ ...each, owners })) };
  const parted = { en: '; ', ar: '؛ ', it: '; ', fr: '\u00a0; ' };
  for (const language of LANGUAGES) {
    const page = brief(shared, language);
    const name = owners[0]?.names[language] ?? '';
    t.ok(page.includes(`${name}${parted[language]}${name}`), `${language}: owners`);
    t.match(
      page,
      language === 'fr' ? /Preuve<\/span>\u00a0: <span/u : /<\/span>: <span dir="auto">Delivery note 7/u,
      `${language}: evidence`,
    );
  }
  t.match(brief(shared, 'ar'), '</span>، <time', 'the day after the title');
});

t.test('the brief of a meeting to come tells what was decided in the last before it', async (t) => {
  const earlier = await recommend(await held());
  const last = await held({ startsOn: '2026-11-22', title: { en: 'The last one' } });
  const recommendation = await recommend(last, { recommends: { en: 'Count the radios.' } });
  const next = await plan({ startsOn: '2026-12-15', title: { en: 'The next one' } });
  const followUp = await as(donor, (tx, ctx) => followUpOf(tx, ctx, next));
  t.equal(followUp.decidedAt?.id, last);
  t.strictSame(
    followUp.recommendations.map(({ id }) => id),
    [recommendation],
  );
  t.strictSame(
    followUp.carriedOver.map(({ id }) => id),
    [earlier],
    'and what earlier ones left open',
  );
  const page = brief(followUp, 'en');
  t.match(page, 'The next one');
  t.match(page, 'The last one');
  t.match(page, 'Count the radios.');
});

t.test('the page needs nothing but itself', async (t) => {
  const followUp = await as(facilitator, async (tx, ctx) => followUpOf(tx, ctx, await held()));
  t.notMatch(brief(followUp, 'ar'), /(src|href)=|url\(|@import|<script|<link/);
});
