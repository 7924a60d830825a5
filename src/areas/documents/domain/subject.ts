/** What a document may be attached to; who sees the subject sees the document. The database's `wasl.reads_subject` knows the tables. */
export const SUBJECT_TYPES = [
  'need',
  'offer',
  'match',
  'partnership',
  'package',
  'delivery',
  'obstacle',
  'compliance-entry',
  'meeting',
  'recommendation',
  'agreement',
  'training-record',
  'regime-proposal',
] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export interface Subject {
  readonly type: SubjectType;
  readonly id: string;
}

/** `parties`: whoever sees the subject. `human-rights`: of these, designated facilitators alone. */
export const CONFIDENTIALITIES = ['parties', 'human-rights'] as const;
export type Confidentiality = (typeof CONFIDENTIALITIES)[number];
