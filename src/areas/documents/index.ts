export type { Subject, SubjectType } from './domain/subject.ts';
export { documentsOf, requireDocument } from './queries.ts';
