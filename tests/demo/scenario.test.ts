import { readFile } from 'node:fs/promises';
import t from 'tap';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

interface Expected {
  readonly summary: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  readonly need_line_coverage: readonly {
    readonly need_line: string;
    readonly validated: number | null;
    readonly reserved: number;
    readonly agreed_not_delivered: number;
    readonly delivered_in_service: number;
    readonly gap_after_agreed: number | null;
  }[];
}
interface ScenarioFile {
  readonly expected: Expected;
  readonly needs: readonly {
    readonly slug: string;
    readonly unit: string;
    readonly lines: readonly { readonly slug: string; readonly item: string }[];
    readonly justification: { readonly en: string };
  }[];
}

const file = JSON.parse(await readFile(new URL('../../src/demo/scenario.json', import.meta.url), 'utf8')) as ScenarioFile;
const api = await startTestApi(t);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const auditor = await api.signIn(LOGIN_OF.auditor);

t.test('the service shows exactly the totals that the scenario expects', async (t) => {
  const { body } = await auditor('GET', '/v1/overview');
  const { summary } = file.expected;
  t.strictSame(
    {
      units: body['units'],
      holdings: body['holdings'],
      needs: body['needs'],
      need_lines: body['needLines'],
      offers: body['offers'],
      offer_lines: body['offerLines'],
      donors: body['donors'],
      matches: body['matches'],
      partnerships: body['partnerships'],
      deliveries: body['deliveries'],
      obstacles: body['obstacles'],
      needs_by_state: body['needsByState'],
      offers_by_state: body['offersByState'],
      matches_by_state: body['matchesByState'],
      deliveries_by_milestone: body['deliveriesByMilestone'],
      obstacles_by_state: body['obstaclesByState'],
      open_obstacles: body['openObstacles'],
      validated_value_eur_estimate: body['validatedValueEur'],
      covered_value_eur_estimate: body['coveredValueEur'],
    },
    summary,
  );
});

interface Coverage {
  readonly verified: number;
  readonly delivered: number;
  readonly inTransit: number;
  readonly agreed: number;
  readonly reserved: number;
  readonly gap: number;
  readonly reopened: number;
  readonly inService: number;
}
interface NeedLine {
  readonly itemType: string;
  readonly quantityValidated: number | null;
  readonly coverage: Coverage;
}
interface Need {
  readonly unitId: string;
  readonly justification: { readonly en: string };
  readonly lines: readonly NeedLine[];
}

/**
 * The file counts what was rejected as still agreed; here it has left the match and re-opened the need (what has left a match
 * is agreed no more). So its "agreed, not delivered" is ours and the re-opened part, and its gap is ours without it.
 */
t.test('the service shows exactly the coverage of every need line that the scenario expects', async (t) => {
  const superuser = connectAsSuperuser(t, api.database);
  const units = new Map((await superuser<{ id: string; slug: string }[]>`select id, slug from units`).map(({ id, slug }) => [id, slug]));
  const needs: Need[] = [];
  for (let path: string | null = '/v1/needs?limit=200'; path !== null;) {
    const { body } = await auditor('GET', path);
    needs.push(...(body['items'] as Need[]));
    path = body['next'] === null ? null : `/v1/needs?limit=200&cursor=${body['next'] as string}`;
  }
  t.equal(needs.length, file.needs.length);
  const coverageOf = new Map(file.expected.need_line_coverage.map((line) => [line.need_line, line]));
  for (const described of file.needs) {
    const shown = needs.find(
      (need) =>
        units.get(need.unitId) === described.unit &&
        need.justification.en === described.justification.en &&
        need.lines.map(({ itemType }) => itemType).join() === described.lines.map(({ item }) => item).join(),
    );
    if (!shown) {
      t.fail(`${described.slug} is not shown`);
      continue;
    }
    described.lines.forEach((line, index) => {
      const expected = coverageOf.get(line.slug);
      const actual = shown.lines[index];
      if (!expected || !actual) return t.fail(line.slug);
      const { coverage } = actual;
      const parts = coverage.verified + coverage.delivered + coverage.inTransit + coverage.agreed;
      return t.strictSame(
        {
          validated: actual.quantityValidated,
          reserved: coverage.reserved,
          agreed_not_delivered: parts - coverage.inService + coverage.reopened,
          delivered_in_service: coverage.inService,
          gap_after_agreed: actual.quantityValidated === null ? null : coverage.gap + coverage.reserved - coverage.reopened,
        },
        {
          validated: expected.validated,
          reserved: expected.reserved,
          agreed_not_delivered: expected.agreed_not_delivered,
          delivered_in_service: expected.delivered_in_service,
          gap_after_agreed: expected.gap_after_agreed,
        },
        line.slug,
      );
    });
  }
});

t.test('on every line of the scenario the five parts and the gap are disjoint and whole', async (t) => {
  const { body } = await facilitator('GET', '/v1/needs?limit=200');
  for (const need of body['items'] as Need[]) {
    for (const { quantityValidated, coverage } of need.lines) {
      const { verified, delivered, inTransit, agreed, reserved, gap } = coverage;
      if (quantityValidated !== null) t.equal(verified + delivered + inTransit + agreed + reserved + gap, quantityValidated);
      t.ok(Math.min(verified, delivered, inTransit, agreed, reserved, gap) >= 0);
    }
  }
});

t.test('every change that the loader made left its event', async (t) => {
  const superuser = connectAsSuperuser(t, api.database);
  const silent = await superuser<{ kind: string; id: string }[]>`
    select 'need' as kind, id from needs where not exists (select from events where subject_id = needs.id)
    union all select 'offer', id from offers where not exists (select from events where subject_id = offers.id)
    union all select 'match', id from matches where not exists (select from events where subject_id = matches.id)
    union all select 'delivery', id from deliveries where not exists (select from events where subject_id = deliveries.id)
    union all select 'obstacle', id from obstacles where not exists (select from events where subject_id = obstacles.id)`;
  t.strictSame([...silent], []);
});
