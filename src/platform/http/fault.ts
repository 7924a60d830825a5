import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { CONSTRAINT_REFUSALS } from '../../kernel/constraint-refusals.ts';
import { type FieldFault, Refusal } from '../../kernel/refusal.ts';
import { postgresErrorOf } from '../db/postgres-error.ts';

const BY_FASTIFY_CODE: Readonly<Record<string, Refusal['code']>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_BAD_URL: 'malformed-request',
  FST_ERR_NOT_FOUND: 'not-found',
};

/** The refusal that an error stands for, or null when the fault is ours and the caller learns nothing but a request id. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return refusalOfValidation(error);
  const inDatabase = postgresErrorOf(error);
  if (inDatabase) return refusalOfDatabase(inDatabase.code, inDatabase.constraint_name);
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code !== undefined && BY_FASTIFY_CODE[code]) return new Refusal(BY_FASTIFY_CODE[code], {}, { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal('malformed-request', {}, { cause: error });
  }
  return null;
}

const PLACES: Readonly<Record<string, string>> = { body: '', querystring: 'query', params: 'path', headers: 'header' };

function refusalOfValidation(error: object): Refusal {
  const { validation, validationContext } = error as unknown as {
    validation: readonly { instancePath: string; keyword: string; message?: string; params?: { issue?: { keys?: string[] } } }[];
    validationContext?: string;
  };
  const place = PLACES[validationContext ?? 'body'] ?? '';
  const fields = validation.flatMap((fault): FieldFault[] => {
    const unknownKeys = fault.keyword === 'unrecognized_keys' ? (fault.params?.issue?.keys ?? ['']) : [null];
    return unknownKeys.map((key) => ({
      pointer: `${place}${fault.instancePath}${key === null ? '' : `/${key}`}`,
      code: fault.keyword.replaceAll('_', '-'),
      ...(fault.message === undefined ? {} : { message: fault.message }),
    }));
  });
  const onlyUnknownFilters = place === 'query' && fields.every((field) => field.code === 'unrecognized-keys');
  return new Refusal(onlyUnknownFilters ? 'unknown-filter' : 'invalid-field', { fields }, { cause: error });
}

function refusalOfDatabase(code: string, constraint: string | undefined): Refusal | null {
  const known = constraint === undefined ? undefined : CONSTRAINT_REFUSALS[constraint];
  if (known) return new Refusal(known);
  // Shutdown, too many connections, a race that retries did not win: nothing was written, and asking again may succeed.
  if (/^(?:40|53|57P0|08)/.test(code)) return new Refusal('try-again');
  return null;
}
