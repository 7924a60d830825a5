import type { ApiKeyId, OrganisationId, SessionId, UnitId, UserId } from '../../kernel/id.ts';
import type { ActingRole, Role } from '../../kernel/role.ts';
import type { Scope } from '../../kernel/scope.ts';

interface Account {
  readonly userId: UserId;
  readonly organisationId: OrganisationId;
  /** A requester tied to one unit acts for that unit alone; without it, for every unit of the organisation. */
  readonly unitId: UnitId | null;
  readonly role: Role;
  /** The organisations whose units a validator answers for: its own and those below it. One's own organisation for anyone else. */
  readonly scope: readonly OrganisationId[];
}

/** A signed-in person. */
export interface Person extends Account {
  readonly kind: 'person';
  readonly sessionId: SessionId;
}

/** A program holding an API key: its account's rights, narrowed to the key's scopes. */
export interface Program extends Account {
  readonly kind: 'api-key';
  readonly apiKeyId: ApiKeyId;
  readonly scopes: readonly Scope[];
}

/** The service itself: a scheduled job, a derived consequence, the loader of the scenario. `job` says which. */
export interface SystemActor {
  readonly kind: 'system';
  readonly role: 'system';
  readonly job: string;
}

export const ACTOR_KINDS = ['person', 'api-key', 'system'] as const satisfies readonly Actor['kind'][];

export type AccountActor = Person | Program;
export type Actor = AccountActor | SystemActor;

export const systemActor = (job: string): SystemActor => ({ kind: 'system', role: 'system', job });

/** The account by which something is done; null where the service does it by itself. */
export const userOf = ({ actor }: Pick<ActorContext, 'actor'>): UserId | null => (actor.kind === 'system' ? null : actor.userId);

/** The organisation of that account, as it stands now. */
export const organisationOf = ({ actor }: Pick<ActorContext, 'actor'>): OrganisationId | null =>
  actor.kind === 'system' ? null : actor.organisationId;

/** The organisations whose doing is the actor's own: the account's, and of a validator those below it. */
export const ownOf = (actor: Actor): readonly OrganisationId[] => (actor.kind === 'system' ? [] : [actor.organisationId, ...actor.scope]);

/** The role by which it is done. */
export const roleOf = ({ actor }: Pick<ActorContext, 'actor'>): ActingRole => actor.role;

/** What every verb is told besides its input: who acts, when, and within which request. */
export interface ActorContext<A extends Actor = Actor> {
  readonly actor: A;
  readonly now: Date;
  readonly requestId: string | null;
}
