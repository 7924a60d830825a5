import type { z } from 'zod';
import { FILE_SCHEMAS } from './contract-shapes.ts';
import { parseCommaSeparated } from './domain/comma-separated.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { type Fault, faultAt, FaultyReferenceData } from './domain/fault.ts';
import type { FileKey, GlossaryRow, ReferenceBundle } from './domain/reference-data.ts';

/** The text of each file. */
export type ReferenceTexts = Readonly<Record<FileKey, string>>;

const GLOSSARY_COLUMNS = ['key', 'domain', 'en', 'ar', 'it', 'fr', 'note'] as const;

/** Reads the texts into a bundle of the right shape; throws {@link FaultyReferenceData} with every place that is not. */
export function parseReferenceFiles(texts: ReferenceTexts): ReferenceBundle {
  const faults: Fault[] = [];
  const parsed = Object.fromEntries(
    (Object.keys(FILE_SCHEMAS) as FileKey[]).map((file) => {
      const outcome = parseFile(file, texts[file]);
      faults.push(...outcome.faults);
      return [file, outcome.content];
    }),
  );
  if (faults.length > 0) throw new FaultyReferenceData(faults);
  return parsed as unknown as ReferenceBundle;
}

function parseFile(file: FileKey, text: string): { content: unknown; faults: readonly Fault[] } {
  let raw: unknown;
  try {
    raw = file === 'glossary' ? readGlossary(text) : JSON.parse(text);
  } catch (error) {
    return { content: null, faults: [faultAt(file, '', error instanceof Error ? error.message : String(error))] };
  }
  const result = FILE_SCHEMAS[file].safeParse(raw);
  return {
    content: result.data,
    faults: (result.error?.issues ?? []).flatMap((issue) => faultsOfIssue(file, issue)),
  };
}

/**
 * The note is the last column and runs to the end of its record: a comma in it needs no quotes. A comma without quotes in any
 * other column moves texts into the wrong language, which wording-faults.ts finds by their script.
 */
function readGlossary(text: string): GlossaryRow[] {
  const [header = [], ...records] = parseCommaSeparated(text);
  const isRight = header.length === GLOSSARY_COLUMNS.length && GLOSSARY_COLUMNS.every((column, place) => header[place] === column);
  if (!isRight) throw new SyntaxError(`the columns are not ${GLOSSARY_COLUMNS.join()}`);
  return records.map(([key = '', domain = '', en = '', ar = '', it = '', fr = '', ...note]) => ({
    key,
    domain,
    en,
    ar,
    it,
    fr,
    note: note.join(',') || null,
  }));
}

/** A key that is not known gets the pointer of the key itself. */
function faultsOfIssue(file: FileKey, issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultAt(file, pointerTo(...path, key), 'this key is not known here'));
  }
  return [faultAt(file, pointerTo(...path), issue.message)];
}
