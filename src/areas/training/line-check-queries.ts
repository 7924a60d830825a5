import { and, eq } from 'drizzle-orm';
import { type FieldFault, Refusal } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { itemTypes } from '../reference/tables.ts';
import { type CourseTerms, termFaults } from './domain/course-terms.ts';

/** A line that states terms of a course. */
export interface CourseLine {
  /** Where the line stands in the body, for pointers. */
  readonly at: string;
  readonly itemType: string;
  readonly course: CourseTerms;
}

/**
 * Refuses terms of a course on what is no course, prerequisites that are none, and dates that run backward, each at its pointer.
 * Asks the database only where a line has such terms.
 */
export async function checkCourseTerms(tx: Tx, lines: readonly CourseLine[]): Promise<void> {
  if (lines.length === 0) return;
  const known = await selectCourses(
    tx,
    lines.flatMap(({ itemType, course }) => [itemType, ...course.prerequisites]),
  );
  const unknown = lines.flatMap(({ at, itemType, course }): FieldFault[] => [
    ...(known.has(itemType) ? [] : [{ pointer: `${at}/course`, code: 'not-a-course' as const }]),
    ...course.prerequisites.flatMap((slug, place): FieldFault[] =>
      known.has(slug) ? [] : [{ pointer: `${at}/course/prerequisites/${place}`, code: 'not-a-course' }],
    ),
  ]);
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  const wrong = lines.flatMap(({ at, itemType, course }) => termFaults(itemType, course, `${at}/course`));
  if (wrong.length === 0) return;
  throw new Refusal(wrong.some(({ code }) => code === 'before-starts-on') ? 'date-order' : 'reference-unknown', { fields: wrong });
}

/** Which of these item types are courses. */
export async function selectCourses(tx: Tx, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ slug: itemTypes.slug })
    .from(itemTypes)
    .where(and(oneOf(itemTypes.slug, [...new Set(slugs)]), eq(itemTypes.kind, 'training')));
  return new Set(rows.map(({ slug }) => slug));
}
