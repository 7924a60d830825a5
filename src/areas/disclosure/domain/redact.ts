import { type Audience, AUDIENCES } from './audience.ts';
import { REDACTION, type Resource } from './redaction-table.ts';

/** The redaction table turned round once: what each audience may see of each resource. */
const VISIBLE: ReadonlyMap<Resource, ReadonlyMap<Audience, readonly string[]>> = new Map(
  (Object.keys(REDACTION) as Resource[]).map((resource) => {
    const fields: Readonly<Record<string, readonly Audience[]>> = REDACTION[resource];
    const visibleTo = (audience: Audience) => Object.keys(fields).filter((field) => fields[field]?.includes(audience) ?? false);
    return [resource, new Map(AUDIENCES.map((audience) => [audience, visibleTo(audience)]))];
  }),
);

/** Keeps of a view what the redaction table lists for this audience; a field that it doesn't list is hidden from everyone. */
export function redact<View extends object>(resource: Resource, audience: Audience, view: View): Partial<View> {
  const kept: Record<string, unknown> = {};
  for (const field of VISIBLE.get(resource)?.get(audience) ?? []) {
    if (field in view) kept[field] = view[field as keyof View];
  }
  return kept as Partial<View>;
}
