import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, instant, slug } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { CALENDAR_SLUGS } from '../calendars/domain/standard-calendar.ts';
import { PRIORITIES } from '../needs/domain/need.ts';
import { OBSTACLE_STATES, SEVERITIES } from '../obstacles/domain/obstacle.ts';
import { HELD_KINDS } from './domain/held-kinds.ts';

/** A sum over everything may exceed what one quantity may. */
const total = z.int().min(0);
const days = z.int().min(0).meta({ description: 'Whole days.' });
const source = z.enum(['recorded', 'reference']).meta({
  description: 'recorded: what this service has seen, where it has seen it often enough; reference: the estimate of the reference data.',
});

export const Burden = z
  .object({
    things: total.meta({ description: 'How many things: parts of need lines, matches and deliveries.' }),
    quantity: total.meta({ description: 'Units, of whatever they are counted in.' }),
    weightedQuantity: total.meta({
      description: 'The same by the tier of their need: critical × 8, urgent × 4, important × 2, routine × 1.',
    }),
    valueEur: total.meta({ description: 'Estimate, EUR: the middle of each unit cost band × quantity; a half is rounded to even.' }),
  })
  .meta({ id: 'Burden', description: 'What is held back, each thing once however many ways an obstacle blocks it.' });

const ObstacleName = z
  .object({ id: idOf('obstacle'), reference: z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' }) })
  .meta({ id: 'ObstacleName', description: 'An obstacle, by id and short code.' });

export const HeldThing = z
  .object({
    kind: z.enum(HELD_KINDS).meta({
      description:
        'need-line: approved and promised by nobody; match: promised and on no delivery yet; delivery-line: on a delivery and not yet arrived; arrived: accepted and not in service yet.',
    }),
    needId: idOf('need'),
    needReference: z.string().nullable(),
    needLineId: idOf('need-line'),
    matchId: idOf('match').nullable(),
    matchReference: z.string().nullable(),
    deliveryId: idOf('delivery').nullable(),
    deliveryReference: z.string().nullable(),
    itemType: slug,
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    quantity: total,
    priority: z.enum(PRIORITIES),
    weight: z.int().min(1).meta({ description: 'How much a unit counts by the tier of its need.' }),
    weightedQuantity: total,
    valueEur: total,
    daysHeld: days.meta({ description: 'Days since the first of its obstacles was reported, at least 1.' }),
    effortDays: days.meta({
      description: 'Expected days of all its obstacles and of all that these wait for, together, of those that the reader sees.',
    }),
    heldTogetherWith: z.array(ObstacleName).meta({ description: 'The other open obstacles that hold it: only the last of them frees it.' }),
    heldByOthers: z.boolean().meta({
      description: 'Whether obstacles that the reader doesn’t see hold it too, or have to be gone before one that does.',
    }),
  })
  .meta({ id: 'HeldThing', description: 'Something that an open obstacle holds back.' });
export type HeldThingView = z.output<typeof HeldThing>;

export const RankedObstacle = z
  .object({
    rank: z.int().min(1).meta({ description: 'Its place in the order in which to work.' }),
    id: idOf('obstacle'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' }),
    kind: slug,
    state: z.enum(OBSTACLE_STATES),
    severity: z.enum(SEVERITIES),
    blocking: z.boolean().meta({ description: 'false: known, and holds nothing back.' }),
    blocksMilestone: slug,
    owner: Party.nullable(),
    waitingOn: Party.nullable(),
    reportedAt: instant,
    daysLost: days.meta({ description: 'Days since it was reported; reopening keeps its age.' }),
    expectedDays: days.meta({ description: 'What one of its kind takes to resolve, in calendar days, at least 1.' }),
    expectedDaysFrom: source,
    records: total.meta({ description: 'How many resolved obstacles of its kind are on record.' }),
    held: Burden,
    freedAlone: Burden.meta({
      description: 'The part of it that would move if this obstacle alone were resolved; nothing while it waits for another.',
    }),
    heldThroughOthers: Burden.meta({
      description: 'What it doesn’t hold itself and those do that wait for it, directly or through others. It counts in the index.',
    }),
    waitsFor: z.array(ObstacleName).meta({
      description: 'The open obstacles that have to be gone before it can be resolved: they stand before it in this order.',
    }),
    waitedForBy: z.array(ObstacleName).meta({ description: 'The open obstacles that can’t be resolved before it has gone.' }),
    index: z.int().min(0).meta({
      description:
        'What the order goes by: over all things that it holds, itself or through others that wait for it, 1000 × weighted quantity × days held ÷ expected days of all obstacles that hold the thing or have to be gone before those, rounded down. Ties: what is waited for before what waits, the greater weighted quantity, the more days lost, the lower id.',
    }),
    heldTogetherWith: z.array(ObstacleName).meta({ description: 'The other open obstacles that hold some of the same things.' }),
    things: z.array(HeldThing).meta({ description: 'The list behind the figures.' }),
  })
  .meta({ id: 'RankedObstacle', description: 'An open obstacle, what it holds back, and its place in the order in which to work.' });
export type RankedObstacleView = z.output<typeof RankedObstacle>;

export const ObstacleRanking = pageOf(RankedObstacle, 'ObstacleRanking');

export const RankingWhatIf = z
  .object({
    resolved: z.array(ObstacleName),
    freed: Burden.meta({ description: 'What moves once they are gone.' }),
    freedThings: z.array(HeldThing),
    items: z.array(RankedObstacle),
    next: z.string().nullable().meta({ description: 'Cursor of the following page; null on the last one.' }),
  })
  .meta({
    id: 'RankingWhatIf',
    description: 'The order in which to work on the rest, had these been resolved today, and what that frees.',
  });

export const rankingQuery = z.strictObject(pageQuery);

/** Few enough to be read in an address. */
const MOST_RESOLVED = 50;
export const whatIfQuery = z.strictObject({
  ...pageQuery,
  resolved: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(idOf('obstacle')).min(1).max(MOST_RESOLVED))
    .meta({ description: `The obstacles that are taken as resolved: ids, separated by commas, at most ${MOST_RESOLVED}.` }),
});

/** Any number gives a forecast; the same gives the same. */
export const forecastQuery = z.strictObject({
  seed: z.coerce.number().int().min(0).max(4_294_967_295).optional().meta({
    description: 'Where the simulation starts; without it, the one that belongs to the id. The answer says which.',
    example: 20_261_123,
  }),
});

const DurationUsed = z
  .object({
    milestone: slug.optional(),
    obstacle: ObstacleName.optional(),
    kind: slug.optional().meta({ description: 'The kind of the obstacle.' }),
    blocksMilestone: slug.optional(),
    daysOpen: days.optional(),
    from: source,
    calendar: z.enum(CALENDAR_SLUGS).optional().meta({
      description:
        'By which calendar an estimate in working days is counted: that of the organisation which the obstacle waits on, else of its owner, else of the UN.',
    }),
    records: total.meta({ description: 'How many there are on record; fewer than 8, or of fewer than 3 units, are not used.' }),
  })
  .meta({ id: 'DurationUsed', description: 'A milestone or an obstacle that the forecast reckons with, and where its duration is from.' });

const FORECAST_STATES = ['arrived', 'under-way', 'over'] as const;

export const ArrivalForecast = z
  .object({
    deliveryId: idOf('delivery'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'D-7F3K-2Q' }),
    is: z.enum(FORECAST_STATES).meta({ description: 'over: lost, returned or seized; it will not arrive.' }),
    arrivalMilestone: slug.meta({
      description: 'What arriving means: delivered to the site; works and services handed over; a course held.',
    }),
    arrivedOn: calendarDate.nullable(),
    plannedOn: calendarDate.nullable().meta({ description: 'The day that was planned.' }),
    revisedOn: calendarDate.nullable().meta({ description: 'The day that people last expected.' }),
    p50On: calendarDate.nullable().meta({ description: 'As likely before this day as after it.' }),
    p80On: calendarDate.nullable().meta({ description: 'Four times as likely by this day as after it.' }),
    ahead: z.array(DurationUsed).meta({ description: 'The milestones that are still ahead.' }),
    obstacles: z.array(DurationUsed).meta({ description: 'The open obstacles that hold it, of those that the reader sees.' }),
  })
  .meta({ id: 'ArrivalForecast', description: 'When a delivery arrives.' });
export type ArrivalForecastView = z.output<typeof ArrivalForecast>;

const simulation = {
  asOf: calendarDate.meta({ description: 'The day from which it looks ahead.' }),
  seed: z.int().min(0),
  runs: z.int().min(1).meta({ description: 'How often the days ahead were played.' }),
};

export const SimulatedArrival = ArrivalForecast.extend(simulation).meta({
  id: 'SimulatedArrival',
  description: 'When a delivery arrives, and how that was reckoned.',
});
export type SimulatedArrivalView = z.output<typeof SimulatedArrival>;

const NeedForecastLine = z
  .object({
    needLineId: idOf('need-line'),
    itemType: slug,
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    arrived: total.meta({ description: 'Accepted.' }),
    onDeliveries: total.meta({ description: 'On a delivery and not yet arrived: what the dates are about.' }),
    withoutDelivery: total.meta({ description: 'Promised, and on no delivery yet: not in the dates.' }),
    unpromised: total.optional().meta({ description: 'Approved, and promised by nobody: not in the dates.' }),
  })
  .meta({ id: 'NeedForecastLine', description: 'How much of a line the dates cover, and how much they don’t.' });

export const NeedForecast = z
  .object({
    needId: idOf('need'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'N-7F3K-2Q' }),
    p50On: calendarDate.nullable().meta({ description: 'When the last of its deliveries has arrived; null where none is under way.' }),
    p80On: calendarDate.nullable(),
    coversAll: z.boolean().optional().meta({
      description: 'Whether everything that was approved has arrived or is on a delivery: if not, the dates are not the end of it.',
    }),
    lines: z.array(NeedForecastLine),
    deliveries: z.array(ArrivalForecast),
    ...simulation,
  })
  .meta({ id: 'NeedForecast', description: 'When the deliveries of a need arrive, and what of it is on none.' });
export type NeedForecastView = z.output<typeof NeedForecast>;

export const forecastedDelivery = z.strictObject({ id: idOf('delivery') });
export const forecastedNeed = z.strictObject({ id: idOf('need') });
