import t from 'tap';
import { ROLES } from '#src/kernel/role.ts';
import { readMigrations } from '#src/platform/db/migrations.ts';
import { PROGRAM_VERSION } from '#src/platform/version.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { askEverything } from './ask-api.ts';
import { changedSince, KEPT, readKept } from './kept-version.ts';
import { MEANT_CHANGES } from './meant-changes.ts';
import { upgradeKept } from './upgrade-kept.ts';

const versions = readKept(KEPT);
const migrations = readMigrations();

t.test(
  'no migration has changed since a version that is kept, and what migrations mean to change is said of such as there are',
  async (t) => {
    t.strictSame(
      versions.flatMap((kept) => changedSince(kept, migrations)),
      [],
    );
    const names = new Set(migrations.map(({ name }) => name));
    t.strictSame(
      MEANT_CHANGES.filter(({ by }) => !names.has(by)),
      [],
    );
  },
);

for (const kept of versions) {
  t.test(`a database of ${kept.version} is upgraded to ${PROGRAM_VERSION} and served, and nothing is lost`, async (t) => {
    const later = { migrations, meant: MEANT_CHANGES, prepare: (ownerUrl: string) => prepareDatabase(ownerUrl) };
    const { database, faults } = await upgradeKept(t, kept, later);
    t.strictSame(faults, []);
    const { answered, faults: refused } = await askEverything(t, database, kept);
    t.strictSame(refused, []);
    for (const role of ROLES) t.ok((answered[role] ?? 0) > 10, `${role} reads ${answered[role]} answers`);
  });
}
