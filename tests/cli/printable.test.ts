import t from 'tap';
import { printable } from '#src/cli/printable.ts';

t.test('a text of somebody else’s stays on its line, in its colour and direction', async (t) => {
  t.equal(printable('a\nproven: no plan is better\n'), String.raw`a\nproven: no plan is better\n`);
  t.equal(printable('\u001B[2J\u0000\u007F\u0085'), String.raw`\u001b[2J\u0000\u007f\u0085`);
  t.equal(printable('\u2028\u202Ereversed\u2066'), String.raw`\u2028\u202ereversed\u2066`);
  for (const text of ['café', 'أجهزة لاسلكية', 'می‌خواهم', '👩‍🚒', 'a b']) t.equal(printable(text), text);
});
