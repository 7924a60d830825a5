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

t.test('what a comment cites is a page of the repository, never one that only its authors have', async (t) => {
  const sources = ['src', 'tests', 'drizzle'].flatMap((directory) =>
    readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|cjs|mjs|sql|md)$/.test(name))
      .map((name) => join(directory, name)),
  );
  t.ok(sources.length > 1000, 'the sources were really found');
  for (const source of sources) {
    for (const [cited, page = ''] of readFileSync(join(root, source), 'utf8').matchAll(/\b([A-Z]{4,})(?:\.md\b| (?:section|§) ?\d)/g)) {
      const places = [join(root, `${page}.md`), join(root, dirname(source), `${page}.md`)];
      const below = pages.some((known) => known.endsWith(`/${page}.md`));
      t.ok(below || places.some((path) => existsSync(path)), `${source} cites ${cited}`);
    }
  }
});
