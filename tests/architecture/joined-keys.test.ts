import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import ts from 'typescript';

/** Methods whose first argument is a key, or is looked for among others. */
const BY_KEY = /^(?:get|set|has|add|delete|includes|indexOf)$/;
const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.GreaterThanToken,
]);

const isSum = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
const termsOf = (node: ts.Expression): ts.Expression[] => (isSum(node) ? [...termsOf(node.left), ...termsOf(node.right)] : [node]);
const isText = (node: ts.Expression): boolean => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);

/** Whether it joins several parts to one text. `JSON.stringify` doesn't: in its text they stay apart. A sum without a text may be a number. */
function isJoined(node: ts.Expression): boolean {
  if (ts.isTemplateExpression(node)) return node.templateSpans.length > 1;
  if (isSum(node)) return termsOf(node).some(isText) && termsOf(node).filter((term) => !ts.isStringLiteralLike(term)).length > 1;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return node.expression.name.text === 'join' && node.arguments.every(isText);
}

/** What a function gives back, as far as its last line says it. */
function resultOf(node: ts.Node | undefined): ts.Expression | undefined {
  if (node === undefined || !(ts.isArrowFunction(node) || ts.isFunctionDeclaration(node)) || node.body === undefined) return undefined;
  const last = ts.isBlock(node.body) ? node.body.statements.at(-1) : undefined;
  if (last !== undefined) return ts.isReturnStatement(last) ? last.expression : undefined;
  return ts.isBlock(node.body) ? undefined : node.body;
}

/** What a name stands for where it is used: the value of a variable, or a function. Names of other files, and parameters, stand for nothing. */
function meantBy({ text, parent }: ts.Identifier): ts.Node | undefined {
  for (let scope: ts.Node | undefined = parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === text) return statement;
      if (!ts.isVariableStatement(statement)) continue;
      const declared = statement.declarationList.declarations.find(({ name }) => ts.isIdentifier(name) && name.text === text);
      if (declared !== undefined) return declared.initializer;
    }
  }
  return undefined;
}

/** Whether a text is joined where it stands, or by the variable or function of this file that it is taken from. */
function isJoinedText(node: ts.Expression | undefined): boolean {
  if (node === undefined) return false;
  if (isJoined(node)) return true;
  const isCall = ts.isCallExpression(node);
  const name = isCall ? node.expression : node;
  const meant = ts.isIdentifier(name) ? meantBy(name) : undefined;
  const value = isCall ? resultOf(meant) : meant;
  return value !== undefined && isJoined(value as ts.Expression);
}

/** Whether `.map` makes such texts, alone or as the keys of entries. */
function makesKeys(node: ts.Node | undefined): boolean {
  if (node === undefined || !ts.isCallExpression(node)) return false;
  const made = resultOf(node.arguments[0]);
  return made !== undefined && isJoinedText(ts.isArrayLiteralExpression(made) ? made.elements[0] : made);
}

const valuesOf = ({ template }: ts.TaggedTemplateExpression): ts.Expression[] =>
  ts.isTemplateExpression(template) ? template.templateSpans.map(({ expression }) => expression) : [];

function isKeyed(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    const { expression: called, arguments: given } = node;
    if (ts.isIdentifier(called)) return called.text === 'groupBy' && isJoinedText(resultOf(given[1]));
    if (!ts.isPropertyAccessExpression(called) || !BY_KEY.test(called.name.text)) return false;
    const list = ts.isIdentifier(called.expression) ? meantBy(called.expression) : undefined;
    return isJoinedText(given[0]) || makesKeys(list);
  }
  if (ts.isTaggedTemplateExpression(node)) return node.tag.getText() === 'sql' && valuesOf(node).some(isJoinedText);
  if (ts.isNewExpression(node)) return /^(?:Map|Set)$/.test(node.expression.getText()) && makesKeys(node.arguments?.[0]);
  if (ts.isElementAccessExpression(node)) return isJoinedText(node.argumentExpression);
  return ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind) && isJoinedText(node.left) && isJoinedText(node.right);
}

/** The lines on which several parts, joined to one text, are a key, are looked for, are compared, or are sent to the database as one. */
function joinedKeys(name: string, text: string): number[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (isKeyed(node)) lines.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    node.forEachChild(visit);
  };
  visit(source);
  return lines;
}

t.test('no key joins several parts to one text: other parts would give the same, once one holds what stands between them', async (t) => {
  for (const found of [
    'map.get(`${a} ${b}`)',
    'const key = `${a} ${b}`; set.has(key)',
    'const keyOf = (a, b) => `${a}/${b}`; map.set(keyOf(a, b), 1)',
    "function keyOf(a, b) { return a + ':' + b; } set.add(keyOf(a, b))",
    'set.has([a, b].join())',
    'groupBy(rows, ({ a, b }) => `${a}:${b}`)',
    "new Set(rows.map((row) => key.map((part) => row[part]).join('/')))",
    'new Map(rows.map((row) => [`${row.a}:${row.b}`, row]))',
    'byPair[`${a} ${b}`]',
    '`${a}${b}` < `${c}${d}`',
    'const keys = rows.map(({ a, b }) => `${a} ${b}`); keys.indexOf(key)',
    'sql`select pg_advisory_xact_lock(hashtext(${`${a}:${b}`}))`',
    "header.join() !== columns.join(',')",
  ]) {
    t.strictSame(joinedKeys('a', found), [1], found);
  }
  for (const fine of [
    'map.get(`code: ${slug}`)',
    'pairs.has(a, b)',
    'set.add(start + place)',
    'leaders.get(joined.join(one, other))',
    'say(`${a}: ${b}`)',
    'said.set(id, `${a}: ${b}`)',
    'groupBy(rows, ({ a }) => a)',
    '(key) => { set.has(key); }; { const key = `${a} ${b}`; }',
    'JSON.stringify([a, b]) === JSON.stringify([c, d])',
  ]) {
    t.strictSame(joinedKeys('a', fine), [], fine);
  }
  const root = join(import.meta.dirname, '..', '..', 'src');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  t.ok(files.length > 700);
  const found = files.flatMap((file) => joinedKeys(file, readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`));
  t.strictSame(found, []);
});
