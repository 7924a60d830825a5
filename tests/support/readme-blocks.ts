import { readFile } from 'node:fs/promises';

/** A fenced block of a page: what it is written in, and what stands in it. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The text between the block before it and this one. */
  readonly before: string;
}

/** What whoever runs the service reads. */
export const DEPLOYMENT = 'src/deploy/README.md';

/** The blocks of a chapter of a page, in their order. */
export async function blocksOf(chapter: string, page = 'README.md'): Promise<Block[]> {
  const readme = await readFile(page, 'utf8');
  const start = readme.indexOf(`\n## ${chapter}\n`);
  if (start < 0) throw new Error(`${page} has no chapter '${chapter}'`);
  const end = readme.indexOf('\n## ', start + 1);
  const text = readme.slice(start, end < 0 ? undefined : end);
  let from = 0;
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((found) => {
    const before = text.slice(from, found.index);
    from = found.index + found[0].length;
    return { language: found[1] ?? '', text: found[2] ?? '', before };
  });
}
