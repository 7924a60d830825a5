import { MICRO, SCORE_PARTS, type ScorePart, sumPoints } from '../../matching/domain/score.ts';
import type { Weights } from './request.ts';

/** The score of a pair by weights of one's own: of each part floor(weight × input), as with the weights of the house. */
export function scoreBy(weights: Weights | undefined, parts: readonly ScorePart[]): number {
  if (weights === undefined) return sumPoints(parts);
  return parts.reduce((sum, { part, input }) => sum + Math.floor((weights[part] * input) / MICRO), 0);
}

/** Weights are whole millionths that sum to one. */
export const areWhole = (weights: Weights): boolean => SCORE_PARTS.reduce((sum, part) => sum + weights[part], 0) === MICRO;
