import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

/*
 * Whose day it is must be said wherever a day is told: of an instant by `dayAt` and `wasl.day_at`, which are handed a zone. What takes a zone from
 * the process, the session or from UTC is found here, but for where an instant is written and no day meant.
 */

const files = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.startsWith('demo/rows/0'))
    .map((name) => join(folder, name));

const sources = [...files('src', '.ts'), ...files('drizzle', '.sql')];

const FORBIDDEN: readonly [RegExp, string][] = [
  [/toISOString\(\)\s*\.slice\(0, ?10\)/, 'a day of UTC'],
  [/\.get(?:FullYear|Month|Date|Day|Hours|TimezoneOffset)\(/, 'the zone of the process'],
  [/\bcurrent_date\b|\blocaltimestamp\b|\blocaltime\b/i, 'the zone of the session'],
  [/at time zone 'UTC'/i, 'a day of UTC'],
  [/(?:_at|now\(\)|timestamptz)\s*\)?::date\b/, 'the zone of the session'],
];

/** An instant in the form of RFC 3339; and the rows of the scenario, whose instants are all at nine o’clock. */
const WRITES_INSTANTS = ["to_char(instant at time zone 'UTC'", "to_char(created_at at time zone 'UTC'"];

t.test('no day is told without its place', async (t) => {
  t.ok(sources.length > 500, 'the sources are looked at');
  for (const file of sources) {
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      if (WRITES_INSTANTS.some((known) => line.includes(known))) continue;
      for (const [pattern, why] of FORBIDDEN) if (pattern.test(line)) t.fail(`${file}:${index + 1} takes ${why}: ${line.trim()}`);
    }
  }
});
