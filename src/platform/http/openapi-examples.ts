import { type AnyRoute, answerOf } from './route.ts';

type Json = Record<string, unknown>;

/** Examples that were recorded (`npm run examples`): answers by the name of their schema, bodies by the operation that they are sent to. */
export interface Examples {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly bodies: Readonly<Record<string, unknown>>;
}

const asObject = (value: unknown): Json => (value ?? {}) as Json;
const referTo = (name: string): Json => ({ [name]: { $ref: `#/components/examples/${name}` } });

/** Shows of an operation what is sent to it and what it answers. */
export function showExamples(operation: Json, route: AnyRoute, { answers, bodies }: Examples): void {
  for (const media of contentsOf(operation['requestBody'])) {
    if (route.operationId in bodies) media['example'] = bodies[route.operationId];
  }
  const isBinary = answerOf(route).as === 'file';
  for (const media of isBinary ? [] : contentsOf(asObject(operation['responses'])[String(route.status)])) {
    const name = nameOf(media) ?? route.operationId;
    if (name in answers) media['examples'] = referTo(name);
  }
}

/** The examples that answers refer to, for the components of the document. */
export const exampleComponents = ({ answers }: Examples): Json =>
  Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, { value }]));

const contentsOf = (part: unknown): Json[] => Object.values(asObject(asObject(part)['content'])).map(asObject);

function nameOf({ schema }: Json): string | undefined {
  const { $ref } = asObject(schema);
  return typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;
}
