import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { blocksOf } from '#tests/support/readme-blocks.ts';

const ADDRESS = 'http://127.0.0.1:3000';

t.test('what README shows to do with the demo works as it stands there', async (t) => {
  const database = await createTestDatabase(t, { template: 'scenario' });
  const server = await startOwnServer({ ...database.environment, WASL_JOBS: 'false' });
  t.teardown(() => server.stop());
  const examples = (await blocksOf('Two commands')).filter(({ language }) => language === 'sh');
  const answerTo = (example: string): unknown => {
    const { text } = must(
      examples.find(({ before }) => before.includes(example)),
      example,
    );
    t.ok(text.includes(ADDRESS));
    const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', text.replaceAll(ADDRESS, server.address)], { encoding: 'utf8' });
    t.equal(status, 0, `${example}: ${stdout}${stderr}`);
    return JSON.parse(stdout);
  };
  t.equal((answerTo('**A first look**') as { items: unknown[] }).items.length, 2);
  t.match(answerTo('**A need, from a program**'), { state: 'submitted', version: 2, lines: [{ quantityRequested: 12 }] });
  t.equal(examples.length, 2, 'and that is all');
});

t.test('README’s story has the chapters that the walkthrough plays', async (t) => {
  const [story] = await blocksOf('What it does, in one story');
  const told = [...(story?.text ?? '').matchAll(/^\d+\. (.*)$/gm)].map(([, title]) => title);
  const source = await readFile('tests/acceptance/story.ts', 'utf8');
  const played = [...source.matchAll(/tell\.chapter\('(.*)'\)/g)].map(([, title]) => title);
  t.ok(played.length > 10, 'the chapters were really found');
  t.strictSame(told, played);
});
