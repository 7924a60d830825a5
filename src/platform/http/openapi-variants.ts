import { pascal } from './openapi-naming.ts';

type Json = Record<string, unknown>;

const asObject = (value: unknown): Json => (value ?? {}) as Json;

/**
 * Tells of each union whose options say by one property which of them they are that this property decides, and gives each option a name
 * of its own: what a discriminator refers to (OpenAPI 3.1, 4.8.25), and a type that a client can hold.
 */
export function discriminate(schemas: Json): Json {
  const made: Json = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const options = asObject(schema)['oneOf'];
    const deciding = Array.isArray(options) ? decidingProperty(options as Json[], schemas) : undefined;
    if (deciding === undefined) {
      made[name] = schema;
      continue;
    }
    const mapping: Record<string, string> = {};
    for (const option of options as Json[]) {
      const value = constantOf(option, deciding, schemas);
      const variant = referredTo(option) ?? name + pascal(value);
      if (variant in schemas && referredTo(option) === undefined) throw new Error(`two schemas would be called ${variant}`);
      made[variant] = schemas[variant] ?? option;
      mapping[value] = `#/components/schemas/${variant}`;
    }
    const oneOf = Object.values(mapping).map(($ref) => ({ $ref }));
    made[name] = { ...asObject(schema), oneOf, discriminator: { propertyName: deciding, mapping } };
  }
  return made;
}

/** The property that has a constant in each option, another in each. */
function decidingProperty(options: readonly Json[], schemas: Json): string | undefined {
  const [first] = options;
  if (first === undefined) return undefined;
  return Object.keys(asObject(schemaOf(first, schemas)['properties'])).find((property) => {
    const constants = new Set(options.map((option) => constantOf(option, property, schemas)));
    return constants.size === options.length && !constants.has('');
  });
}

const PREFIX = '#/components/schemas/';

function referredTo({ $ref }: Json): string | undefined {
  return typeof $ref === 'string' ? $ref.slice(PREFIX.length) : undefined;
}

const schemaOf = (option: Json, schemas: Json): Json => asObject(schemas[referredTo(option) ?? ''] ?? option);

/** Empty where it is none. */
function constantOf(option: Json, property: string, schemas: Json): string {
  const value = asObject(asObject(schemaOf(option, schemas)['properties'])[property])['const'];
  return typeof value === 'string' ? value : '';
}
