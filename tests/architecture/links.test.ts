import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t from 'tap';

const root = join(import.meta.dirname, '../..');

/** The Markdown that a reader of the repository comes upon, from the root. */
const pages = ['.', '.github', '.github/ISSUE_TEMPLATE', 'src', 'tests'].flatMap((directory) =>
  readdirSync(join(root, directory), { recursive: directory === 'src' || directory === 'tests', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(directory, name)),
);

t.test('a link from one page to another leads somewhere', async (t) => {
  t.ok(pages.length > 20, 'the pages were really found');
  const links = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => ({ page, target })),
  );
  const within = links.filter(({ target }) => !/^[a-z]+:/.test(target));
  t.ok(within.length > 10, 'and so were their links');
  for (const { page, target } of within) {
    const path = join(root, dirname(page), target);
    t.ok(existsSync(path) && !relative(root, path).startsWith('..'), `${page} links to ${target}`);
  }
});
