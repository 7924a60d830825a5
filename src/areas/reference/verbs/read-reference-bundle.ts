import { readFile } from 'node:fs/promises';
import { parseReferenceFiles, type ReferenceTexts } from '../contract-files.ts';
import { FILE_NAMES, type ReferenceBundle } from '../domain/reference-data.ts';

/** Reads and parses the reference data that comes with the program; throws with file and pointer where a file is malformed. */
export async function readReferenceBundle(): Promise<ReferenceBundle> {
  const texts = await Promise.all(
    Object.entries(FILE_NAMES).map(async ([key, name]) => [key, await readFile(new URL(`../data/${name}`, import.meta.url), 'utf8')]),
  );
  return parseReferenceFiles(Object.fromEntries(texts) as ReferenceTexts);
}
