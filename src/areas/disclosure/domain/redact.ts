import type { Audience } from './audience.ts';
import { REDACTION, type Resource } from './redaction-table.ts';

/** Keeps of a view what the redaction table lists for this audience; a field that it doesn't list is hidden from everyone. */
export function redact<View extends object>(resource: Resource, audience: Audience, view: View): Partial<View> {
  const listed: Readonly<Record<string, readonly Audience[]>> = REDACTION[resource];
  return Object.fromEntries(Object.entries(view).filter(([field]) => listed[field]?.includes(audience) ?? false)) as Partial<View>;
}

/** Whether an audience may see, and so filter or sort by, a field. */
export function maySee(resource: Resource, audience: Audience, field: string): boolean {
  const listed: Readonly<Record<string, readonly Audience[]>> = REDACTION[resource];
  return listed[field]?.includes(audience) ?? false;
}
