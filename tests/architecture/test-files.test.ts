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
