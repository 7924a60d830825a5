import { ROLES, type Role } from '../../kernel/role.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import {
  CalendarCorrectionPage,
  CalendarPage,
  calendarParams,
  CorrectCalendar,
  correctionParams,
  HolidayOfYearPage,
  holidaysQuery,
  listCorrectionsQuery,
  ReviseCorrection,
  workingDaysQuery,
} from './contract.ts';
import { countWorkingDays, findCorrection, listCalendars, listCorrections, listHolidays } from './queries.ts';
import { CalendarCorrection, WorkingDays } from './record.ts';
import { correctCalendar, reviseCorrection, withdrawCorrection } from './verbs/correct-calendar.ts';

const tag = 'Calendars';
const reading = {
  method: 'GET',
  tag,
  roles: ROLES,
  scope: 'calendars:read',
  status: 200,
  answer: { as: 'json', mayBeKept: true },
} as const;
const getCalendarCorrection = route({
  ...reading,
  url: '/v1/calendar-corrections/:id',
  operationId: 'getCalendarCorrection',
  summary: 'Read a correction',
  params: correctionParams,
  response: CalendarCorrection.schema,
  handle: ({ tx, ctx, params }) => findCorrection(tx, ctx, params.id),
});

const administrators: readonly Role[] = ['administrator'];
const changing = {
  tag,
  roles: administrators,
  scope: 'calendars:write',
  ifMatch: getCalendarCorrection,
  params: correctionParams,
  status: 200,
  response: CalendarCorrection.schema,
} as const;

export const calendarRoutes: AnyRoute[] = [
  route({
    ...reading,
    url: '/v1/calendars',
    operationId: 'listCalendars',
    summary: 'List the working-day calendars, each holiday with its rule and source',
    response: CalendarPage,
    handle: async ({ ctx }) => listCalendars(ctx),
  }),
  route({
    ...reading,
    url: '/v1/calendars/:slug/holidays',
    operationId: 'listHolidays',
    summary: 'List the holidays of a year',
    description: 'Feasts that the moon moves are marked as expected until they are announced.',
    params: calendarParams,
    query: holidaysQuery,
    response: HolidayOfYearPage,
    handle: ({ tx, ctx, params, query }) => listHolidays(tx, ctx, params.slug, query),
  }),
  route({
    ...reading,
    url: '/v1/calendars/:slug/working-days',
    operationId: 'countWorkingDays',
    summary: 'Count working days up to a day, or find the day that so many lead to',
    params: calendarParams,
    query: workingDaysQuery,
    response: WorkingDays.schema,
    handle: ({ tx, ctx, params, query }) => countWorkingDays(tx, ctx, params.slug, query),
  }),
  route({
    ...reading,
    url: '/v1/calendar-corrections',
    operationId: 'listCalendarCorrections',
    summary: 'List what was announced over the rules of the calendars',
    query: listCorrectionsQuery,
    response: CalendarCorrectionPage,
    handle: ({ tx, ctx, query }) => listCorrections(tx, ctx, query),
  }),
  getCalendarCorrection,
  route({
    method: 'POST',
    url: '/v1/calendar-corrections',
    operationId: 'correctCalendar',
    summary: 'Announce a holiday, or that an expected one is none',
    description: 'A feast that moves is two corrections: none on the expected day, one on the announced day.',
    tag,
    roles: administrators,
    scope: 'calendars:write',
    body: CorrectCalendar,
    status: 201,
    response: CalendarCorrection.schema,
    answer: { as: 'json', location: ({ id }) => `/v1/calendar-corrections/${id}` },
    handle: async ({ tx, ctx, body }) => findCorrection(tx, ctx, await correctCalendar(tx, ctx, body)),
  }),
  route({
    ...changing,
    method: 'PATCH',
    url: '/v1/calendar-corrections/:id',
    operationId: 'reviseCalendarCorrection',
    summary: 'Put right what was entered wrongly',
    body: ReviseCorrection,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseCorrection(tx, ctx, params.id, version, body);
      return findCorrection(tx, ctx, params.id);
    },
  }),
  route({
    ...changing,
    method: 'POST',
    url: '/v1/calendar-corrections/:id/withdraw',
    operationId: 'withdrawCalendarCorrection',
    summary: 'Take a correction back',
    body: reasonBody,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawCorrection(tx, ctx, params.id, version, reasonOf(body));
      return findCorrection(tx, ctx, params.id);
    },
  }),
];

export const calendarTag = { name: tag, description: 'On which days the authorities work, and how many working days something takes.' };
