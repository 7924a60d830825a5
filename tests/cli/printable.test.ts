import t from 'tap';
import { printable } from '#src/cli/printable.ts';
import { printableJson } from '#src/kernel/printable.ts';

t.test('a text of somebody else’s stays on its line, in its colour and direction', async (t) => {
  t.equal(printable('a\nproven: no plan is better\n'), String.raw`a\nproven: no plan is better\n`);
  t.equal(printable('\u001B[2J\u0000\u007F\u0085'), String.raw`\u001b[2J\u0000\u007f\u0085`);
  t.equal(printable('\u2028\u202Ereversed\u2066'), String.raw`\u2028\u202ereversed\u2066`);
  for (const text of ['café', 'أجهزة لاسلكية', 'می‌خواهم', '👩‍🚒', 'a b']) t.equal(printable(text), text);
});

t.test('JSON for a terminal is of characters that show, and means the same', async (t) => {
  const every = Array.from({ length: 0x11_0000 }, (_, code) => String.fromCodePoint(code)).join('');
  const told = printableJson(JSON.stringify({ [every]: every }, null, 1));
  t.ok(JSON.parse(told)[every] === every);
  t.strictSame(new Set(told.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)), new Set(['\n', '\u200C', '\u200D']));
  t.equal(printableJson('"a\u202Eb\u{E0041}"'), String.raw`"a\u202eb\udb40\udc41"`);
  for (const text of ['café', 'أجهزة لاسلكية', 'می‌خواهم', '👩‍🚒', 'a b']) t.equal(printableJson(text), text);
});
