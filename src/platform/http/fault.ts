import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { CONSTRAINT_REFUSALS } from '../../kernel/constraint-refusals.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { isFieldOnlyCode } from '../../kernel/problem-texts.ts';
import type { FieldOnlyCode } from '../../kernel/problem-texts/fields.ts';
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

interface ZodFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  /** What zod says of its issue. */
  readonly params?: ZodIssue;
}
interface ZodIssue {
  readonly keys?: readonly string[];
  readonly maximum?: number | bigint | string;
  readonly minimum?: number | bigint | string;
  readonly divisor?: number | bigint;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
}

function refusalOfValidation(error: object): Refusal {
  const { validation, validationContext } = error as unknown as { validation: readonly ZodFault[]; validationContext?: string };
  const place = PLACES[validationContext ?? 'body'] ?? '';
  const fields = validation.flatMap(({ instancePath, keyword, message = '', params: issue = {} }): FieldFault[] => {
    const names = keyword === 'unrecognized_keys' ? (issue.keys ?? []).map((key) => pointerTo(key)) : [''];
    const at = instancePath === '/' ? '' : instancePath;
    const limit = limitOf(issue);
    return names.map((name) => ({
      pointer: `${place}${at}${name}`,
      code: codeOf(keyword, message),
      ...(limit === undefined ? {} : { limit }),
    }));
  });
  const onlyUnknownFilters = place === 'query' && fields.every((field) => field.code === 'unrecognized-keys');
  return new Refusal(onlyUnknownFilters ? 'unknown-filter' : 'invalid-field', { fields }, { cause: error });
}

/** A rule of ours says its code as its message; zod tells a value that is absent from one of a wrong type in its message alone. */
function codeOf(keyword: string, message: string): FieldOnlyCode {
  if (isFieldOnlyCode(message)) return message;
  if (keyword === 'invalid_type' && message.endsWith('received undefined')) return 'missing';
  const code = keyword.replaceAll('_', '-');
  return isFieldOnlyCode(code) ? code : 'custom';
}

/** What would have been right, in what zod knows of its issue. */
function limitOf({ maximum, minimum, divisor, expected, values, format, pattern }: ZodIssue): string | undefined {
  const limit = maximum ?? minimum ?? divisor ?? expected ?? (format === 'regex' ? pattern : format);
  if (values !== undefined) return values.join(', ');
  return limit === undefined ? undefined : String(limit);
}

function refusalOfDatabase(code: string, constraint: string | undefined): Refusal | null {
  const known = constraint === undefined ? undefined : CONSTRAINT_REFUSALS[constraint];
  if (known) return new Refusal(known);
  // Shutdown, too many connections, a race that retries did not win: nothing was written, and asking again may succeed.
  if (/^(?:40|53|57P0|08)/.test(code)) return new Refusal('try-again');
  return null;
}
