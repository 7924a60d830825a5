import type postgres from 'postgres';
import { TABLE_OF_COLLECTION } from './known-ids.ts';

type Json = Record<string, unknown>;

/** Of which table the ids are that a filter is named after. */
const TABLE_OF_FILTER: Readonly<Record<string, string>> = {
  needId: 'needs',
  needLineId: 'need_lines',
  offerId: 'offers',
  offerLineId: 'offer_lines',
  matchId: 'matches',
  partnershipId: 'partnerships',
  deliveryId: 'deliveries',
  obstacleId: 'obstacles',
  resolved: 'obstacles',
  meetingId: 'meetings',
  citedAgreementId: 'agreements',
  unitId: 'units',
};
/** All other ids are of organisations: `donorId`, `ownerId`, … */
const ORGANISATIONS = 'organisations';

/** Of which table the slugs are that the document says a value is one of. */
const TABLE_OF_SLUG: Readonly<Record<string, string>> = {
  region: 'regions',
  cell: 'cells',
  'capability-area': 'capability_areas',
  'item-type': 'item_types',
  'unit-type': 'unit_types',
  milestone: 'milestones',
  'obstacle-kind': 'obstacle_kinds',
};

/** Subjects of events and documents are of the table of the same name. */
const tableOfSubject = (subject: string): string | null =>
  Object.values(TABLE_OF_COLLECTION).find((table) => table === `${subject.replaceAll('-', '_')}s`) ?? null;

export interface KnownThings {
  /** The ids of a table, those that this reader may not know included. */
  readonly idsOf: (table: string) => readonly string[];
  readonly slugsOf: (table: string) => readonly string[];
  /** Words to look for: also what stands in fields that are hidden. */
  readonly words: readonly string[];
  readonly days: readonly string[];
}

/** Reads what a tester knows of a database behind all policies. */
export async function readKnownThings(superuser: postgres.Sql, most: number): Promise<Pick<KnownThings, 'idsOf' | 'slugsOf'>> {
  const ids = new Map<string, string[]>();
  for (const table of new Set([...Object.values(TABLE_OF_COLLECTION), ORGANISATIONS])) {
    const order = table === ORGANISATIONS ? 'slug' : 'creation_order desc';
    const rows = await superuser.unsafe<{ id: string }[]>(`select id from ${table} order by ${order} limit ${most}`);
    ids.set(
      table,
      rows.map(({ id }) => id),
    );
  }
  const slugs = new Map<string, string[]>();
  for (const table of Object.values(TABLE_OF_SLUG)) {
    const rows = await superuser.unsafe<{ slug: string }[]>(`select slug from ${table} order by slug limit ${most}`);
    slugs.set(
      table,
      rows.map(({ slug }) => slug),
    );
  }
  return { idsOf: (table) => ids.get(table) ?? [], slugsOf: (table) => slugs.get(table) ?? [] };
}

/** Every address of a GET that the API document describes, with ids in its path that there are: as they stand, and with each filter by itself. */
export class KnownQueries {
  readonly #document: Json;
  readonly #known: KnownThings;
  readonly #role: string;

  constructor(document: Json, known: KnownThings, role: string) {
    this.#document = document;
    this.#known = known;
    this.#role = role;
  }

  addresses(): string[] {
    const paths = this.#document['paths'] as Record<string, Record<string, Json>>;
    return Object.entries(paths).flatMap(([url, operations]) => (operations['get'] ? this.#addressesOf(url, operations['get']) : []));
  }

  #addressesOf(url: string, operation: Json): string[] {
    // Whoever may not ask at all is told so whatever they ask.
    if (!((operation['x-roles'] ?? [this.#role]) as string[]).includes(this.#role)) return this.#pathsOf(url).slice(0, 1);
    const parameters = ((operation['parameters'] ?? []) as Json[]).map((one) => this.#resolved(one)).filter((one) => one['in'] === 'query');
    const needed = parameters.filter((one) => one['required'] === true).map((one) => [String(one['name']), this.#valuesOf(one)] as const);
    const base = needed.map(([name, values]): [string, string] => [name, values[0] ?? '']);
    const pairs = needed.some(([name]) => name === 'subjectId') ? [] : [new URLSearchParams(base).toString()];
    const names = parameters.map((one) => String(one['name']));
    const filtered = parameters
      .filter((one) => !['limit', 'cursor', 'subjectId'].includes(String(one['name'])))
      .flatMap((one) =>
        this.#valuesOf(one).map(
          (value) => new URLSearchParams([...base.filter(([name]) => name !== one['name']), [String(one['name']), value]]),
        ),
      )
      .filter((query) => !names.includes('subjectId') || !query.has('subjectType') || needed.length === 0)
      .map(String);
    const ofSubjects = names.includes('subjectId') ? this.#subjectsOf(parameters) : [];
    const paged = names.includes('cursor') && pairs.length > 0 ? [`${pairs[0] === '' ? '' : `${pairs[0]}&`}limit=3`] : [];
    const queries = [...new Set([...pairs, ...paged, ...filtered, ...ofSubjects])];
    const isOfOne = /\{/.test(url);
    return this.#pathsOf(url).flatMap((path, index) =>
      (isOfOne && index > 2 ? queries.slice(0, 1) : queries).map((query) => (query === '' ? path : `${path}?${query}`)),
    );
  }

  #subjectsOf(parameters: readonly Json[]): string[] {
    const types = this.#valuesOf(parameters.find((one) => one['name'] === 'subjectType') ?? {});
    return types.flatMap((type) => {
      const table = tableOfSubject(type);
      return table === null ? [] : this.#known.idsOf(table).map((id) => `subjectType=${type}&subjectId=${id}`);
    });
  }

  #pathsOf(url: string): string[] {
    if (!url.includes('{')) return [url];
    if (url.includes('{id}')) {
      const ids = this.#known.idsOf(TABLE_OF_COLLECTION[url.split('/')[2] ?? ''] ?? '');
      return ids.map((id) => url.replace('{id}', id));
    }
    const values = url.includes('{vocabulary}')
      ? ['need_states']
      : url.includes('/calendars/')
        ? ['libya']
        : ['vehicle-4x4-pickup', 'un-hrddp'];
    return values.map((value) => url.replace(/\{\w+\}/, value));
  }

  #valuesOf(parameter: Json): string[] {
    const { name } = parameter;
    const schema = this.#resolved((parameter['schema'] ?? {}) as Json);
    if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[]).map(String);
    if (name === 'q') return [...this.#known.words];
    const item = schema['type'] === 'array' ? this.#resolved(schema['items'] as Json) : schema;
    if (item['format'] === 'uuid') return [...this.#known.idsOf(TABLE_OF_FILTER[String(name)] ?? ORGANISATIONS)];
    if (item['format'] === 'date') return [...this.#known.days];
    const slugs = this.#known.slugsOf(TABLE_OF_SLUG[String(item['x-slug-of'])] ?? '');
    if (slugs.length > 0) return [...slugs];
    const example = parameter['example'] ?? item['example'] ?? (parameter['schema'] as Json | undefined)?.['example'];
    return typeof example === 'string' || typeof example === 'number' ? [String(example)] : [];
  }

  #resolved(described: Json): Json {
    const reference = described['$ref'];
    if (typeof reference !== 'string') return described;
    return reference
      .split('/')
      .slice(1)
      .reduce((part, name) => part[name] as Json, this.#document);
  }
}
