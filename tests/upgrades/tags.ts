import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, KEPT } from './kept-version.ts';

/** The tags of versions, such as `v0.1.0`; null where the directory is no clone of a repository. */
export function readTags(root: string): readonly string[] | null {
  const { status, stdout } = spawnSync('git', ['tag', '--list', 'v*'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((tag) => tag !== '') : null;
}

/** What is wrong with what is kept of a tagged version: it isn't, it was kept of other migrations, or it has changed since. A line each. */
export function tagFaults(root: string, tag: string): readonly string[] {
  const version = tag.slice(1);
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const atTag = git('ls-tree', '-r', '--name-only', tag).split('\n');
  const { label, sql } = filesOf(version);
  const paths = [label, sql].map((file) => `${KEPT}/${file}`);
  const missing = paths.filter((path) => !atTag.includes(path));
  if (missing.length > 0) return [`${tag} was tagged without ${missing.join(' and ')}: npm run keep-version, commit, and tag that commit`];

  const changed = paths.filter(
    (path) => !existsSync(join(root, path)) || git('hash-object', path).trim() !== git('rev-parse', `${tag}:${path}`).trim(),
  );
  const { migrations } = JSON.parse(git('show', `${tag}:${KEPT}/${label}`)) as { migrations: { name: string; hash: string }[] };
  const kept = migrations.map(({ name, hash }) => `${name} ${hash}`);
  const tagged = atTag
    .filter((path) => /^drizzle\/[^/]+\.sql$/.test(path))
    .map(
      (path) =>
        `${path.slice('drizzle/'.length, -'.sql'.length)} ${createHash('sha256')
          .update(git('show', `${tag}:${path}`))
          .digest('hex')}`,
    );
  const said = (JSON.parse(git('show', `${tag}:package.json`)) as { version: string }).version;
  return [
    ...(said === version ? [] : [`${tag} is the tag of a program that says ${said}`]),
    ...changed.map((path) => `${path} is not what was tagged: git checkout ${tag} -- ${path}`),
    ...(kept.toSorted().join() === tagged.toSorted().join() ? [] : [`${tag} has other migrations than ${KEPT}/${label} was kept of`]),
  ];
}

/** What is wrong with what is kept of all tagged versions. */
export const allTagFaults = (root: string, tags: readonly string[]): readonly string[] => tags.flatMap((tag) => tagFaults(root, tag));
