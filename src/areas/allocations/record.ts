import { z } from 'zod';
import { type NeedCause, type OfferCause } from '../../allocation/index.ts';
import { PROGRESS_STAGES } from '../../allocation/instance.ts';
import { calendarDate, count, idOf, instant, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow } from '../../platform/http/shared-shapes.ts';
import { declareRecord, overseers, type ViewOf } from '../disclosure/index.ts';
import { RULES } from '../matching/domain/rules.ts';
import { asked, lineId } from './contract-request.ts';
import { ALLOCATION_EVENTS, ALLOCATION_STATES, type FailureReason, FAILURES } from './domain/allocation.ts';
import { type StoredResult } from './domain/result.ts';

/** In the engine's own shape, of which the document tells no more than that it is one. */
const ofEngine = <Shape>(schema: z.ZodType) => schema as unknown as z.ZodType<Shape, Shape>;
const record = z.record(z.string(), z.unknown());
const floorPrices = ofEngine<StoredResult['floorPrices']>(
  z.array(record).meta({ description: 'What each guaranteed share costs, and whether that is proven.' }),
);
const digits = z
  .string()
  .regex(/^-?\d+(?:\.\d{1,3})?$/)
  .meta({ description: 'A number of any size, as digits; with decimals where quantities have them.', example: '123456789' });
const units = z.number().min(0).meta({ description: 'A decimal number of units.' });
const hash = z.string().meta({ description: 'SHA-256 in hexadecimal digits.' });

const provenBest = z.boolean().meta({
  description:
    'Whether it is proven that no plan is better. Where not, the certificate states for each step what the plan reaches and the bound that its proof shows; solverBound is the word of the integer solver alone.',
});

export const AllocationProgress = declareRecord('AllocationProgress', 'How far the engine has come.', {
  stage: overseers(z.enum(PROGRESS_STAGES)),
  done: overseers(count),
  total: overseers(count),
});

export const Allocation = declareRecord('Allocation', 'A run of the allocation engine.', {
  id: overseers(idOf('allocation')),
  reference: overseers(z.string().meta({ description: 'Short code for people.', example: 'A-7F3K-2Q' })),
  state: overseers(z.enum(ALLOCATION_STATES)),
  request: overseers(z.object(asked).meta({ id: 'AllocationRequest', description: 'What was asked for.' })),
  requestedBy: overseers(idOf('user')),
  baselineId: overseers(idOf('allocation').nullable().meta({ description: 'The run without the scenario’s differences.' })),
  repeatOf: overseers(idOf('allocation').nullable().meta({ description: 'The run that this one repeats.' })),
  judgedOn: overseers(calendarDate.meta({ description: 'The day that the snapshot was judged on.' })),
  size: overseers(
    z
      .object({ needs: count, offers: count, pairs: count, excluded: count, judged: count })
      .meta({ id: 'AllocationSize', description: 'How much was put before the engine, and how many pairs were judged in full for it.' }),
  ),
  snapshotHash: overseers(hash),
  resultHash: overseers(hash.nullable()),
  totals: overseers(
    z
      .object({
        objective: digits,
        isProven: provenBest,
        lines: count,
        tiers: z.array(z.object({ tier: z.int().nullable(), asked: digits, served: digits })),
      })
      .nullable()
      .meta({ id: 'AllocationTotals', description: 'What came out, in short.' }),
  ),
  progress: overseers(AllocationProgress.schema.nullable()),
  failure: overseers(
    z.enum(FAILURES).nullable().meta({
      description:
        'settings-contradict: it is proven that the settings can’t all hold; no-plan-found: none was found, and that is not proven.',
    }),
  ),
  failureReasons: overseers(
    ofEngine<readonly FailureReason[]>(
      z.array(z.looseObject({})).meta({
        description: 'The settings that can’t all hold: as proven, or where no plan was found, by the word of the solver alone.',
      }),
    ),
  ),
  requestedAt: overseers(instant),
  startedAt: overseers(instant.nullable()),
  endedAt: overseers(instant.nullable()),
  version: overseers(versionField),
  allowedActions: overseers(z.array(z.enum(ALLOCATION_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: overseers(notAllowedNow(z.enum(ALLOCATION_EVENTS), 'AllocationNotAllowedNow')),
});
export type AllocationView = ViewOf<typeof Allocation>;

export const AllocationLine = declareRecord('AllocationLine', 'What one need line is given from one offer line.', {
  need: overseers(lineId),
  offer: overseers(lineId),
  quantity: overseers(toldQuantity),
});
export type AllocationLineView = ViewOf<typeof AllocationLine>;

const shares = z.array(z.object({ need: lineId.optional(), offer: lineId.optional(), quantity: units }));

export const AllocationReason = declareRecord('AllocationReason', 'Why a line was served so, or a pair left out.', {
  need: overseers(lineId.optional()),
  offer: overseers(lineId.optional()),
  name: overseers(z.string().optional().meta({ description: 'What people call the line.', example: 'N-7F3K-2Q/1 HF radio' })),
  text: overseers(z.string().optional().meta({ description: 'The cause in words, in the language asked for by Accept-Language.' })),
  rule: overseers(z.enum(RULES).optional().meta({ description: 'The rule that excludes the pair.' })),
  ruleName: overseers(z.string().optional().meta({ description: 'The rule in words.' })),
  asked: overseers(units.optional()),
  served: overseers(units.optional()),
  from: overseers(shares.optional()),
  given: overseers(units.optional()),
  left: overseers(units.optional()),
  to: overseers(shares.optional()),
  cause: overseers(
    ofEngine<NeedCause | OfferCause>(z.looseObject({ code: z.string() }))
      .optional()
      .meta({ description: 'Code of why it got, or gave, this much and no more, with what that rests on.' }),
  ),
  oneMoreUnit: overseers(
    z.object({ tierWeight: z.number(), score: z.number(), isExact: z.boolean() }).nullable().optional().meta({
      description:
        'What one unit more of the line would be worth: isExact false where it is at most this. Null for money, and where side conditions touch the line, so that no price tells it.',
    }),
  ),
});
export type AllocationReasonView = ViewOf<typeof AllocationReason>;

export const AllocationCertificate = declareRecord(
  'AllocationCertificate',
  'What proves the plan, and what of it is not proven: whoever has the instance and the result can check it without solving anything again (`wasl allocate instance.json --verify result.json`).',
  {
    snapshotHash: overseers(hash),
    resultHash: overseers(hash),
    isProven: overseers(provenBest),
    certificate: overseers(ofEngine<StoredResult['certificate']>(record)),
    floorPrices: overseers(floorPrices),
  },
);
export type AllocationCertificateView = ViewOf<typeof AllocationCertificate>;

// The two below leave as the texts that were hashed, which nothing may be taken out of; their routes are for these readers alone.

export const AllocationInstance = declareRecord('AllocationInstance', 'What was put before the engine, byte for byte as it was hashed.', {
  input: overseers(
    z.object({
      needs: z.array(z.record(z.string(), z.unknown())),
      offers: z.array(z.record(z.string(), z.unknown())),
      pairs: z.array(z.object({ need: lineId, offer: lineId, score: z.int(), unitCost: z.int().optional() })),
    }),
  ),
  settings: overseers(z.record(z.string(), z.unknown())),
  excluded: overseers(z.array(z.object({ need: lineId, offer: lineId, rule: z.enum(RULES) }))),
});

export const AllocationResult = declareRecord('AllocationResult', 'All that the engine answered, byte for byte as it was hashed.', {
  plan: overseers(z.array(AllocationLine.schema)),
  objective: overseers(digits),
  tiers: overseers(z.array(record)),
  isProven: overseers(provenBest),
  certificate: overseers(ofEngine<StoredResult['certificate']>(record)),
  reasons: overseers(z.object({ needs: z.array(record), offers: z.array(record), excluded: z.array(record) })),
  floorPrices: overseers(ofEngine<StoredResult['floorPrices']>(z.array(record))),
});

const served = z.object({ units: z.number(), score: digits });
const difference = z.object({ key: z.string().nullable(), before: served, after: served });

export const AllocationComparison = declareRecord(
  'AllocationComparison',
  'Units served and score before and after the scenario’s differences.',
  {
    baselineId: overseers(idOf('allocation')),
    isProven: overseers(
      z.boolean().meta({ description: 'Whether both plans are proven best, so that the differences are those of the best plans.' }),
    ),
    total: overseers(difference),
    byTier: overseers(z.array(difference)),
    byArea: overseers(z.array(difference)),
    byRegion: overseers(z.array(difference)),
    byDonor: overseers(z.array(difference)),
    needs: overseers(z.array(difference).meta({ description: 'Need lines that are served otherwise.' })),
    offers: overseers(z.array(difference).meta({ description: 'Offer lines that give otherwise.' })),
  },
);
export type AllocationComparisonView = ViewOf<typeof AllocationComparison>;

const chosen = { needLineId: idOf('need-line'), offerLineId: idOf('offer-line') };
const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

export const ProposedLines = declareRecord('ProposedLines', 'Which lines became proposed matches, and which were refused and why.', {
  proposed: overseers(z.array(z.object({ ...chosen, quantity: units, matchId: idOf('match') }))),
  refused: overseers(
    z.array(
      z.object({
        ...chosen,
        code: z.string().meta({ description: 'inputs-changed, not-in-plan, exceeds-plan, already-proposed, or the code of a refusal.' }),
        changed: z.array(z.object({ field: z.string(), before: value, now: value })).meta({ description: 'What is no longer as it was.' }),
      }),
    ),
  ),
});
export type ProposedLinesView = ViewOf<typeof ProposedLines>;

const millionths = z.int().min(0).nullable();
const euros = z.string().meta({ description: 'Euros as decimal text.', example: '498750.00' });

export const AllocationShare = declareRecord('AllocationShare', 'How much a group asks for, and how much it gets.', {
  key: overseers(z.string().nullable().meta({ description: 'Slug of the region or of the recipient; null in the total.' })),
  asked: overseers(units.meta({ description: 'Units that are validated and still open.' })),
  shareOfNeed: overseers(
    millionths.meta({ description: 'Of all units asked for, in millionths rounded down; null where there are none.' }),
  ),
  served: overseers(units),
  shareOfSupport: overseers(
    millionths.meta({ description: 'Of all units served, in millionths rounded down; null where there are none.' }),
  ),
  fillRate: overseers(millionths.meta({ description: 'What part of the units asked for is served, in millionths rounded down.' })),
});

export const AllocationEquity = declareRecord('AllocationEquity', 'Need against support, by region and by recipient.', {
  total: overseers(AllocationShare.schema),
  byRegion: overseers(z.array(AllocationShare.schema)),
  byRecipient: overseers(z.array(AllocationShare.schema)),
  floorPrices: overseers(floorPrices),
});
export type AllocationEquityView = ViewOf<typeof AllocationEquity>;

export const NextBestDonation = declareRecord('NextBestDonation', 'What a donation would best be spent on, and what it brings.', {
  isProven: overseers(z.boolean().meta({ description: 'Whether it is proven that no basket does more.' })),
  budget: overseers(euros),
  basket: overseers(
    z
      .array(
        z.object({
          itemType: slugOf('item-type'),
          quantity: units,
          costLow: euros,
          costHigh: euros,
          needs: z.array(z.object({ need: lineId, quantity: units })),
        }),
      )
      .meta({ description: 'What the money is spent on, most worth first.' }),
  ),
  costLow: overseers(euros),
  costHigh: overseers(euros),
  effect: overseers(
    z
      .object({
        tiers: z.array(z.object({ tier: z.int().nullable(), units: z.number() })).meta({ description: 'Units more, or less, by tier.' }),
        score: z.string().meta({ description: 'Score more, or less, in micro-units as digits.' }),
        needs: z.array(z.object({ need: lineId, before: units, after: units })).meta({ description: 'Need lines that get more, or less.' }),
      })
      .meta({ description: 'What the plan serves otherwise than its baseline.' }),
  ),
  oneMoreUnit: overseers(
    z.array(z.object({ itemType: slugOf('item-type'), tierWeight: z.int(), score: z.int(), isExact: z.boolean() })).meta({
      description:
        'What one more unit of each item type would be worth to the baseline, from its prices; exact where no side condition touches its needs.',
    }),
  ),
});
export type NextBestDonationView = ViewOf<typeof NextBestDonation>;
