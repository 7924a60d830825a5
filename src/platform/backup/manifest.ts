import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** The format that this program writes, and the only one that it reads. */
export const FORMAT = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const tableSchema = z.object({
  name: z.string(),
  /** Those that were copied, in this order; what the database computes is left to it. */
  columns: z.array(z.string()),
  rows: z.number().int().nonnegative(),
  /** Of the contents, computed by the database: see digest.ts. */
  digest: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  sha256,
});

/** What a backup says of itself, in `manifest.json`, written last. The archive's comment is the SHA-256 of it. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  program: z.string(),
  takenAt: z.string(),
  server: z.string(),
  /** What had run on the database; the structure comes from the program's own migrations, and only rows are copied. */
  migrations: z.array(z.object({ name: z.string(), hash: z.string() })).min(1),
  tables: z.array(tableSchema).min(1),
  sequences: z.array(z.object({ name: z.string(), lastValue: z.string(), isCalled: z.boolean() })),
  files: z.array(z.object({ sha256, sizeBytes: z.number().int().nonnegative() })),
  /** Files that documents name and the store had lost or altered when the backup was taken. */
  damagedFiles: z.array(sha256),
  catalogue: z.object({ sizeBytes: z.number().int(), sha256 }),
});

export type Manifest = z.output<typeof manifestSchema>;
export type BackedUpTable = Manifest['tables'][number];

export const MANIFEST_ENTRY = 'manifest.json';
export const CATALOGUE_ENTRY = 'catalogue.json';
export const tableEntry = (name: string): string => `tables/${name}.copy`;
export const fileEntry = (hash: string): string => `files/${hash.slice(0, 2)}/${hash}`;

/** A backup that can't be used, or not for this; the message is for the operator. */
export class UnusableBackup extends OperatorFault {
  override readonly name = 'UnusableBackup';

  constructor(message: string, options?: ErrorOptions) {
    super('backup-unusable', message, options);
  }
}

/** A table with its columns in their order. */
type TableOfColumns = Readonly<Pick<BackedUpTable, 'name'>> & { readonly columns: readonly string[] };

/** Refuses a backup whose tables, or their columns, are not those that the migrations make. */
export function requireSameTables(listed: readonly TableOfColumns[], made: readonly TableOfColumns[]): void {
  const isAmong = (table: TableOfColumns, others: readonly TableOfColumns[]): boolean =>
    others.some(({ name, columns }) => name === table.name && isDeepStrictEqual(columns, table.columns));
  const strange = listed.find((table) => !isAmong(table, made)) ?? made.find((table) => !isAmong(table, listed));
  if (strange) {
    throw new UnusableBackup(`the backup and its migrations disagree about table ${strange.name} (${strange.columns.join(', ')})`);
  }
}
