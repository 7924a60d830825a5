import fc from 'fast-check';
import postgres from 'postgres';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { foldIdentifier, isBlank } from '#src/kernel/folding.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { createTestDatabase, LOCALES } from '#tests/support/database.ts';
import { asOften, isThorough } from '#tests/support/effort.ts';

const asCodePoints = (text: string): string => Array.from(text, (sign) => sign.codePointAt(0)?.toString(16)).join(' ');

/** The database as the service makes it, and of every other locale that there is. */
const grounds: { readonly locale: string; readonly sql: postgres.Sql }[] = [];
for (const locale of [undefined, ...LOCALES]) {
  const database = await createTestDatabase(t, locale === undefined ? { template: 'migrated' } : { template: 'empty', locale });
  if (locale !== undefined) await prepareDatabase(database.logins.owner);
  const sql = postgres(database.superuserUrl, { max: 1, onnotice: () => undefined });
  t.teardown(() => sql.end());
  grounds.push({ locale: locale ?? 'as the service makes it', sql });
}

/** Where a usual run, which tries a tenth, begins. */
const FIRST = Math.floor(Math.random() * 10);

/** Every sign of Unicode; of the many thousand ideographs, syllables and private ones a few. */
const assigned = Array.from({ length: 0x10_ff_ff }, (_, point) => point + 1)
  .filter((point) => point < 0xd8_00 || point > 0xdf_ff)
  .map((point) => String.fromCodePoint(point))
  .filter(
    (sign, index) => /\P{Cn}/u.test(sign) && (!/[\p{Script=Han}\p{Script=Hangul}\p{Script=Tangut}\p{Co}]/u.test(sign) || index % 97 === 0),
  )
  .filter((_, index) => isThorough() || index % 10 === FIRST)
  .concat('\u115F', '\u1160', '\u3164', '\uFFA0');
/** Those that a server knows as this program does: PostgreSQL 15 has the decompositions of an older Unicode. */
const decomposed = await (grounds[0] as (typeof grounds)[0]).sql<{ form: string }[]>`
  select normalize(sign, NFKD) as form from unnest(${assigned}::text[]) with ordinality as signs (sign, place) order by place`;
const SIGNS = assigned.filter((sign, index) => decomposed[index]?.form === sign.normalize('NFKD'));

const SEPARATOR = /[\p{P}\p{S}\p{Z}\p{Cc}\p{Cf}\p{Co}]/u;
const LETTER_WITHOUT_INK = /[\u115F\u1160\u3164\uFFA0\u{13441}\u{13442}]/u;

for (const { locale, sql } of grounds) {
  t.test(`in a database of locale ${locale} every sign that is no letter, mark or digit parts two words`, async (t) => {
    t.ok(SIGNS.length > 4_000, `${SIGNS.length} signs`);
    const rows = await sql<{ latin: string; arabic: string }[]>`
      select wasl.fold('ab' || sign || 'cd') as latin, wasl.fold('حد' || sign || 'مر') as arabic
      from unnest(${SIGNS}::text[]) with ordinality as signs (sign, place) order by place`;
    const wrong = SIGNS.filter((sign, index) => {
      const { latin, arabic } = rows[index] ?? { latin: '', arabic: '' };
      if (SEPARATOR.test(sign) || LETTER_WITHOUT_INK.test(sign)) return latin !== 'ab cd' || arabic !== 'حد مر';
      if (/\p{M}/u.test(sign)) return latin !== 'abcd' || arabic !== 'حدمر';
      // Some letters stand for several words (ﷺ), and some for a letter between signs.
      return sign.normalize('NFKD') === sign && (latin.includes(' ') || arabic.includes(' '));
    });
    t.strictSame(
      wrong.map((sign) => sign.codePointAt(0)?.toString(16)),
      [],
    );
  });

  t.test(`in a database of locale ${locale} program and database fold every sign alike`, async (t) => {
    const texts = SIGNS.map((sign) => `a${sign}9`);
    const rows = await sql<{ folded: string; blank: boolean; again: string }[]>`
      select wasl.fold_identifier(text) as folded, wasl.is_blank(sign) as blank, wasl.fold_identifier(wasl.fold_identifier(text)) as again
      from unnest(${texts}::text[], ${SIGNS}::text[]) with ordinality as texts (text, sign, place) order by place`;
    t.strictSame(
      SIGNS.filter((_, index) => rows[index]?.folded !== foldIdentifier(texts[index] ?? '')).map((sign) =>
        sign.codePointAt(0)?.toString(16),
      ),
      [],
    );
    t.strictSame(
      SIGNS.filter((sign, index) => rows[index]?.blank !== isBlank(sign)).map((sign) => sign.codePointAt(0)?.toString(16)),
      [],
    );
    t.strictSame(rows.filter(({ folded, again }) => folded !== again).length, 0, 'what is folded stays as it is');
  });

  t.test(`in a database of locale ${locale} program and database fold random texts alike`, async (t) => {
    const text = fc.array(fc.constantFrom(...SIGNS, ...Array.from('SN١٢sn-– \u200f')), { maxLength: 30 }).map((signs) => signs.join(''));
    const texts = fc.sample(text, asOften(2_000));
    const rows = await sql<{ folded: string; blank: boolean }[]>`
      select wasl.fold_identifier(text) as folded, wasl.is_blank(text) as blank
      from unnest(${texts}::text[]) with ordinality as texts (text, place) order by place`;
    // One statement of all: a random text in the name of a check may be read as a line of the report.
    t.strictSame(
      texts.filter((told, index) => rows[index]?.folded !== foldIdentifier(told) || rows[index].blank !== isBlank(told)).map(asCodePoints),
      [],
    );
  });
}

t.test('words, vectors and queries are the same in every locale', async (t) => {
  const text = fc
    .array(fc.constantFrom(...SIGNS, ...Array.from('حدود مركبة radio «»،؛ "-or')), { maxLength: 60 })
    .map((signs) => signs.join(''));
  const texts = fc.sample(text, asOften(1_000));
  const answers = await Promise.all(
    grounds.map(
      ({ sql }) => sql`
        select wasl.fold(text) as words, wasl.search_vector(jsonb_build_object('ar', text, 'en', text, 'it', text, 'fr', text))::text as vector,
          wasl.search_query(text)::text as query
        from unnest(${texts}::text[]) with ordinality as texts (text, place) order by place`,
    ),
  );
  const [first] = answers;
  t.strictSame(
    texts.filter((_, index) => answers.some((answer) => !isDeepStrictEqual(answer[index], first?.[index]))).map(asCodePoints),
    [],
  );
});

t.test('what is one to a reader is found by one word', async (t) => {
  const [{ sql }] = grounds as [(typeof grounds)[0]];
  const alike: readonly (readonly [string, string])[] = [
    ['\uFEFB', 'لا'],
    ['ﷲ', 'الله'],
    ['یک', 'يك'],
    ['١٢۳', '123'],
    ['أَجْهِزَة', 'اجهزه'],
    ['Œuvre', 'oeuvre'],
    ['Ṣurmān', 'SURMAN'],
    ['Straße', 'STRASSE'],
    ['ＲＡＤＩＯ', 'radio'],
    ['ΣΟΦΌΣ', 'σοφος'],
  ];
  for (const [one, other] of alike) {
    const [folded] = await sql<{ one: string; other: string }[]>`select wasl.fold(${one}) as one, wasl.fold(${other}) as other`;
    t.equal(folded?.one, folded?.other, `${one} and ${other}`);
  }
});

t.test('a query is written as on the web', async (t) => {
  const [{ sql }] = grounds as [(typeof grounds)[0]];
  const finds = async (text: string, words: string): Promise<boolean> =>
    (
      await sql<
        { found: boolean }[]
      >`select wasl.search_vector(jsonb_build_object('en', ${text}::text)) @@ wasl.search_query(${words}) as found`
    )[0]?.found === true;
  const text = 'The land-cruisers of the border unit wait for spare vehi\u00ADcle parts';
  for (const words of [
    'cruiser',
    'LAND',
    'land cruiser',
    'land-cruiser',
    '"border unit"',
    'boat or border',
    'border -boat',
    'the unit',
    'vehicle',
  ]) {
    t.equal(await finds(text, words), true, words);
  }
  for (const words of ['boat', 'land boat', '"unit border"', 'boat or ship', 'border -unit', '-"border unit"', 'unit-land', '-', '""']) {
    t.equal(await finds(text, words), false, words);
  }
});

t.test('texts stand in the order of their code points in every locale, as the program compares them', async (t) => {
  for (const { locale, sql } of grounds) {
    const rows = await sql`
      select c.relname || '.' || a.attname as named from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace in ('public'::regnamespace) and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and a.attcollation = '"default"'::regcollation`;
    t.strictSame(
      rows.map(({ named }) => named as string),
      [],
      `${locale}: a migration that makes tables calls wasl.order_by_code_point()`,
    );
  }
});

t.test('no function or statement asks the locale what a small letter, a letter or a space is', async (t) => {
  const [{ sql }] = grounds as [(typeof grounds)[0]];
  const asks = /\b(?:lower|upper|initcap)\((?![^)]*collate "C")|\bilike\b|\bto_tsvector\b|websearch_to_tsquery|\[\[:|~\*/i;
  const rows = await sql<{ named: string; source: string }[]>`
    select oid::regprocedure::text as named, prosrc as source from pg_proc where pronamespace = 'wasl'::regnamespace`;
  t.ok(rows.length > 50);
  t.strictSame(
    rows.filter(({ source }) => asks.test(source)).map(({ named }) => named),
    [],
  );
});
