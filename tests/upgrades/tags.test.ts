import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { temporaryDirectory } from '#tests/support/files.ts';
import { allTagFaults, readTags } from './tags.ts';

const SQL = 'create table a ();\n';
const LABEL = JSON.stringify({ migrations: [{ name: '0000_a', hash: createHash('sha256').update(SQL).digest('hex') }] });
const KEPT = { 'tests/upgrades/kept/0.1.0.json': LABEL, 'tests/upgrades/kept/0.1.0.sql.br': 'rows' };

const root = await temporaryDirectory(t);
/** Whatever whoever runs this has set for repositories of their own. */
const OWN_SETTINGS = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    cwd: root,
    stdio: 'pipe',
    env: { ...process.env, ...OWN_SETTINGS },
  });
const hasGit = spawnSync('git', ['--version']).status === 0;
function commit(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git('add', '.');
  git('commit', '--quiet', '--allow-empty', '--message', 'More');
}
const faults = () => allTagFaults(root, readTags(root) ?? []);

const what = 'a tag is refused without its kept version, with one of other migrations, and where it was changed afterwards';
t.test(what, { skip: !hasGit && 'git is not to be had' }, async (t) => {
  t.equal(readTags(root), null, 'not even a repository');
  git('init', '--quiet');
  commit({ 'package.json': '{ "version": "0.1.0" }', 'drizzle/0000_a.sql': SQL });
  t.strictSame(faults(), [], 'nothing is tagged');
  git('tag', 'v0.1.0');
  t.match(faults(), [/^v0\.1\.0 was tagged without .*0\.1\.0\.json and .*0\.1\.0\.sql\.br: npm run keep-version/]);

  commit(KEPT);
  git('tag', '--force', 'v0.1.0');
  t.strictSame(faults(), []);
  commit({ 'drizzle/0001_b.sql': 'create table b ();\n' });
  t.strictSame(faults(), [], 'what comes later is another version’s');
  git('tag', '--force', 'v0.1.0');
  t.match(faults(), [/^v0\.1\.0 has other migrations than /]);
  git('tag', '--force', 'v0.1.0', 'HEAD^');

  commit({ 'tests/upgrades/kept/0.1.0.sql.br': 'other rows' });
  t.match(faults(), [/^tests\/upgrades\/kept\/0\.1\.0\.sql\.br is not what was tagged/]);
  git('checkout', '--quiet', 'v0.1.0', '--', 'tests');
  git('tag', 'v0.2.0');
  t.match(faults(), [/^v0\.2\.0 was tagged without /]);
});
