import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { parseReferenceFiles, type ReferenceTexts } from '#src/areas/reference/contract-files.ts';
import { parseCommaSeparated } from '#src/areas/reference/domain/comma-separated.ts';
import { type Fault, FaultyReferenceData } from '#src/areas/reference/domain/fault.ts';
import { FILE_NAMES, type FileKey } from '#src/areas/reference/domain/reference-data.ts';
import { asOften } from '#tests/support/effort.ts';

const DATA = new URL('../../../src/areas/reference/data/', import.meta.url);
const TEXTS = Object.fromEntries(
  await Promise.all(Object.entries(FILE_NAMES).map(async ([key, name]) => [key, await readFile(new URL(name, DATA), 'utf8')] as const)),
) as ReferenceTexts;

/** The faults that a change of one file's text brings. */
const faultsAfter = (file: FileKey, change: (text: string) => string): readonly Fault[] =>
  faultsOf({ ...TEXTS, [file]: change(TEXTS[file]) });

function faultsOf(texts: ReferenceTexts): readonly Fault[] {
  try {
    parseReferenceFiles(texts);
  } catch (error) {
    if (error instanceof FaultyReferenceData) return error.faults;
    throw error;
  }
  return [];
}

t.test('the files that come with the program have the right shape', async (t) => {
  t.same(
    faultsAfter('sites', (text) => text),
    [],
  );
});

t.test('a wrong shape is reported with its file and its place', async (t) => {
  t.match(
    faultsAfter('sites', (text) => text.replace('"lat": 33.1495', '"lat": "33 N"')),
    [{ file: 'sites.json', pointer: '/sites/0/lat' }],
  );
  t.match(
    faultsAfter('catalogue', (text) => text.replace('"lethality": "non-lethal"', '"lethality": "charming"')),
    [{ file: 'catalogue.json', pointer: '/items/0/lethality' }],
  );
  t.match(
    faultsAfter('obstacles', (text) => text.replace('"blocking_by_default"', '"bloking_by_default"')),
    [
      { file: 'obstacles.json', pointer: '/obstacle_kinds/0/blocking_by_default' },
      { file: 'obstacles.json', pointer: '/obstacle_kinds/0/bloking_by_default' },
    ],
    'a misspelt key is both missing and not known',
  );
});

t.test('every file is read before the faults are told', async (t) => {
  const faults = faultsOf({ ...TEXTS, sites: '{', milestones: '[]', glossary: 'key,en\n' });
  t.same(new Set(faults.map(({ file }) => file)), new Set(['sites.json', 'milestones.json', 'glossary.csv']));
});

t.test('the note of a glossary term runs to the end of its record, commas included', async (t) => {
  const { glossary } = parseReferenceFiles(TEXTS);
  t.equal(glossary.find(({ key }) => key === 'obstacle-status-escalated')?.note, 'a flag with a level, not a state');
  t.equal(glossary.find(({ key }) => key === 'need-capability')?.note, null);
});

t.test('a glossary with other columns is refused, those included that read the same in one cell', async (t) => {
  for (const header of ['key,domain,en,ar,it,fr', 'domain,key,en,ar,it,fr,note', '"key,domain",en,ar,it,fr,note']) {
    t.match(
      faultsAfter('glossary', (text) => text.replace('key,domain,en,ar,it,fr,note', header)),
      [{ file: 'glossary.csv', message: /the columns are not/ }],
      header,
    );
  }
});

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const written = (text: string): string => (/[",\r\n]/.test(text) ? quoted(text) : text);

t.test('a CSV record that was written is read as it was', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ب', ',', '"', '\n', '\r\n', ' ', '’') });
  const record = fc.array(cell, { minLength: 1, maxLength: 5 }).filter((cells) => cells.length > 1 || cells[0] !== '');
  fc.assert(
    fc.property(fc.array(record), fc.constantFrom('\n', '\r\n'), fc.boolean(), (records, end, isClosed) => {
      const text = records.map((cells) => cells.map(written).join()).join(end) + (isClosed ? end : '');
      return JSON.stringify(parseCommaSeparated(text)) === JSON.stringify(records);
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('a misplaced quote is refused and not passed over', async (t) => {
  t.throws(() => parseCommaSeparated('key,en\nneed,Ne"ed\n'), { name: 'SyntaxError', message: /record 2/ });
  t.throws(() => parseCommaSeparated('key,"en\n'), SyntaxError);
});
