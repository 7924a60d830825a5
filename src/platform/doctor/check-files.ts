import { plural } from '../../kernel/plural.ts';
import type { ByteStore } from '../files/byte-store.ts';
import { checkContent, type Content, isDamage } from '../files/verified-content.ts';
import { FileMissing } from '../files/byte-store.ts';
import { eachTold, type OnProgress } from '../progress.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

const ABOUT = 'files';
const NAMED_AT_MOST = 20;
/** A scheduled job takes files away that nobody has named for a day, and comes by once a day. */
const SWEPT_AFTER_MS = 50 * 3_600_000;

const BRING_BACK = 'bring it back from a backup: wasl restore of one into an empty database and directory gives all of its files';

export interface Files {
  readonly store: ByteStore;
  /** What rows name. */
  readonly named: readonly Content[];
  /** By presence and size alone, without reading them. */
  readonly quick: boolean;
  readonly now: Date;
  readonly onProgress: OnProgress;
}

/** Files that rows name and the store has lost or altered, and those that it keeps for nobody. */
export async function checkFiles({ store, named, quick, now, onProgress }: Files): Promise<readonly Finding[]> {
  const damaged: Finding[] = [];
  await eachTold(named, 'Files looked at', onProgress, async (content) => {
    const fault = await (quick ? findFaultQuickly(store, content) : findFault(store, content));
    if (fault !== null) damaged.push(wrong(ABOUT, `${content.hash} is ${fault}`, BRING_BACK));
  });
  const how = quick ? 'there, with the right size (not read)' : 'there and what was stored';
  const found =
    damaged.length === 0
      ? [ok(ABOUT, `${plural(named.length, 'file that documents name is', 'files that documents name are')} ${how}`)]
      : shorten(damaged);
  return [...found, await checkOrphans(store, new Set(named.map(({ hash }) => hash)), now)];
}

async function findFaultQuickly(store: ByteStore, { hash, sizeBytes }: Content): Promise<string | null> {
  const size = await store.sizeOf(hash);
  if (size === null) return 'missing';
  return size === sizeBytes ? null : `altered: ${plural(size, 'byte')} instead of ${sizeBytes}`;
}

async function findFault(store: ByteStore, content: Content): Promise<string | null> {
  try {
    await checkContent(store, content);
    return null;
  } catch (error) {
    if (!isDamage(error)) throw error;
    if (!(error instanceof FileMissing)) return 'altered';
    return error.instead === undefined ? 'missing' : `missing: ${error.instead} is in its place`;
  }
}

async function checkOrphans(store: ByteStore, named: ReadonlySet<string>, now: Date): Promise<Finding> {
  let orphans = 0;
  let example = '';
  for await (const hash of store.putBefore(new Date(now.getTime() - SWEPT_AFTER_MS))) {
    if (named.has(hash)) continue;
    orphans += 1;
    example = hash;
  }
  if (orphans === 0) return ok(ABOUT, 'none is kept that no document names');
  const remedy = 'the scheduled job sweep-orphaned-files removes such files each night: see that a process runs with WASL_JOBS=true';
  return warning(ABOUT, `${orphans} kept for two days and more that no document names, such as ${example}`, remedy);
}

function shorten(damaged: readonly Finding[]): readonly Finding[] {
  const more = damaged.length - NAMED_AT_MOST;
  return more <= 0
    ? damaged
    : [...damaged.slice(0, NAMED_AT_MOST), wrong(ABOUT, `${plural(more, 'more is', 'more are')} missing or altered`, BRING_BACK)];
}
