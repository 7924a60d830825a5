import t from 'tap';
import { z } from 'zod';
import { ROUTES } from '#src/app.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

/** A text somewhere in what a request says. */
interface Text {
  readonly at: string;
  readonly schema: z.ZodType;
}

/** All texts that a body or a query may have, at whatever depth and in whatever form of it. */
function* textsIn(schema: z.ZodType, at: string): Generator<Text> {
  const { def } = schema;
  if (schema instanceof z.ZodString) yield { at, schema };
  else if (schema instanceof z.ZodArray) yield* textsIn(schema.element as z.ZodType, `${at}/*`);
  else if (schema instanceof z.ZodRecord) yield* textsIn(schema.valueType as z.ZodType, `${at}/*`);
  else if (schema instanceof z.ZodObject) {
    for (const [name, field] of Object.entries(schema.shape)) yield* textsIn(field as z.ZodType, `${at}/${name}`);
  } else if (schema instanceof z.ZodUnion) {
    for (const form of schema.options) yield* textsIn(form as z.ZodType, at);
  } else if (schema instanceof z.ZodPipe) yield* textsIn(schema.out as z.ZodType, at);
  else if ('innerType' in def) yield* textsIn(def.innerType as z.ZodType, at);
}

/** Spaces of every width, what is only ever seen by what it does, and what has no ink. */
const BLANKS: Readonly<Record<string, string>> = {
  spaces: '  ',
  'ends of lines': '\n\t\r\n',
  'no-break spaces': '\u00A0\u202F\u2007',
  'wide and thin spaces': '\u3000\u2003\u200A\u205F\u1680',
  'line and paragraph separators': '\u2028\u2029',
  'left-to-right marks': '\u200E\u200E',
  'right-to-left marks': '\u200F\u200F',
  'Arabic letter marks': '\u061C\u061C',
  'spaces of no width': '\u200B\u200B',
  joiners: '\u200C\u200D\u2060',
  'soft hyphens': '\u00AD\u00AD',
  'byte order marks': '\uFEFF\uFEFF',
  'Mongolian vowel separators': '\u180E\u180B',
  'invisible operators': '\u2061\u2062\u2063\u2064',
  'fillers of Hangul': '\u115F\u1160\u3164\uFFA0',
  'the blank of Braille': '\u2800\u2800',
  'variation selectors': '\uFE0E\uFE0F\u{E0100}',
  'grapheme joiners': '\u034F\u034F',
  'inherent vowels of Khmer': '\u17B4\u17B5',
  tags: '\u{E0001}\u{E0041}\u{E007F}',
  'marks without a letter': '\u0301\u064E\u20DD',
  'blank hieroglyphs and notes': '\u{13441}\u{13442}\u{1D159}\u{1D173}',
  'annotation anchors': '\uFFF9\uFFFB',
  'private signs': '\uE000\u{F0000}',
  'all kinds at once': ' \u200F\u3164\u2800\uFE0F\u064E\u{E0020}',
};
const VISIBLE = ['Said by somebody', 'قاله أحدهم', '\u200FSN-1\u200E', ' 3/12 ', '……', '✓✓'];

/** What is compared whole, as a secret or a digest, and kept as nobody's words. */
const SECRETS = /(?:[pP]assword|\/token)$/;

const texts = ROUTES.flatMap(({ operationId, body, query }) => [
  ...(body ? textsIn(body, operationId) : []),
  ...(query ? textsIn(query, `${operationId}?`) : []),
]);
/** What takes words, and not codes of one form alone. */
const free = texts.filter(({ at, schema }) => !SECRETS.test(at) && schema.safeParse(VISIBLE[0]).success);

t.test('no text of any request is taken where nothing of it shows', (t) => {
  t.ok(free.length > 150, `${free.length} free texts`);
  for (const { at, schema } of free) {
    for (const [kind, blank] of Object.entries(BLANKS)) {
      const { error } = schema.safeParse(blank);
      if (!error?.issues.some(({ message, code }) => message === 'blank' || code === 'too_small')) t.fail(`${at} takes ${kind}`);
    }
    for (const text of VISIBLE) if (!schema.safeParse(text).success) t.fail(`${at} refuses ${JSON.stringify(text)}`);
  }
  t.end();
});

t.test('what is of one form takes no blank either', (t) => {
  for (const { at, schema } of texts) {
    if (SECRETS.test(at)) continue;
    for (const [kind, blank] of Object.entries(BLANKS)) if (schema.safeParse(blank).success) t.fail(`${at} takes ${kind}`);
  }
  t.pass(`${texts.length} texts`);
  t.end();
});

t.test('a blank is refused at its field, and what shows is kept with its direction marks as it was written', async (t) => {
  const api = await startTestApi(t);
  const requester = await api.signIn(LOGIN_OF.requester);
  const units = (await requester('GET', '/v1/units?limit=1')).body['items'] as { id: string }[];
  const draft = (text: string) =>
    requester('POST', '/v1/needs', { body: { unitId: units[0]?.id, priority: 'urgent', justification: { ar: text }, lines: [] } });
  for (const [kind, blank] of Object.entries(BLANKS)) {
    t.match(
      await draft(blank),
      { status: 400, body: { code: 'invalid-field', fields: [{ pointer: '/justification/ar', code: 'blank' }] } },
      kind,
    );
  }
  const written = '\u200Fعدد 3\u200E';
  t.match(await draft(written), { status: 201, body: { justification: { ar: written } } });
});
