import type { FastifyError } from 'fastify';
import type driver from 'postgres';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { CONSTRAINT_REFUSALS } from '../../kernel/constraint-refusals.ts';
import type { FieldOnlyCode } from '../../kernel/field-codes.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { isConnectionFault } from '../db/connection-fault.ts';
import { postgresErrorOf } from '../db/postgres-error.ts';
import { fieldFaultsOf, type SchemaIssue } from '../field-faults.ts';
import { isStorageFull, StoreUnavailable } from '../files/store-fault.ts';
import { isDamage } from '../files/verified-content.ts';

const BY_FASTIFY_CODE: Readonly<Record<string, Refusal['code']>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_BAD_URL: 'malformed-request',
  FST_ERR_NOT_FOUND: 'not-found',
  // Nothing has a name that long.
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
};

/** What is wrong with a body as a whole. */
const OF_BODY: Readonly<Record<string, FieldOnlyCode>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'empty-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'not-json',
};

/** The refusal that an error stands for, or null when the fault is ours and the caller learns nothing but a request id. */
export function refusalOf(error: unknown, sent: Sent = {}): Refusal | null {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return refusalOfValidation(error, sent);
  if (isStorageFull(error)) return new Refusal('storage-full', {}, { cause: error });
  if (error instanceof StoreUnavailable) return new Refusal('try-again', { facts: { retryAfterSeconds: 5 } }, { cause: error });
  if (isDamage(error)) return new Refusal('stored-file-damaged', {}, { cause: error });
  const inDatabase = postgresErrorOf(error);
  if (inDatabase) return refusalOfDatabase(inDatabase);
  if (isConnectionFault(error)) return new Refusal('try-again', { facts: AGAIN_SOON }, { cause: error });
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code !== undefined && OF_BODY[code]) {
    return new Refusal('malformed-request', { fields: [{ pointer: '', code: OF_BODY[code] }] }, { cause: error });
  }
  if (code !== undefined && BY_FASTIFY_CODE[code]) return new Refusal(BY_FASTIFY_CODE[code], {}, { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Refusal('malformed-request', {}, { cause: error });
  }
  return null;
}

const PLACES = { body: '', querystring: 'query', params: 'path', headers: 'header' } as const;

/** What was sent, part by part, as it came. */
export interface Sent {
  readonly body?: unknown;
  readonly query?: unknown;
  readonly params?: unknown;
  readonly headers?: unknown;
}

/** An issue of zod, as the validator hands it on. */
interface ZodFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params?: Partial<SchemaIssue>;
}

function refusalOfValidation(error: object, sent: Sent): Refusal {
  const { validation, validationContext } = error as unknown as {
    validation: readonly ZodFault[];
    validationContext?: keyof typeof PLACES;
  };
  const part = validationContext ?? 'body';
  const place = PLACES[part];
  const whole = sent[part === 'querystring' ? 'query' : part];
  const issues = validation.map(({ instancePath, keyword, message = '', params }): SchemaIssue => ({
    ...params,
    code: keyword,
    message,
    path: instancePath === '/' ? [] : instancePath.split('/').slice(1),
  }));
  const fields = fieldFaultsOf(issues, whole).map((fault) => ({ ...fault, pointer: place + fault.pointer }));
  const onlyUnknownFilters = place === 'query' && fields.every((field) => field.code === 'unrecognized-keys');
  // Without its cause, which repeats what was sent: the log is no place for that, nor for how much it may be.
  return new Refusal(onlyUnknownFilters ? 'unknown-filter' : 'invalid-field', { fields });
}

const AGAIN_SOON = { retryAfterSeconds: 1 };

/**
 * Nothing was written, and asking again may succeed: a connection or the server going away (08, 57P, 25P03, 25P04), too many of them or
 * no memory (53), its operating system refusing it something (58), a race that retries did not win (40), a statement or a lock that took too long (57014, 55P03), a standby (25006).
 */
const PASSING = /^(?:08|40|53|57P|58|57014|55P03|25P03|25P04|25006)/;

/** The server ends the session, or lets nobody begin one (a login without its rights, say): whatever was asked was not what is wrong. */
const SESSION_ENDED = 'FATAL';

/** What no text of the database can hold: the character NUL. */
const NO_SUCH_CHARACTER = '22021';

function refusalOfDatabase({ code, severity, constraint_name: constraint }: driver.PostgresError): Refusal | null {
  const known = constraint === undefined ? undefined : CONSTRAINT_REFUSALS[constraint];
  if (known) return new Refusal(known);
  if (code === NO_SUCH_CHARACTER) return new Refusal('malformed-request');
  if (PASSING.test(code) || severity === SESSION_ENDED) return new Refusal('try-again', { facts: AGAIN_SOON });
  return null;
}
