import { readdirSync } from 'node:fs';
import t from 'tap';
import { REDACTION } from '#src/areas/disclosure/index.ts';

const rooms = new URL('../../../src/areas/disclosure/domain/redaction/', import.meta.url);

t.test('no resource is listed twice, so that none of its lists silently replaces another', async (t) => {
  const listed: string[] = [];
  for (const file of readdirSync(rooms).filter((name) => name !== 'readers.ts')) {
    const [room] = Object.values((await import(new URL(file, rooms).href)) as Record<string, object>);
    listed.push(...Object.keys(room ?? {}));
  }
  t.ok(listed.length > 50, `${listed.length} resources`);
  t.strictSame(listed.toSorted(), Object.keys(REDACTION).toSorted());
});
