/** A cell with what ends it: quoted or plain, then a comma, a line end, or the end of the text. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/**
 * The records of a CSV text (RFC 4180): quotes hold commas and line ends, a doubled quote is a quote; blank lines are skipped.
 * Throws a SyntaxError where a quote stands in the wrong place, as JSON.parse does for its own syntax.
 */
export function parseCommaSeparated(text: string): string[][] {
  const cell = new RegExp(CELL);
  const records: string[][] = [];
  let record: string[] = [];
  while (cell.lastIndex < text.length) {
    const start = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) throw new SyntaxError(`misplaced quote in record ${records.length + 1}, character ${start}`);
    const [, quoted, plain = '', end] = match;
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',' && cell.lastIndex < text.length) continue;
    if (end === ',') record.push('');
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}
