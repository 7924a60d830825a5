import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import t from 'tap';
import { REDACTION } from '#src/areas/disclosure/index.ts';

const rooms = new URL('../../../src/areas/disclosure/domain/redaction/', import.meta.url);

t.test('no resource is listed twice, so that none of its lists silently replaces another', async (t) => {
  const listed: string[] = [];
  for (const file of readdirSync(rooms).filter((name) => name !== 'readers.ts')) {
    // Written so that a bundler finds all of them.
    const module: unknown = await import(`../../../src/areas/disclosure/domain/redaction/${basename(file, '.ts')}.ts`);
    const [room] = Object.values(module as Record<string, object>);
    listed.push(...Object.keys(room ?? {}));
  }
  t.ok(listed.length > 50, `${listed.length} resources`);
  t.strictSame(listed.toSorted(), Object.keys(REDACTION).toSorted());
});
