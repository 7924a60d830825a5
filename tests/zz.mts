import { prepareDatabase } from '../src/prepare.ts';
import { loadDemoWhereEmpty } from '../src/demo/load-demo.ts';
import { connect } from '../src/platform/db/connect.ts';
const url=process.argv[2]!;
await prepareDatabase(url);
const d = connect(url, 4);
const t=performance.now();
try { console.log(await loadDemoWhereEmpty(d.db, { now: () => new Date('2026-11-23T09:00:00Z') })); } catch (e: any) { console.log(e.code, JSON.stringify(e.details), String(e.stack).slice(0,1500), String(e.cause?.message ?? '').slice(0,500), e.cause?.where?.slice(0,800)); }
console.log(performance.now()-t); await d.close();
