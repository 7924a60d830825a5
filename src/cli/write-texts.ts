import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LANGUAGES, type Language } from '../kernel/language.ts';
import { type Catalogue, CatalogueFaults, compileCatalogues } from './texts/compile-catalogues.ts';

/** Writes what the program runs of the catalogues (src/locales/*.arb), or with --check says whether the committed files still are that. */
const locate = (name: string): string => fileURLToPath(new URL(`../locales/${name}`, import.meta.url));
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
};

try {
  const read = async (language: Language) => [language, JSON.parse(await readFile(locate(`${language}.arb`), 'utf8'))] as const;
  const catalogues = Object.fromEntries(await Promise.all(LANGUAGES.map(read))) as Record<Language, Catalogue>;
  await mkdir(locate('compiled'), { recursive: true });
  for (const [name, text] of compileCatalogues(catalogues)) {
    if (!process.argv.includes('--check')) await writeFile(locate(name), text);
    else if ((await readFile(locate(name), 'utf8').catch(() => '')) !== text) {
      complain(`src/locales/${name} is not what the catalogues make: npm run texts`);
    }
  }
} catch (error) {
  if (!(error instanceof CatalogueFaults)) throw error;
  complain(error.message);
}
