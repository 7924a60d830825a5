import { eq, inArray } from 'drizzle-orm';
import type { MeetingId } from '../../kernel/id.ts';
import type { Language, Names } from '../../kernel/language.ts';
import { TwoKeyMap } from '../../kernel/two-key-map.ts';
import type { AccountActor, ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { organisations } from '../reference/tables.ts';
import { todayOfMission, vocabularyTerms } from '../reference/index.ts';
import { renderBrief } from './brief/page.ts';
import { STATE_VOCABULARIES } from './brief/pieces.ts';
import { followUpOf } from './follow-up-queries.ts';

/** The follow-up of a meeting as a page for paper. It says what the same reader would be told as JSON, and no more. */
export async function printBrief(tx: Tx, ctx: ActorContext<AccountActor>, id: MeetingId, language: Language): Promise<string> {
  const followUp = await followUpOf(tx, ctx, id);
  const [reader] = await tx
    .select({ names: organisations.names })
    .from(organisations)
    .where(eq(organisations.id, ctx.actor.organisationId));
  return renderBrief(
    followUp,
    { language, stateNames: await selectStateNames(tx) },
    { today: todayOfMission(ctx), reader: reader?.names ?? NOBODY },
  );
}

const NOBODY: Names = { en: '', ar: '', it: '', fr: '' };

async function selectStateNames(tx: Tx): Promise<TwoKeyMap<string, string, Names>> {
  const rows = await tx
    .select({ vocabulary: vocabularyTerms.vocabulary, slug: vocabularyTerms.slug, names: vocabularyTerms.names })
    .from(vocabularyTerms)
    .where(inArray(vocabularyTerms.vocabulary, STATE_VOCABULARIES));
  return new TwoKeyMap(rows.map(({ vocabulary, slug, names }) => [vocabulary, slug, names]));
}
