import { whatIsPossible } from '../../kernel/possible.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { correctionStepsOf, refusalOfCorrectionStep } from './domain/correction.ts';
import { Correction, type CorrectionView } from './record.ts';
import type { CorrectionRow } from './rows.ts';

/** A correction as this reader may see it: whoever sees the record that it puts right, a recipient those of its own lines alone. */
export function viewCorrection(ctx: ActorContext, row: CorrectionRow): CorrectionView {
  const { actor } = ctx;
  const { proposedBy, proposedByOrganisationId, proposer, decider, ...correction } = row;
  const proposed = { ...row, proposer: { userId: proposedBy, organisationId: proposedByOrganisationId, role: row.proposedByRole } };
  const reader = actor.kind === 'system' ? null : actor;
  return Correction.show(readerOf(ctx), {
    ...correction,
    proposedBy: proposer,
    decidedBy: decider,
    ...whatIsPossible(correctionStepsOf(proposed, reader), (event) =>
      reader === null ? null : refusalOfCorrectionStep(proposed, event, reader),
    ),
  });
}
