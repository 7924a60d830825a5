import { plural } from '../../kernel/plural.ts';
import { type Catalogue, compareCatalogues, describeCatalogue, withScratchDatabase } from '../backup/index.ts';
import { migrate } from '../db/migrate.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';
import { look } from './look.ts';
import { mendingSql } from './mending-sql.ts';

const ABOUT = 'structure';
const NAMED_AT_MOST = 30;
/** What lets more happen than the migrations do; anything else that was added may be somebody's aid. */
const OPENS_DOORS = /^(?:policy|right|trigger|function) /;

/** What the migrations make of an empty database, found out by running them on one that is gone afterwards. */
export function expectedStructure(place: Parameters<typeof withScratchDatabase>[0]): Promise<Catalogue> {
  return withScratchDatabase(place, async (url) => {
    await migrate(url);
    return look(url, describeCatalogue);
  });
}

/** Tables, columns, constraints, indexes, triggers, policies, functions and rights against what they should be. */
export async function checkStructure(url: string, expected: Catalogue): Promise<readonly Finding[]> {
  const found = await look(url, describeCatalogue);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].filter((name) => expected[name] !== found[name]).sort();
  if (names.length === 0) {
    return [
      ok(
        ABOUT,
        `${Object.keys(expected).length} tables, columns, constraints, triggers, policies, functions and rights are as the migrations make them`,
      ),
    ];
  }
  const findings = names.slice(0, NAMED_AT_MOST).map((name) => {
    const [what = name] = compareCatalogues(pick(expected, name), pick(found, name));
    const level = expected[name] === undefined && !OPENS_DOORS.test(name) ? warning : wrong;
    return level(ABOUT, what, mendingSql(name, expected, found));
  });
  const more = names.length - NAMED_AT_MOST;
  return more <= 0
    ? findings
    : [
        ...findings,
        wrong(
          ABOUT,
          `${plural(more, 'more thing differs', 'more things differ')} from what the migrations make`,
          'mend these first, then look again',
        ),
      ];
}

const pick = (catalogue: Catalogue, name: string): Catalogue => (catalogue[name] === undefined ? {} : { [name]: catalogue[name] });
