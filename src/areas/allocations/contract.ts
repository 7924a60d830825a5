import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, count, idOf, instant, quantity, versionField } from '../../platform/http/schemas.ts';
import { RESERVATION_DAYS } from '../matches/domain/match.ts';
import { RULES } from '../matching/domain/rules.ts';
import { asked, lineId } from './contract-request.ts';
import { ALLOCATION_EVENTS, ALLOCATION_STATES, FAILURES } from './domain/allocation.ts';

export { AllocationEquity, type AllocationEquityView, NextBestDonation, type NextBestDonationView } from './contract-analyses.ts';
export { RequestAllocation } from './contract-request.ts';

const record = z.record(z.string(), z.unknown());
const digits = z
  .string()
  .regex(/^-?\d+$/)
  .meta({ description: 'A whole number of any size, as digits.', example: '123456789' });
const hash = z.string().meta({ description: 'SHA-256 in hexadecimal digits.' });

export const AllocationProgress = z
  .object({ stage: z.string(), done: count, total: count })
  .meta({ id: 'AllocationProgress', description: 'How far the engine has come.' });

const provenBest = z.boolean().meta({
  description:
    'Whether it is proven that no plan is better. Where not, the certificate states for each step what the plan reaches and the bound that its proof shows; solverBound is the word of the integer solver alone.',
});

export const Allocation = z
  .object({
    id: idOf('allocation'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'A-7F3K-2Q' }),
    state: z.enum(ALLOCATION_STATES),
    request: z.object(asked).meta({ id: 'AllocationRequest', description: 'What was asked for.' }),
    requestedBy: idOf('user'),
    baselineId: idOf('allocation').nullable().meta({ description: 'The run without the scenario’s differences.' }),
    repeatOf: idOf('allocation').nullable().meta({ description: 'The run that this one repeats.' }),
    judgedOn: calendarDate.meta({ description: 'The day that the snapshot was judged on.' }),
    size: z
      .object({ needs: count, offers: count, pairs: count, excluded: count, judged: count })
      .meta({ id: 'AllocationSize', description: 'How much was put before the engine, and how many pairs were judged in full for it.' }),
    snapshotHash: hash,
    resultHash: hash.nullable(),
    totals: z
      .object({
        objective: digits,
        isProven: provenBest,
        lines: count,
        tiers: z.array(z.object({ tier: z.int().nullable(), asked: digits, served: digits })),
      })
      .nullable()
      .meta({ id: 'AllocationTotals', description: 'What came out, in short.' }),
    progress: AllocationProgress.nullable(),
    failure: z.enum(FAILURES).nullable().meta({
      description:
        'settings-contradict: it is proven that the settings can’t all hold; no-plan-found: none was found, and that is not proven.',
    }),
    failureReasons: z.array(z.looseObject({})).meta({
      description: 'The settings that can’t all hold: as proven, or where no plan was found, by the word of the solver alone.',
    }),
    requestedAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    version: versionField,
    allowedActions: z.array(z.enum(ALLOCATION_EVENTS)),
  })
  .meta({ id: 'Allocation', description: 'A run of the allocation engine.' });
export type AllocationView = z.output<typeof Allocation>;
export const AllocationPage = pageOf(Allocation, 'AllocationPage');

export const listAllocationsQuery = z.strictObject({ ...pageQuery, state: z.enum(ALLOCATION_STATES).optional() });
export type ListAllocations = z.output<typeof listAllocationsQuery>;
export const allocationParams = z.strictObject({ id: idOf('allocation') });
export const partQuery = z.strictObject(pageQuery);
export type PartQuery = z.output<typeof partQuery>;

export const AllocationLine = z
  .object({ need: lineId, offer: lineId, quantity })
  .meta({ id: 'AllocationLine', description: 'What one need line is given from one offer line.' });
export type AllocationLineView = z.output<typeof AllocationLine>;
export const AllocationLinePage = pageOf(AllocationLine, 'AllocationLinePage');

export const REASON_SIDES = ['needs', 'offers', 'excluded'] as const;
export const reasonsQuery = z.strictObject({
  ...pageQuery,
  of: z
    .enum(REASON_SIDES)
    .default('needs')
    .meta({ description: 'Reasons of need lines, of offer lines, or of the pairs that a rule excludes.' }),
});
export type ReasonsQuery = z.output<typeof reasonsQuery>;

const shares = z.array(z.object({ need: lineId.optional(), offer: lineId.optional(), quantity }));
export const AllocationReason = z
  .object({
    need: lineId.optional(),
    offer: lineId.optional(),
    name: z.string().optional().meta({ description: 'What people call the line.', example: 'N-7F3K-2Q/1 HF radio' }),
    text: z.string().optional().meta({ description: 'The cause in words, in the language asked for by Accept-Language.' }),
    rule: z.enum(RULES).optional().meta({ description: 'The rule that excludes the pair.' }),
    ruleName: z.string().optional().meta({ description: 'The rule in words.' }),
    asked: count.optional(),
    served: count.optional(),
    from: shares.optional(),
    given: count.optional(),
    left: z.number().optional(),
    to: shares.optional(),
    cause: z
      .looseObject({ code: z.string() })
      .optional()
      .meta({ description: 'Code of why it got, or gave, this much and no more, with what that rests on.' }),
    oneMoreUnit: z.object({ tierWeight: z.number(), score: z.number(), isExact: z.boolean() }).nullable().optional().meta({
      description:
        'What one unit more of the line would be worth: isExact false where it is at most this. Null for money, and where side conditions touch the line, so that no price tells it.',
    }),
  })
  .meta({ id: 'AllocationReason', description: 'Why a line was served so, or a pair left out.' });
export type AllocationReasonView = z.output<typeof AllocationReason>;
export const AllocationReasonPage = pageOf(AllocationReason, 'AllocationReasonPage');

export const AllocationCertificate = z
  .object({
    snapshotHash: hash,
    resultHash: hash,
    isProven: provenBest,
    certificate: record,
    floorPrices: z.array(record).meta({ description: 'What each guaranteed share costs, and whether that is proven.' }),
  })
  .meta({
    id: 'AllocationCertificate',
    description:
      'What proves the plan, and what of it is not proven: whoever has the instance and the result can check it without solving anything again (`wasl allocate instance.json --verify result.json`).',
  });
export type AllocationCertificateView = z.output<typeof AllocationCertificate>;

export const AllocationInstance = z
  .object({
    input: z.object({
      needs: z.array(z.record(z.string(), z.unknown())),
      offers: z.array(z.record(z.string(), z.unknown())),
      pairs: z.array(z.object({ need: lineId, offer: lineId, score: z.int(), unitCost: z.int().optional() })),
    }),
    settings: z.record(z.string(), z.unknown()),
    excluded: z.array(z.object({ need: lineId, offer: lineId, rule: z.enum(RULES) })),
  })
  .meta({ id: 'AllocationInstance', description: 'What was put before the engine, byte for byte as it was hashed.' });

export const AllocationResult = z
  .object({
    plan: z.array(AllocationLine),
    objective: digits,
    tiers: z.array(record),
    isProven: provenBest,
    certificate: record,
    reasons: z.object({ needs: z.array(record), offers: z.array(record), excluded: z.array(record) }),
    floorPrices: z.array(record),
  })
  .meta({ id: 'AllocationResult', description: 'All that the engine answered, byte for byte as it was hashed.' });

const served = z.object({ units: z.number(), score: digits });
const difference = z.object({ key: z.string().nullable(), before: served, after: served });
export const AllocationComparison = z
  .object({
    baselineId: idOf('allocation'),
    isProven: z.boolean().meta({ description: 'Whether both plans are proven best, so that the differences are those of the best plans.' }),
    total: difference,
    byTier: z.array(difference),
    byArea: z.array(difference),
    byRegion: z.array(difference),
    byDonor: z.array(difference),
    needs: z.array(difference).meta({ description: 'Need lines that are served otherwise.' }),
    offers: z.array(difference).meta({ description: 'Offer lines that give otherwise.' }),
  })
  .meta({ id: 'AllocationComparison', description: 'Units served and score before and after the scenario’s differences.' });
export type AllocationComparisonView = z.output<typeof AllocationComparison>;

export const ProposeLines = z
  .strictObject({
    lines: z
      .array(
        z.strictObject({
          needLineId: idOf('need-line'),
          offerLineId: idOf('offer-line'),
          quantity: quantity.optional().meta({ description: 'Less than planned; without it, all that is planned.' }),
        }),
      )
      .min(1)
      .max(200),
    reservationDays: z.int().min(1).max(90).default(RESERVATION_DAYS),
  })
  .meta({ id: 'ProposeLines', description: 'Lines of the plan to turn into proposed matches.' });
export type ProposeLines = z.output<typeof ProposeLines>;

const chosen = { needLineId: idOf('need-line'), offerLineId: idOf('offer-line') };
const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
export const ProposedLines = z
  .object({
    proposed: z.array(z.object({ ...chosen, quantity, matchId: idOf('match') })),
    refused: z.array(
      z.object({
        ...chosen,
        code: z.string().meta({ description: 'inputs-changed, not-in-plan, exceeds-plan, already-proposed, or the code of a refusal.' }),
        changed: z.array(z.object({ field: z.string(), before: value, now: value })).meta({ description: 'What is no longer as it was.' }),
      }),
    ),
  })
  .meta({ id: 'ProposedLines', description: 'Which lines became proposed matches, and which were refused and why.' });
export type ProposedLinesView = z.output<typeof ProposedLines>;
