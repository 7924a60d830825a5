import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { must } from '../../kernel/assert.ts';

/**
 * The scenario as the rows that the verbs made of it, so that a first start needn't run forty thousand statements. What differs
 * from one database to the next stands in them as marks (see marks.ts).
 */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  /** Each row as the JSON text of an object. */
  readonly rows: readonly string[];
}

const FILE = fileURLToPath(new URL('./scenario-rows.jsonl.br', import.meta.url));

/** In an order in which every foreign key finds what it points to. */
export async function readRowFile(): Promise<TableRows[]> {
  return parseRows(brotliDecompressSync(await readFile(FILE)).toString('utf8'));
}

export async function writeRowFile(tables: readonly TableRows[]): Promise<void> {
  const text = Buffer.from(formatRows(tables));
  // The events repeat each other over megabytes: a window that sees all of them halves the file.
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  await writeFile(FILE, brotliCompressSync(text, { params }));
}

/** One line for each table, followed by one for each of its rows. */
export const formatRows = (tables: readonly TableRows[]): string =>
  tables.map(({ table, columns, rows }) => [JSON.stringify({ table, columns, rows: rows.length }), ...rows, ''].join('\n')).join('');

function parseRows(text: string): TableRows[] {
  const lines = text.split('\n');
  const tables: TableRows[] = [];
  for (let at = 0; at < lines.length - 1;) {
    const { table, columns, rows } = JSON.parse(must(lines[at], 'a line')) as { table: string; columns: string[]; rows: number };
    tables.push({ table, columns, rows: lines.slice(at + 1, at + 1 + rows) });
    at += 1 + rows;
  }
  return tables;
}
