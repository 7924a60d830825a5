import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

export interface BundledTests {
  /** Where the program of a test file is, from the root. */
  readonly programOf: (file: string) => string;
  /** Whether a test file makes itself a database. */
  readonly usesDatabase: (file: string) => boolean;
  readonly remove: () => Promise<void>;
}

/**
 * Makes plain JavaScript of test files and of what they load, in files that they share. Each test file is a process of its own:
 * loading hundreds of TypeScript files one by one took longer than most of them run. What a test starts as a process or a thread
 * still loads the sources themselves, as the service does.
 */
export async function bundleTests(root: string, files: ReadonlySet<string>): Promise<BundledTests> {
  // Below the project, so that packages are found from there, in tap's directory, which is never committed; each run has its own.
  await mkdir(join(root, '.tap'), { recursive: true });
  const outdir = await mkdtemp(join(root, '.tap', 'built-'));
  const nameOf = (file: string): string => file.replace(/\.ts$/, '');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...files].map((file) => ({ in: file, out: nameOf(file) })),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    sourcemap: true,
    // Node.js reads each map when it loads the file, and the sources are there.
    sourcesContent: false,
    chunkNames: 'shared/[hash]',
    metafile: true,
    logLevel: 'warning',
    plugins: [packagesAsTheyAre, whereTheSourceIs],
  });
  return {
    programOf: (file) => `.tap/${basename(outdir)}/${nameOf(file)}.js`,
    usesDatabase: (file) => loads(metafile, file).has('tests/support/database.ts'),
    remove: () => rm(outdir, { recursive: true, force: true }),
  };
}

/** The files that a file loads, and they in turn, from the root. */
function loads(metafile: Pick<Metafile, 'inputs'>, file: string, known = new Set<string>()): ReadonlySet<string> {
  for (const { path } of metafile.inputs[file]?.imports ?? []) if (!known.has(path)) loads(metafile, path, known.add(path));
  return known;
}

/** Of many small files, and loaded by nothing but ours. */
const BUNDLED_PACKAGES = /^(?:drizzle-orm|fast-check)(?:\/|$)/;

/** Others are loaded as they are: some look for files of their own, and some share what they know with each other. */
const packagesAsTheyAre: Plugin = {
  name: 'packages-as-they-are',
  setup: (builder) => {
    builder.onResolve({ filter: /^[^.#/]/ }, ({ path, kind, importer }) =>
      kind === 'entry-point' || BUNDLED_PACKAGES.test(path) || /[\\/]node_modules[\\/](?:fast-check|pure-rand)[\\/]/.test(importer)
        ? null
        : { path, external: true },
    );
  },
};

/** None of a package's files is looked into. */
export const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup: (builder) => {
    builder.onResolve({ filter: /^[^.#/]/ }, ({ path, kind }) => (kind === 'entry-point' ? null : { path, external: true }));
  },
};

/** A file that looks for others beside itself looks beside its source. */
const whereTheSourceIs: Plugin = {
  name: 'where-the-source-is',
  setup: (builder) => {
    builder.onLoad({ filter: /[\\/](?:src|tests)[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.')) return null;
      return {
        loader: 'ts',
        contents: text
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      };
    });
  },
};
