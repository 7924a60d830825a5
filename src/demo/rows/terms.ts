import type postgres from 'postgres';
import { CALENDAR_SLUGS } from '../../areas/calendars/domain/standard-calendar.ts';
import { addWorkingDays, calendarOfParty, workingCalendar } from '../../areas/calendars/domain/working-calendar.ts';
import { must } from '../../kernel/assert.ts';
import { type CalendarDate, daysBetween } from '../../kernel/calendar-date.ts';

/** Days that end a term of working days: the steps of an obstacle's playbook, and with the first of them what happens next. */
export interface Terms {
  /** Puts marks in the place of such days in a row. */
  readonly mark: (table: string, row: string, today: CalendarDate) => string;
}

interface Step {
  readonly obstacle: string;
  readonly began: CalendarDate;
  readonly term: number;
  readonly due: CalendarDate;
  /** The party of whoever was to work on it when it was reported. */
  readonly party: string;
}

interface Playbook {
  readonly began: CalendarDate;
  readonly calendar: string;
  readonly firstTerm: number;
  /** How many working days after it began a step is due. */
  readonly workingDays: ReadonlyMap<CalendarDate, number>;
}

/** Finds from when, for how long and on whose calendar the terms of each obstacle run: its owner's, or else one that gives these days. */
export async function readTerms(sql: postgres.Sql): Promise<Terms> {
  const steps = await sql<Step[]>`
    select obstacle_id as obstacle, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as began, term_days as term,
      due_on::text as due, organisations.party
    from obstacle_steps join obstacles on obstacles.id = obstacle_id
    join events on subject_id = obstacle_id and action = 'obstacle.reported'
    join organisations on organisations.id = (after ->> 'ownerId')::uuid
    order by obstacle_id, position`;
  const playbooks = new Map<string, Playbook>();
  for (const obstacle of new Set(steps.map((step) => step.obstacle))) {
    playbooks.set(obstacle, playbookOf(steps.filter((step) => step.obstacle === obstacle)));
  }
  return {
    mark: (table, row, today) => {
      const key = KEYS[table];
      if (key === undefined) return row;
      const { id, obstacle_id, subject_id } = JSON.parse(row) as Readonly<Record<string, string>>;
      const playbook = playbooks.get((table === 'obstacles' ? id : (obstacle_id ?? subject_id)) ?? '');
      if (playbook === undefined) return row;
      const from = daysBetween(today, playbook.began);
      return row.replace(key, (all, name: string, day: CalendarDate) => {
        const workingDays = playbook.workingDays.get(day);
        // What happens next is the first step, or a day that somebody named; a later step's day is met by chance.
        const isStep = table === 'obstacle_steps' || workingDays === playbook.firstTerm;
        return workingDays === undefined || !isStep ? all : `${name}"$term:${playbook.calendar}:${from}:${workingDays}"`;
      });
    },
  };
}

/** Under which name each table keeps such a day. */
const KEYS: Readonly<Record<string, RegExp>> = {
  obstacle_steps: /("due_on": )"([^"]*)"/,
  obstacles: /("next_action_on": )"([^"]*)"/,
  events: /("nextActionOn": )"([^"]*)"/g,
};

function playbookOf(steps: readonly Step[]): Playbook {
  const { began, party, term: firstTerm } = must(steps[0], 'a playbook has a step');
  for (const calendar of [calendarOfParty(party), ...CALENDAR_SLUGS]) {
    const working = workingCalendar(calendar);
    const workingDays = new Map<CalendarDate, number>();
    let sum = 0;
    for (const { term, due } of steps) {
      sum += term;
      if (addWorkingDays(working, began, sum) === due) workingDays.set(due, sum);
    }
    if (workingDays.size === steps.length) return { began, calendar, firstTerm, workingDays };
  }
  throw new Error(`no calendar gives the terms that began on ${began}`);
}
