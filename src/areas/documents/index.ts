export { Document } from './record.ts';
export type { Subject, SubjectType } from './domain/subject.ts';
export { documentsOf, findOldestContents, requireDocument } from './queries.ts';
export { sweepOrphans } from './verbs/sweep-orphans.ts';
