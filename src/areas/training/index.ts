export { TrainingRecord } from './record.ts';
export { completedTraining, type CompletedCourse } from './completed-queries.ts';
export { CourseTerms, CourseTermsInput, keptTermsOf } from './contract-course.ts';
export { checkCourseTerms } from './line-check-queries.ts';
export { recordCompletedCourses } from './verbs/record-completed-courses.ts';
export { followCourses, redateCourses } from './verbs/follow-delivery.ts';
