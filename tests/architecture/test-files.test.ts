import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import ts from 'typescript';

const isTestCall = (node: ts.Node): boolean => ts.isCallExpression(node) && /^(?:t|tap)\.test$/.test(node.expression.getText());
const isLoop = (node: ts.Node): boolean => ts.isForOfStatement(node) || ts.isForStatement(node) || ts.isWhileStatement(node);

/** The lines on which a file waits though it has declared a test already, or may have, on another turn of a loop. */
function latePauses(name: string, text: string): number[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const pauses: number[] = [];
  let hasTests = false;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (isTestCall(node)) hasTests = true;
    else if (ts.isAwaitExpression(node) && hasTests) pauses.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    if (!isTestCall(node)) node.forEachChild(visit);
  };
  // A loop is gone through twice: what stands first in it comes after what stands last.
  source.forEachChild((node) => {
    visit(node);
    if (isLoop(node)) visit(node);
  });
  return [...new Set(pauses)];
}

/** Who waits for a promise that was begun elsewhere. */
const WAITERS = /(?:^|\.)(?:refusalOf|faultOf|missing|rejects|resolves|codeOf)$/;

/** The lines on which several promises are begun in a list that is then waited for one by one. */
function begunTogether(name: string, text: string): number[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isForOfStatement(node) && ts.isArrayLiteralExpression(node.expression) && ts.isVariableDeclarationList(node.initializer)) {
      const begun = node.expression.elements.filter((element) => ts.isCallExpression(element));
      const each = node.initializer.declarations[0]?.name.getText();
      const isWaitedFor = (inner: ts.Node): boolean =>
        (ts.isAwaitExpression(inner) && inner.expression.getText() === each) ||
        (ts.isCallExpression(inner) && WAITERS.test(inner.expression.getText()) && inner.arguments[0]?.getText() === each) ||
        (ts.forEachChild(inner, (child) => isWaitedFor(child) || undefined) ?? false);
      if (begun.length > 1 && isWaitedFor(node.statement)) found.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const COMPARISONS = new Set([
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
]);

/** Whether a node has one within it, itself included, that is such. */
const has = (node: ts.Node, isSuch: (inner: ts.Node) => boolean): boolean =>
  isSuch(node) || (ts.forEachChild(node, (child) => has(child, isSuch) || undefined) ?? false);

/** The lines on which what random cases have counted is held against a number, after `fc.assert` has run them once. */
function countedOnce(name: string, text: string): number[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node)) {
      const variables = node.statements
        .filter(ts.isVariableStatement)
        .flatMap((statement) => statement.declarationList.declarations.map((declared) => declared.name.getText()));
      const at = node.statements.findIndex((statement) =>
        has(statement, (inner) => ts.isCallExpression(inner) && inner.expression.getText() === 'fc.assert'),
      );
      const asserted = node.statements[at];
      const counters =
        asserted === undefined
          ? []
          : variables.filter((variable) => has(asserted, (inner) => ts.isIdentifier(inner) && inner.text === variable));
      const compares = (inner: ts.Node): boolean =>
        ts.isBinaryExpression(inner) &&
        COMPARISONS.has(inner.operatorToken.kind) &&
        has(inner, (leaf) => ts.isIdentifier(leaf) && counters.includes(leaf.text));
      for (const statement of counters.length === 0 ? [] : node.statements.slice(at + 1)) {
        if (has(statement, compares)) found.add(source.getLineAndCharacterOfPosition(statement.getStart()).line + 1);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

t.test('what random cases meet is counted by holdAndMeet, which tries more of them before it says that it was too little', async (t) => {
  const counted = 'let met = 0;\n fc.assert(fc.property(a, () => { met += 1; }));\n';
  t.strictSame(countedOnce('a', `t.test("one", async (t) => { ${counted} t.ok(met > 10); })`), [3]);
  t.strictSame(countedOnce('a', `t.test("one", async (t) => { ${counted} for (const one of all) t.ok(met[one] >= runs / 10); })`), [3]);
  t.strictSame(countedOnce('a', 't.test("one", async (t) => { const size = 3; fc.assert(fc.property(of(size))); t.ok(other > 3); })'), []);
  const root = join(import.meta.dirname, '..');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  t.strictSame(
    files.flatMap((file) => countedOnce(file, readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`)),
    [],
  );
});

t.test('promises begun together are waited for together: one that is refused while another is waited for ends the file', async (t) => {
  t.strictSame(begunTogether('a', 'for (const one of [ask(1), ask(2)]) t.equal(await refusalOf(one), "x");'), [1]);
  t.strictSame(begunTogether('a', 'for (const one of [ask(1), ask(2)]) await one;'), [1]);
  t.strictSame(begunTogether('a', 'for (const one of [() => ask(1), () => ask(2)]) await one();'), []);
  t.strictSame(begunTogether('a', 'for (const one of [day(1), day(2)]) t.equal(await ask(one), "x");'), []);
  const root = join(import.meta.dirname, '..');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  t.strictSame(
    files.flatMap((file) => begunTogether(file, readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`)),
    [],
  );
});

t.test('no file waits between its tests: tap ends a file that has none to run, with what the later ones need', async (t) => {
  t.strictSame(latePauses('a', 'const a = await b();\nt.test("one", async () => { await c(); });'), []);
  t.strictSame(latePauses('a', 't.test("one");\nconst a = await b();\nt.test("two");'), [2]);
  t.strictSame(latePauses('a', 'for (const a of b) {\n  await c(a);\n  t.test("one");\n}'), [2]);
  const root = join(import.meta.dirname, '..');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.test.ts'));
  t.ok(files.length > 100);
  const late = files.flatMap((file) => latePauses(file, readFileSync(join(root, file), 'utf8')).map((line) => `${file}:${line}`));
  t.strictSame(late, []);
});
