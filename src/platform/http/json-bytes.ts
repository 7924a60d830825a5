const utf8 = new TextEncoder();
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const MOST_BYTES_PER_UNIT = 3;
/** What an answer is written into while its length isn't known yet, one answer after the other. */
let desk = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * The JSON of a plain object as bytes: the same as of `JSON.stringify`, with the items of its lists written one by one. A page of fifty
 * needs in one text is put together, counted, copied and sent as a whole, each of which costs more than to write it down piece by piece.
 */
export function jsonBytes(value: object): Buffer {
  let end = 0;
  const write = (text: string): void => {
    end += utf8.encodeInto(text, roomFor(end, text.length * MOST_BYTES_PER_UNIT)).written;
  };
  let separator = '{';
  for (const [key, held] of Object.entries(value) as [string, unknown][]) {
    if (held === undefined) continue;
    write(`${separator}${JSON.stringify(key)}:`);
    separator = ',';
    if (Array.isArray(held)) writeList(held, write);
    else write(JSON.stringify(held));
  }
  write(separator === '{' ? '{}' : '}');
  return Buffer.from(desk.subarray(0, end));
}

function writeList(items: readonly unknown[], write: (text: string) => void): void {
  let separator = '[';
  for (const item of items) {
    write(separator + JSON.stringify(item ?? null));
    separator = ',';
  }
  write(separator === '[' ? '[]' : ']');
}

/** Where to write next, with room for so many bytes. */
function roomFor(end: number, length: number): Buffer {
  if (end + length > desk.length) {
    const larger = Buffer.allocUnsafeSlow(2 * (end + length));
    desk.copy(larger, 0, 0, end);
    desk = larger;
  }
  return desk.subarray(end);
}
