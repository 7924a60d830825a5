import { z } from 'zod';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { calendarDate, countOfSome, listOf, slugOf } from '../../platform/http/schemas.ts';

const terms = {
  seats: countOfSome.meta({ description: 'Seats of each course.', example: 16 }),
  startsOn: calendarDate.meta({ description: 'First day; on a need, the first on which the unit can spare its people.' }),
  endsOn: calendarDate.meta({ description: 'Last day; on a need, the last on which the unit can spare its people.' }),
  certificateMonths: z.int().min(1).max(600).meta({ description: 'How many months the certificate holds.', example: 24 }),
};

/** The item type of a course. */
const course = slugOf('item-type').meta({ example: 'course-code-of-conduct' });

/** The terms of a course line as they are written. */
export const CourseTermsInput = z
  .strictObject({
    seats: terms.seats.nullable().default(null),
    startsOn: terms.startsOn.nullable().default(null),
    endsOn: terms.endsOn.nullable().default(null),
    prerequisites: listOf(course)
      .max(10)
      .default([])
      .meta({ description: 'Item types of the courses that must be completed first.', example: ['course-code-of-conduct'] }),
    certificateMonths: terms.certificateMonths.nullable().default(null),
  })
  .meta({ id: 'NewCourseTerms', description: 'Seats, dates and prerequisites of a course; only on lines of training items.' });

/** The same as they are read. */
export const CourseTerms = z
  .object({
    seats: terms.seats.nullable(),
    startsOn: terms.startsOn.nullable(),
    endsOn: terms.endsOn.nullable(),
    prerequisites: z.array(course),
    certificateMonths: terms.certificateMonths.nullable(),
  })
  .meta({ id: 'CourseTerms', description: 'Seats, dates and prerequisites of a course; null where not stated.' });

/** Terms as they are kept: as they were written, with what was not stated made whole. */
export function keptTermsOf(written: z.input<typeof CourseTermsInput>): z.output<typeof CourseTerms> {
  const { seats = null, startsOn = null, endsOn = null, prerequisites = [], certificateMonths = null, ...rest } = written;
  nothingLeft(rest);
  return { seats, startsOn, endsOn, prerequisites, certificateMonths };
}
