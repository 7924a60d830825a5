import { whatIsPossible } from '../../kernel/possible.ts';
import { handIn } from '../../kernel/two-sidedness.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { correctionStepsOf, isDecidedHere, refusalOfCorrectionStep } from './domain/correction.ts';
import { Correction, type CorrectionView } from './record.ts';
import type { CorrectionRow } from './rows.ts';

/** A correction as this reader may see it: whoever sees the record that it puts right, a recipient those of its own lines alone. */
export function viewCorrection(ctx: ActorContext, row: CorrectionRow): CorrectionView {
  const { proposedBy, proposedByOrganisationId, proposer, decidedByOrganisationId, decider, ...correction } = row;
  return Correction.show(readerOf(ctx), { ...correction, proposedBy: proposer, decidedBy: decider, ...possibleStepsOf(ctx, row) });
}

/** What the reader may do next with a correction that is decided here; none with the others. */
function possibleStepsOf(
  { actor }: ActorContext,
  { subjectType, proposedBy, proposedByOrganisationId, proposedByRole, ...row }: CorrectionRow,
) {
  const proposer = handIn(proposedBy, proposedByOrganisationId, proposedByRole);
  if (!isDecidedHere(subjectType) || proposer === null || actor.kind === 'system') return whatIsPossible([], () => null);
  const proposed = { ...row, subjectType, proposer };
  return whatIsPossible(correctionStepsOf(proposed, actor), (event) => refusalOfCorrectionStep(proposed, event, actor));
}
