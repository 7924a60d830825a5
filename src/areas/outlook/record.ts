import { z } from 'zod';
import { calendarDate, idOf, instant, slugOf, toldQuantity } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { CALENDAR_SLUGS } from '../calendars/domain/standard-calendar.ts';
import { declareRecord, parties, recipientSide, type ViewOf } from '../disclosure/index.ts';
import { PRIORITIES } from '../needs/domain/need.ts';
import { OBSTACLE_STATES } from '../obstacles/domain/obstacle.ts';
import { SEVERITIES } from '../reference/domain/vocabulary.ts';
import { HELD_KINDS } from './domain/held-kinds.ts';

/** A sum over everything may exceed what one quantity may. */
const total = z.int().min(0);
const unitsInAll = z.number().min(0);
const days = z.int().min(0).meta({ description: 'Whole days.' });
export const ESTIMATE_SOURCES = ['recorded', 'reference'] as const;
const source = z.enum(ESTIMATE_SOURCES).meta({
  description: 'recorded: what this service has seen, where it has seen it often enough; reference: the estimate of the reference data.',
});

// The obstacles, deliveries and matches behind all of these are the reader's own by row-level security.

export const Burden = declareRecord('Burden', 'What is held back, each thing once however many ways an obstacle blocks it.', {
  things: parties(total.meta({ description: 'How many things: parts of need lines, matches and deliveries.' })),
  quantity: parties(unitsInAll.meta({ description: 'Units, of whatever they are counted in.' })),
  weightedQuantity: parties(
    unitsInAll.meta({
      description: 'The same by the tier of their need: critical × 8, urgent × 4, important × 2, routine × 1.',
    }),
  ),
  valueEur: parties(total.meta({ description: 'Estimate, EUR: the middle of each unit cost band × quantity; a half is rounded to even.' })),
});

export const ObstacleName = declareRecord('ObstacleName', 'An obstacle, by id and short code.', {
  id: parties(idOf('obstacle')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' })),
});

export const HeldQuantity = declareRecord('HeldQuantity', 'Something that an open obstacle holds back.', {
  kind: parties(
    z.enum(HELD_KINDS).meta({
      description:
        'need-line: approved and promised by nobody; match: promised and on no delivery yet; delivery-line: on a delivery and not yet arrived; arrived: accepted and not in service yet.',
    }),
  ),
  needId: parties(idOf('need')),
  needReference: parties(z.string().nullable()),
  needLineId: parties(idOf('need-line')),
  matchId: parties(idOf('match').nullable()),
  matchReference: parties(z.string().nullable()),
  deliveryId: parties(idOf('delivery').nullable()),
  deliveryReference: parties(z.string().nullable()),
  itemType: parties(slugOf('item-type')),
  unitOfMeasure: parties(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  quantity: parties(toldQuantity),
  priority: parties(z.enum(PRIORITIES)),
  weight: parties(z.int().min(1).meta({ description: 'How much a unit counts by the tier of its need.' })),
  weightedQuantity: parties(toldQuantity),
  valueEur: parties(total),
  daysHeld: parties(days.meta({ description: 'Days since the first of its obstacles was reported, at least 1.' })),
  effortDays: parties(
    days.meta({
      description: 'Expected days of all its obstacles and of all that these wait for, together, of those that the reader sees.',
    }),
  ),
  heldTogetherWith: parties(
    z.array(ObstacleName.schema).meta({ description: 'The other open obstacles that hold it: only the last of them frees it.' }),
  ),
  heldByOthers: parties(
    z.boolean().meta({
      description: 'Whether obstacles that the reader doesn’t see hold it too, or have to be gone before one that does.',
    }),
  ),
});
export type HeldQuantityView = ViewOf<typeof HeldQuantity>;

export const RankedObstacle = declareRecord(
  'RankedObstacle',
  'An open obstacle, what it holds back, and its place in the order in which to work.',
  {
    rank: parties(z.int().min(1).meta({ description: 'Its place in the order in which to work.' })),
    id: parties(idOf('obstacle')),
    reference: parties(z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' })),
    kind: parties(slugOf('obstacle-kind')),
    state: parties(z.enum(OBSTACLE_STATES)),
    severity: parties(z.enum(SEVERITIES)),
    blocking: parties(z.boolean().meta({ description: 'false: known, and holds nothing back.' })),
    blocksMilestone: parties(slugOf('milestone')),
    owner: parties(Party.nullable()),
    waitingOn: parties(Party.nullable()),
    reportedAt: parties(instant),
    daysLost: parties(days.meta({ description: 'Days since it was reported; reopening keeps its age.' })),
    expectedDays: parties(days.meta({ description: 'What one of its kind takes to resolve, in calendar days, at least 1.' })),
    expectedDaysFrom: parties(source),
    records: parties(total.meta({ description: 'How many resolved obstacles of its kind are on record.' })),
    held: parties(Burden.schema),
    freedAlone: parties(
      Burden.schema.meta({
        description: 'The part of it that would move if this obstacle alone were resolved; nothing while it waits for another.',
      }),
    ),
    heldThroughOthers: parties(
      Burden.schema.meta({
        description: 'What it doesn’t hold itself and those do that wait for it, directly or through others. It counts in the index.',
      }),
    ),
    waitsFor: parties(
      z.array(ObstacleName.schema).meta({
        description: 'The open obstacles that have to be gone before it can be resolved: they stand before it in this order.',
      }),
    ),
    waitedForBy: parties(
      z.array(ObstacleName.schema).meta({ description: 'The open obstacles that can’t be resolved before it has gone.' }),
    ),
    index: parties(
      z.int().min(0).meta({
        description:
          'What the order goes by: over all things that it holds, itself or through others that wait for it, 1000 × weighted quantity × days held ÷ expected days of all obstacles that hold the thing or have to be gone before those, rounded down. Ties: what is waited for before what waits, the greater weighted quantity, the more days lost, the lower id.',
      }),
    ),
    heldTogetherWith: parties(
      z.array(ObstacleName.schema).meta({ description: 'The other open obstacles that hold some of the same things.' }),
    ),
    things: parties(z.array(HeldQuantity.schema).meta({ description: 'The list behind the figures.' })),
  },
);
export type RankedObstacleView = ViewOf<typeof RankedObstacle>;

export const DurationUsed = declareRecord(
  'DurationUsed',
  'A milestone or an obstacle that the forecast reckons with, and where its duration is from.',
  {
    milestone: parties(slugOf('milestone').optional()),
    obstacle: parties(ObstacleName.schema.optional()),
    kind: parties(slugOf('obstacle-kind').optional().meta({ description: 'The kind of the obstacle.' })),
    blocksMilestone: parties(slugOf('milestone').optional()),
    daysOpen: parties(days.optional()),
    from: parties(source),
    calendar: parties(
      z.enum(CALENDAR_SLUGS).optional().meta({
        description:
          'By which calendar an estimate in working days is counted: that of the organisation which the obstacle waits on, else of its owner, else of the UN.',
      }),
    ),
    records: parties(total.meta({ description: 'How many there are on record; fewer than 8, or of fewer than 3 units, are not used.' })),
  },
);

export const FORECAST_STATES = ['arrived', 'under-way', 'over'] as const;

const arrival = {
  deliveryId: parties(idOf('delivery')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'D-7F3K-2Q' })),
  is: parties(z.enum(FORECAST_STATES).meta({ description: 'over: lost, returned or seized; it will not arrive.' })),
  arrivalMilestone: parties(
    slugOf('milestone').meta({
      description: 'What arriving means: delivered to the site; works and services handed over; a course held.',
    }),
  ),
  arrivedOn: parties(calendarDate.nullable()),
  plannedOn: parties(calendarDate.nullable().meta({ description: 'The day that was planned.' })),
  revisedOn: parties(calendarDate.nullable().meta({ description: 'The day that people last expected.' })),
  p50On: parties(calendarDate.nullable().meta({ description: 'As likely before this day as after it.' })),
  p80On: parties(calendarDate.nullable().meta({ description: 'Four times as likely by this day as after it.' })),
  ahead: parties(z.array(DurationUsed.schema).meta({ description: 'The milestones that are still ahead.' })),
  obstacles: parties(z.array(DurationUsed.schema).meta({ description: 'The open obstacles that hold it, of those that the reader sees.' })),
};

export const ArrivalForecast = declareRecord('ArrivalForecast', 'When a delivery arrives.', arrival);
export type ArrivalForecastView = ViewOf<typeof ArrivalForecast>;

const simulation = {
  asOf: parties(calendarDate.meta({ description: 'The day from which it looks ahead.' })),
  seed: parties(z.int().min(0)),
  runs: parties(z.int().min(1).meta({ description: 'How often the days ahead were played.' })),
};

export const SimulatedArrival = declareRecord('SimulatedArrival', 'When a delivery arrives, and how that was reckoned.', {
  ...arrival,
  ...simulation,
});
export type SimulatedArrivalView = ViewOf<typeof SimulatedArrival>;

export const NeedForecastLine = declareRecord('NeedForecastLine', 'How much of a line the dates cover, and how much they don’t.', {
  needLineId: parties(idOf('need-line')),
  itemType: parties(slugOf('item-type')),
  unitOfMeasure: parties(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  arrived: parties(toldQuantity.meta({ description: 'Accepted.' })),
  onDeliveries: parties(toldQuantity.meta({ description: 'On a delivery and not yet arrived: what the dates are about.' })),
  withoutDelivery: parties(toldQuantity.meta({ description: 'Promised, and on no delivery yet: not in the dates.' })),
  unpromised: recipientSide(toldQuantity.meta({ description: 'Approved, and promised by nobody: not in the dates.' })),
});

export const NeedForecast = declareRecord('NeedForecast', 'When the deliveries of a need arrive, and what of it is on none.', {
  needId: parties(idOf('need')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'N-7F3K-2Q' })),
  p50On: parties(
    calendarDate.nullable().meta({ description: 'When the last of its deliveries has arrived; null where none is under way.' }),
  ),
  p80On: parties(calendarDate.nullable()),
  coversAll: recipientSide(
    z.boolean().meta({
      description: 'Whether everything that was approved has arrived or is on a delivery: if not, the dates are not the end of it.',
    }),
  ),
  lines: parties(z.array(NeedForecastLine.schema)),
  deliveries: parties(z.array(ArrivalForecast.schema)),
  ...simulation,
});
export type NeedForecastView = ViewOf<typeof NeedForecast>;
