import { refusalFrom } from '../../kernel/possible.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { matchStepsOf } from './domain/match.ts';
import type { MatchRow } from './rows.ts';
import { requireAgreeable } from './verbs/agree-match.ts';
import { requireEligible } from './verbs/propose-match.ts';
import { requireLotsOf } from './verbs/require-lots.ts';
import type { MatchRefusals } from './views.ts';

/** What the verbs would refuse the steps of one match for, where its row alone doesn't say: they are asked. */
export async function readRefusals(tx: Tx, ctx: ActorContext, match: MatchRow): Promise<MatchRefusals> {
  const steps = matchStepsOf(match, ctx.actor.role);
  const acceptance = steps.find((event) => event === 'accept-as-donor' || event === 'accept-as-requester');
  const { partnershipId } = match;
  return {
    ...(steps.includes('propose') ? { propose: await refusalFrom(async () => void (await requireEligible(tx, ctx, match))) } : {}),
    ...(acceptance === undefined
      ? {}
      : { [acceptance]: await refusalFrom(() => requireLotsOf(tx, ctx, match, match.quantity, '/quantity')) }),
    // Until one side has named a partnership, either may name any.
    ...(partnershipId !== null && steps.includes('agree')
      ? { agree: await refusalFrom(() => requireAgreeable(tx, ctx, match, partnershipId)) }
      : {}),
  };
}
