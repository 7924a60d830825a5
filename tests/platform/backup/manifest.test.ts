import t from 'tap';
import { requireSameTables, UnusableBackup } from '#src/platform/backup/manifest.ts';

t.test('a backup has the tables of the migrations with their columns, and no others', async (t) => {
  const made = [
    { name: 'needs', columns: ['id', 'state'] },
    { name: 'offers', columns: ['id'] },
  ];
  requireSameTables(made.toReversed(), made);
  for (const [what, listed] of [
    ['a table less', made.slice(1)],
    ['a table more', [...made, { name: 'matches', columns: ['id'] }]],
    ['a column less', [{ name: 'needs', columns: ['id'] }, ...made.slice(1)]],
    ['columns in another order', [{ name: 'needs', columns: ['state', 'id'] }, ...made.slice(1)]],
    ['one column that reads like two', [{ name: 'needs', columns: ['id, state'] }, ...made.slice(1)]],
  ] as const) {
    t.throws(() => requireSameTables(listed, made), UnusableBackup, what);
  }
});
