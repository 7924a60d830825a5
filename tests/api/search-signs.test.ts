import t from 'tap';
import { isPrintable } from '#src/kernel/printable.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { isThorough } from '#tests/support/effort.ts';
import { loadScenarioForTests } from '#tests/support/scenario.ts';

/** What may stand between two words of a text: all punctuation, symbols, spaces and format characters of the first planes that may be sent. */
const SEPARATORS = Array.from({ length: 0x1_ff_ff }, (_, point) => point + 1)
  .filter((point) => point < 0xd8_00 || point > 0xdf_ff)
  .map((point) => String.fromCodePoint(point))
  .filter((sign) => /[\p{P}\p{S}\p{Z}\p{Cf}]/u.test(sign) && isPrintable(sign));
/** Those that people were seen to lose words by. */
const COMMON = Array.from(
  '،؛؟«»“”‘’–—…„‹›·•/\\|()[]{}!?.,;:"\'*#@%&+=<>_~^`$€£°№™©\u00A0\u202F\u2003\u200B\u200E\u200F\u061C\u2060\uFEFF\u00AD\u06D4\u066A\u066B\u066C\u060D',
);

const FIRST = Math.floor(Math.random() * 20);
const tried = [...COMMON, ...SEPARATORS.filter((_, index) => isThorough() || index % 20 === FIRST)];

/** Words in Latin and Arabic letters that stand nowhere else, with one of the signs between each two. */
const pairs = tried.map((sign, index) => {
  const number = String(index).padStart(5, '0');
  return { sign, latin: [`qx${number}a`, `qx${number}b`], arabic: [`ضظ${number}ث`, `غظ${number}ذ`] };
});
const PER_NEED = 60;
const PER_QUERY = 6;

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** The database as the service makes it for whoever has none, and one of the locale in which every other sign counts as a letter. */
const GROUNDS = {
  'as the service makes it': () => createTestDatabase(t, { template: 'scenario' }),
  'of locale C': async () => {
    const database = await createTestDatabase(t, { template: 'empty', locale: 'C' });
    await prepareDatabase(database.logins.owner);
    await loadScenarioForTests(database.logins);
    return database;
  },
};

for (const [ground, make] of Object.entries(GROUNDS)) {
  t.test(`in a database ${ground} a word is found beside whatever sign`, async (t) => {
    const api = await startTestApi(t, { database: await make() });
    const requester = await api.signIn(LOGIN_OF.requester);
    const units = (await requester('GET', '/v1/units?limit=1')).body['items'] as { id: string }[];
    const find = async (q: string): Promise<string[]> =>
      ((await requester('GET', `/v1/needs?q=${encodeURIComponent(q)}`)).body['items'] as { id: string }[]).map(({ id }) => id);
    for (const chunk of chunks(pairs, PER_NEED)) {
      const en = chunk.map(({ latin, sign }) => latin.join(sign)).join(' ');
      const ar = chunk.map(({ arabic, sign }) => arabic.join(sign)).join(' ');
      const { status, body } = await requester('POST', '/v1/needs', {
        body: { unitId: units[0]?.id, priority: 'urgent', justification: { en, ar }, lines: [] },
      });
      t.equal(status, 201);
      const isFound = async (words: readonly string[]): Promise<boolean> => (await find(words.join(' '))).includes(String(body['id']));
      for (const few of chunks(chunk, PER_QUERY)) {
        for (const script of ['latin', 'arabic'] as const) {
          if (await isFound(few.flatMap((pair) => pair[script]))) continue;
          for (const pair of few) {
            for (const word of pair[script]) {
              if (!(await isFound([word]))) t.fail(`${word} beside U+${pair.sign.codePointAt(0)?.toString(16)}`);
            }
          }
        }
      }
    }
    t.pass(`${tried.length} signs`);
    const [{ latin, arabic }] = pairs as [(typeof pairs)[0]];
    for (const sign of COMMON) {
      if (sign === '"') continue;
      t.equal((await find(`${latin[0]}${sign}${latin[1]}`)).length, 1, `typed with U+${sign.codePointAt(0)?.toString(16)} between`);
      t.equal((await find(`${sign}${arabic[0]}${sign}`)).length, 1, `typed between two of U+${sign.codePointAt(0)?.toString(16)}`);
    }
    t.strictSame(await find('qx99999a'), [], 'what stands nowhere is not found');
  });
}
