import { ACCOUNTS_EVENTS_DOCUMENTS } from './redaction/accounts-events-documents.ts';
import { ALLOCATIONS } from './redaction/allocations.ts';
import { COMPLIANCE } from './redaction/compliance.ts';
import { FOLLOW_UP } from './redaction/follow-up.ts';
import { OBSTACLES_AND_OUTLOOK } from './redaction/obstacles-and-outlook.ts';
import { REFERENCE } from './redaction/reference.ts';
import { UNITS } from './redaction/units.ts';
import type { Fields } from './redaction/readers.ts';

/**
 * Who may see which field of which resource (DESIGN section 6). The only way out of the service leads through this table; a
 * field that is not in it is hidden from everyone, and a test walks every GET route as every role against it. Resources are
 * named as their schemas in the API document.
 */
export const REDACTION = {
  ...COMPLIANCE,
  ...OBSTACLES_AND_OUTLOOK,
  ...FOLLOW_UP,
  ...UNITS,
  ...ALLOCATIONS,
  ...ACCOUNTS_EVENTS_DOCUMENTS,
  ...REFERENCE,
} as const satisfies Record<string, Fields>;

export type Resource = keyof typeof REDACTION;
