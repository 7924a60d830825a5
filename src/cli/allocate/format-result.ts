import {
  type AllocationInput,
  type AllocationResult,
  type Certificate,
  type FormattedReasons,
  grainsOf,
  type ImpossibleReason,
  type IntegerPart,
  showTotal,
  tellPlan,
} from '../../allocation/index.ts';
import type { Language } from '../../kernel/language.ts';
import { formatList } from '../../locales/format-arguments.ts';
import { formatMessage } from '../../locales/format-message.ts';
import { printable } from '../printable.ts';

/** A plan as a table, what it reaches and proves, and why lines stay short; in the language of its reasons. */
export function formatResult(
  { plan, objective, tiers, isProven, certificate, floorPrices }: AllocationResult,
  { language, needs, offers }: FormattedReasons,
  input: Pick<AllocationInput, 'needs' | 'offers'>,
): string {
  const { perUnit } = grainsOf(input);
  const served = tiers.map((total) => {
    const { tier } = total;
    const shown = { served: showTotal(total.served, perUnit), asked: showTotal(total.asked, perUnit) };
    return tier === null
      ? formatMessage(language, 'allocate.no-tier-served', shown)
      : formatMessage(language, 'allocate.tier-served', { tier, ...shown });
  });
  const short = [
    ...needs
      .filter((need) => need.served < need.asked)
      .map(({ need, served: units, asked, text }) =>
        formatMessage(language, 'allocate.short-need', { line: printable(need), served: units, asked, reason: text }),
      ),
    ...offers
      .filter(({ left }) => left > 0)
      .map(({ offer, left, text }) => formatMessage(language, 'allocate.short-offer', { line: printable(offer), left, reason: text })),
  ];
  return [
    ...rowsOf(tellPlan(plan, input), language),
    '',
    ...served,
    formatMessage(language, isProven ? 'allocate.score-proven' : 'allocate.score-not-proven', { score: showTotal(objective, perUnit) }),
    ...formatGaps(certificate, perUnit, language),
    ...floorPrices.map((price) => formatFloorPrice(price, perUnit, language)),
    ...(short.length > 0 ? ['', ...short] : []),
  ].join('\n');
}

function rowsOf(plan: AllocationResult['plan'], language: Language): string[] {
  const head = (['need', 'offer', 'quantity'] as const).map((column) => formatMessage(language, `allocate.${column}`));
  const rows = [head, ...plan.map(({ need, offer, quantity }) => [printable(need), printable(offer), String(quantity)])];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([need = '', offer = '', quantity = '']) =>
    `${need.padEnd(widths[0] ?? 0)}  ${offer.padEnd(widths[1] ?? 0)}  ${quantity.padStart(widths[2] ?? 0)}`.trimEnd(),
  );
}

function formatFloorPrice(
  { id, score, tiers, isProven }: AllocationResult['floorPrices'][number],
  perUnit: number,
  language: Language,
): string {
  const given = tiers
    .filter((tier) => tier.units !== 0n)
    .map((one) => {
      const { tier } = one;
      const units = showTotal(one.units, perUnit);
      return tier === null
        ? formatMessage(language, 'allocate.units-without-tier', { units })
        : formatMessage(language, 'allocate.units-of-tier', { units, tier });
    });
  const cost = formatList([...given, formatMessage(language, 'allocate.micro-units', { score: showTotal(score, perUnit) })], language);
  return formatMessage(language, isProven ? 'allocate.floor-costs' : 'allocate.floor-not-proven', { floor: printable(id), cost });
}

/**
 * What is not proven. A step is bounded among the plans that reach as much in the steps before it; what the solver alone says is told as
 * its word, or as what a file says of it.
 */
export function formatGaps(
  { parts }: Pick<Certificate, 'parts'>,
  perUnit: number,
  language: Language,
  word: 'allocate.solver-says' | 'allocate.file-says' = 'allocate.solver-says',
): string[] {
  return parts.flatMap(({ needs, stages }) =>
    stages.flatMap((stage, index) => {
      const { reached, bound, solverBound } = stage;
      if (reached === bound) return [];
      const name = formatStage(stage, language);
      const joined = needs.length > 1 ? 'other' : 'alone';
      const where =
        parts.length === 1 ? name : formatMessage(language, 'allocate.stage-of', { stage: name, need: printable(needs[0] ?? ''), joined });
      const place = index === 0 ? 'first' : 'other';
      const show = (grains: bigint): number | bigint => showTotal(grains, perUnit);
      const numbers = { gap: show(bound - reached), reached: show(reached), bound: show(bound) };
      const gap = formatMessage(language, 'allocate.gap', { ...numbers, stage: where, place });
      return [solverBound === null ? gap : formatMessage(language, word, { gap, said: show(solverBound) })];
    }),
  );
}

function formatStage(stage: IntegerPart['stages'][number], language: Language): string {
  if ('score' in stage) return formatMessage(language, 'allocate.stage-score');
  if (stage.tier === null) return formatMessage(language, 'allocate.stage-no-tier');
  return formatMessage(language, 'allocate.stage-tier', { tier: stage.tier });
}

/** A condition that can't hold together with those told beside it. */
export function formatImpossible(reason: ImpossibleReason, language: Language): string {
  if (reason.condition === 'fixed') {
    const { quantity } = reason;
    return formatMessage(language, 'allocate.impossible-fixed', { need: printable(reason.need), offer: printable(reason.offer), quantity });
  }
  const { wanted, reachable } = reason;
  const floor = printable(reason.id);
  if (wanted === null) return formatMessage(language, 'allocate.impossible-floor', { floor });
  if (reachable === null) return formatMessage(language, 'allocate.impossible-floor-wanted', { floor, wanted });
  return formatMessage(language, 'allocate.impossible-floor-reach', { floor, wanted, reachable });
}
