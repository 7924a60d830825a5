import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { packagesOutside } from './bundle-tests.ts';

/** By what the templates are made; the rest is found from here by its imports. */
const MADE_BY = 'tests/support/templates.ts';

/** What is read when they are made, and the exact versions of the packages that help. */
const READ_THEN = ['drizzle', 'src/areas/reference/data', 'src/demo/rows', 'package-lock.json'];

/** A digest of all that decides what stands in the templates: they need no second making as long as it is the same. */
export async function digestOfMaking(root: string): Promise<string> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [MADE_BY],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'silent',
    plugins: [packagesOutside],
  });
  const files = new Set([...Object.keys(metafile.inputs), ...READ_THEN.flatMap((path) => filesAt(root, path))]);
  const digest = createHash('sha256');
  for (const file of [...files].sort()) {
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return digest.digest('hex').slice(0, 16);
}

function filesAt(root: string, path: string): string[] {
  const absolute = join(root, path);
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
