/** What loading the reference data did to one table. */
export interface TableReport {
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Keys of rows that the files no longer have; they stay, because records may point to them. */
  readonly orphaned: readonly string[];
}

export type LoadReport = readonly TableReport[];

/** The report for a terminal: a line per table, a line per orphaned row, and the sum. */
export function formatLoadReport(report: LoadReport): string {
  const width = Math.max(0, ...report.map(({ table }) => table.length));
  const lines = report.flatMap((row) => [
    `${row.table.padEnd(width)}  ${counts(row)}`,
    ...row.orphaned.map((key) => `${' '.repeat(width)}  no longer in the files, kept: ${key}`),
  ]);
  return [...lines, `${'all tables'.padEnd(width)}  ${counts(totalOf(report))}`].join('\n');
}

/** The counts of all tables together; the orphaned are named as table/key. */
export const totalOf = (report: LoadReport): TableReport => ({
  table: 'all tables',
  inserted: sum(report.map(({ inserted }) => inserted)),
  updated: sum(report.map(({ updated }) => updated)),
  unchanged: sum(report.map(({ unchanged }) => unchanged)),
  orphaned: report.flatMap(({ table, orphaned }) => orphaned.map((key) => `${table}/${key}`)),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const counts = ({ inserted, updated, unchanged, orphaned }: TableReport): string =>
  `${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${orphaned.length} orphaned`;
