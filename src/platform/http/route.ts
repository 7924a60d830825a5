import type { z } from 'zod';
import type { Language } from '../../kernel/language.ts';
import type { Refusal, RefusalCode } from '../../kernel/refusal.ts';
import type { Role } from '../../kernel/role.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AccountActor, ActorContext } from '../auth/actor.ts';
import type { Clock } from '../clock.ts';
import type { Db, Tx } from '../db/transaction.ts';
import type { ByteStore } from '../files/byte-store.ts';

export interface Described {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: `/${string}`;
  readonly operationId: string;
  /** One line, imperative; the description may say more. */
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
}

interface Shapes<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly status: 200 | 201 | 204;
  /** Absent for 204. */
  readonly response?: R;
  /** Codes of refusals whose statuses don't follow from the rest of the route, so that the API document knows of them. */
  readonly refusals?: readonly RefusalCode[];
}

export interface HandlerContext<P, Q, B> {
  readonly tx: Tx;
  /** For what is done at identity's own door, in transactions apart from the reader's. */
  readonly db: Db;
  readonly ctx: ActorContext<AccountActor>;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The version named by `If-Match`; 0 on routes that don't ask for it. */
  readonly version: number;
  /** The language that the reader asks for, as of problem texts. */
  readonly language: Language;
}

/** A look at the database: a short transaction of its own, as the reader. */
export type Look = <T>(work: (tx: Tx, ctx: ActorContext<AccountActor>) => Promise<T>) => Promise<T>;

/** What is done ahead of the transaction is done with; nothing else reaches the store of files. */
export interface AheadContext<P, B> {
  readonly look: Look;
  readonly files: ByteStore;
  readonly params: P;
  readonly body: B;
}

/** One message of a stream of server-sent events; without data it only keeps the connection open. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** What a stream is made from. */
export interface StreamContext<P, R> {
  readonly first: R;
  readonly params: P;
  readonly look: Look;
  /** Aborted when the service stops. */
  readonly closing: AbortSignal;
}

/** JSON of a record, a list or figures. */
export interface JsonAnswer<R = unknown> {
  readonly as: 'json';
  /** Where a created record is found; sent as `Location`. */
  readonly location?: (created: R) => string;
  /**
   * Sent as the view made it, without a second pass through its schema, which costs ten times as much. For the hottest lists,
   * whose answers the tests hold against the schema and the records’ readers instead. (fast-json-stringify, made from the schema, takes a
   * third longer for fifty needs than JSON.stringify does, 0.41 ms to 0.30 ms, and checks next to nothing.)
   */
  readonly skipResponseValidation?: true;
  /** Reference data: its reader may keep a copy, which is asked after each time. */
  readonly mayBeKept?: true;
  /** Holds what lets somebody in: a token, or the link of an invitation. */
  readonly holdsSecret?: true;
}

/** How a route's answer is sent. */
export type Answer<P = unknown, R = unknown> =
  | JsonAnswer<R>
  /** JSON text already, kept as it was hashed; it is sent byte for byte. */
  | { readonly as: 'stored-json' }
  /** A page of HTML for a person to read or print: sent as it is, and told to load nothing from anywhere. */
  | { readonly as: 'page' }
  /** `handle` answers a `Download`, which is sent as a file of one of these media types. */
  | { readonly as: 'file'; readonly mediaTypes: readonly string[] }
  /**
   * Goes on telling as server-sent events (text/event-stream), after `handle` has answered what there is to tell of, or has refused.
   * It ends by itself, or when the caller goes away; where it can't go on it throws, and a last event, `problem`, tells why.
   */
  | { readonly as: 'events'; readonly follow: (asked: StreamContext<P, R>) => AsyncIterable<ServerEvent> }
  /** Nothing but that the browser is to forget this cookie. */
  | { readonly as: 'farewell'; readonly clearsCookie: string };

const CHECKED_JSON: JsonAnswer = { as: 'json' };

/** How a route answers. */
export const answerOf = (of: AnyRoute): Answer => (of.access === 'signed-in' && of.answer) || CHECKED_JSON;

/**
 * How the record is read whose version a change judges, and who may: mostly the route that reads it. It takes no more of the address than
 * the change has.
 */
export interface RecordReader extends Pick<Route, 'roles' | 'scope' | 'response' | 'handle'> {
  /** Ids of what its changes since a version are kept of; the record's own where nothing is said. */
  readonly changed?: (tx: Tx, params: unknown, version: number) => Promise<readonly string[]>;
}

/** A route for signed-in people and programs; its `roles` are the rights matrix that the documentation prints. */
export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
>
  extends Described, Shapes<P, Q, B, R> {
  readonly access: 'signed-in';
  readonly roles: readonly Role[];
  readonly scope: Scope;
  /** A signed-in person's own act: no program does it, whatever its key's scopes. */
  readonly personsOnly?: true;
  /** A change of an existing record: asks for `If-Match`, answers 428 without, and 412 with the record whose version it judges when stale. */
  readonly ifMatch?: RecordReader;
  /** The body may be a megabyte: a list of many lines, each with a good deal to say. */
  readonly isBulk?: boolean;
  /**
   * Takes seconds where much is recorded, of the database or of this process. Few such are worked on at once, fewer of one account;
   * the others wait for their turn, or are told to come again.
   */
  readonly isHeavy?: boolean;
  /** The body is multipart/form-data: fields of text, and one file of at most this size among them (`uploadedFile`). */
  readonly upload?: { readonly maximumBytes: number };
  /**
   * Done before the transaction of `handle`: what asks something other than the database, which may take long, and would hold the account's
   * connections and its places the while. By then what it has seen may be otherwise, so `handle` looks again. A retry that has its answer
   * already does without.
   */
  readonly ahead?: (asked: AheadContext<z.output<P>, z.output<B>>) => Promise<void>;
  /** How it is sent; as checked JSON where nothing is said. */
  readonly answer?: Answer<z.output<P>, z.output<R>>;
  /** Notes what its answer shows of what is disclosed to its reader alone, in the same transaction (areas/disclosure/shown-in-full.ts). */
  readonly shows?: (tx: Tx, ctx: ActorContext, answer: z.output<R>, params: z.output<P>) => Promise<void>;
  /** A refusal that is thrown undoes all; one that is given back is sent too, but what was written until then stays. */
  readonly handle: (asked: HandlerContext<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.output<R> | Refusal>;
}

export interface OpenHandlerContext<Q, B> {
  readonly db: Db;
  readonly clock: Clock;
  readonly requestId: string;
  readonly query: Q;
  readonly body: B;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The caller's network address, for throttling. */
  readonly address: string;
  readonly setCookie: (name: string, value: string, maxAgeSeconds: number) => void;
}

/** A route that needs no sign-in: signing in, accepting an invitation. It opens its own transactions. */
export interface OpenRoute<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType>
  extends Described, Shapes<z.ZodType, Q, B, R> {
  readonly access: 'open';
  readonly handle: (asked: OpenHandlerContext<z.output<Q>, z.output<B>>) => Promise<z.output<R>>;
}

export type AnyRoute = Route | OpenRoute;

type WithoutAccess<T> = Omit<T, 'access'>;

export function route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
>(definition: WithoutAccess<Route<P, Q, B, R>>): Route {
  // The one place where the four schemas' types are let go: what a handler receives was parsed by its own schemas.
  return { access: 'signed-in', ...definition } as unknown as Route;
}

/** For a record that has no route of its own to be read by. */
export function recordReader<P extends z.ZodType, R extends z.ZodType>(
  definition: Pick<Route<P, z.ZodType, z.ZodType, R>, 'roles' | 'scope' | 'handle'> & {
    readonly params: P;
    readonly response: R;
    readonly changed?: (tx: Tx, params: z.output<P>, version: number) => Promise<readonly string[]>;
  },
): RecordReader {
  // As above: it is given what the change's own schemas parsed.
  return definition as unknown as RecordReader;
}

export function openRoute<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType>(
  definition: WithoutAccess<OpenRoute<Q, B, R>>,
): OpenRoute {
  return { access: 'open', ...definition } as unknown as OpenRoute;
}
