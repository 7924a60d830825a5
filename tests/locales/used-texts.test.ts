import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== join('locales', 'message-parameters.ts'))
  .map((name) => join(ROOT, 'src', name));
const texts = new Map(SOURCES.map((file) => [file, readFileSync(file, 'utf8')]));
const KEYS = Object.keys(JSON.parse(readFileSync(join(ROOT, 'src/locales/en.arb'), 'utf8')) as object).filter(
  (key) => !key.startsWith('@'),
);

/** Every text that a call asks for: keys written out anywhere, and those that the type of a pattern such as `rule.${rule}` allows. */
function keysInUse(): Set<string> {
  const asking = [...texts].filter(([, text]) => text.includes('formatMessage')).map(([file]) => file);
  const program = ts.createProgram(asking, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const used = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) used.add(node.text);
    const pattern = ts.isCallExpression(node) && node.expression.getText() === 'formatMessage' ? node.arguments[1] : undefined;
    if (pattern !== undefined && ts.isTemplateExpression(pattern)) {
      const type = checker.getContextualType(pattern) === undefined ? undefined : checker.getTypeAtLocation(pattern);
      const all = type?.isUnion() ? type.types : [type];
      const literals = all.flatMap((one) => (one?.isStringLiteral() ? [one.value] : []));
      if (literals.length === 0) throw new Error(`of ${pattern.getText()} nobody can tell which texts it asks for`);
      for (const literal of literals) used.add(literal);
    }
    ts.forEachChild(node, look);
  };
  for (const file of asking) look(program.getSourceFile(file) as ts.Node);
  return used;
}

t.test('every text of the catalogues is asked for somewhere', (t) => {
  const used = keysInUse();
  t.strictSame(KEYS.filter((key) => !used.has(key)), []); // prettier-ignore
  t.end();
});

/** What has words of four languages in a program file and is no text of the service: data, examples, and what a check needs. */
const NO_TEXTS = [
  /^src\/demo\/examples\/plays-[a-z-]+\.ts$/,
  /^src\/areas\/[a-z-]+\/(?:contract|record)[a-z-]*\.ts$/,
  /^src\/platform\/http\/schemas\.ts$/,
  /^src\/platform\/doctor\/check-server\.ts$/,
  // Words that are looked for in what people write.
  /^src\/areas\/needs\/domain\/(?:place-words|telling-text)\.ts$/,
];
/** The name of the service, and the comma of a list. */
const NAME_AND_COMMA = /وصل|'، '/gu;

t.test('no Arabic stands in a program file, where no translator finds it', (t) => {
  const arabic = [...texts]
    .map(([file, text]) => [relative(ROOT, file), text.replaceAll(NAME_AND_COMMA, '')] as const)
    .filter(([file, text]) => /\p{Script=Arabic}/u.test(text) && !NO_TEXTS.some((allowed) => allowed.test(file)));
  t.strictSame(arabic.map(([file]) => file), []); // prettier-ignore
  t.end();
});
