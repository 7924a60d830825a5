import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { blocksOf } from '#tests/support/readme-blocks.ts';

const ADDRESS = 'http://127.0.0.1:3000';

t.test('README’s first look signs in as a person of the demo and reads needs as that person', async (t) => {
  const database = await createTestDatabase(t, { template: 'scenario' });
  const server = await startOwnServer({ ...database.environment, WASL_JOBS: 'false' });
  t.teardown(() => server.stop());
  const block = must(
    (await blocksOf('Two commands')).find(({ language }) => language === 'sh'),
    'a first look',
  );
  t.ok(block.text.includes(ADDRESS));
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', block.text.replaceAll(ADDRESS, server.address)], { encoding: 'utf8' });
  t.equal(status, 0, stderr);
  t.equal((JSON.parse(stdout) as { items: unknown[] }).items.length, 2);
});

t.test('README’s story has the chapters that the walkthrough plays', async (t) => {
  const [story] = await blocksOf('What it does, in one story');
  const told = [...(story?.text ?? '').matchAll(/^\d+\. (.*)$/gm)].map(([, title]) => title);
  const source = await readFile('tests/acceptance/story.ts', 'utf8');
  const played = [...source.matchAll(/tell\.chapter\('(.*)'\)/g)].map(([, title]) => title);
  t.ok(played.length > 10, 'the chapters were really found');
  t.strictSame(told, played);
});
