import type { OrganisationId } from '../../kernel/id.ts';
import type { ActingRole } from '../../kernel/role.ts';
import type { EventSubject } from '../../platform/audit/event-subjects.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';

/** What is between two sides that are hidden from each other at first: a note on it is for the side that wrote it. */
const TWO_SIDED = ['need', 'offer', 'match', 'partnership', 'package', 'delivery'] as const satisfies readonly EventSubject[];
type TwoSided = (typeof TWO_SIDED)[number];
const isTwoSided = (type: EventSubject): type is TwoSided => (TWO_SIDED as readonly EventSubject[]).includes(type);

/** Whose record it is where a facilitator or the service writes a note on it: theirs to read. Of what is shared it is nobody's. */
const OWNER: Readonly<Record<TwoSided, 'recipient' | 'donor' | null>> = {
  need: 'recipient',
  package: 'recipient',
  offer: 'donor',
  match: null,
  partnership: null,
  delivery: null,
};

interface Noted {
  readonly subjectType: EventSubject;
  readonly actorRole: ActingRole;
  readonly actorOrganisationId: OrganisationId | null;
  readonly note: string | null;
}

const RECIPIENTS: readonly ActingRole[] = ['requester', 'validator'];

/** What somebody is told of an event's note: of what they read now, and of what has two sides that of their own. `isRead`: the subject. */
export function tellNote({ actor }: ActorContext, noted: Noted, isRead: boolean): string | null {
  const { subjectType, note } = noted;
  if (actor.role === 'auditor' || actor.role === 'facilitator') return note;
  if (!isRead || note === null) return null;
  return !isTwoSided(subjectType) || isOwnSide(actor, subjectType, noted) ? note : null;
}

function isOwnSide(actor: ActorContext['actor'], type: TwoSided, { actorRole, actorOrganisationId }: Noted): boolean {
  const isDonor = actor.role === 'donor';
  if (!isDonor && !RECIPIENTS.includes(actor.role)) return false;
  if (actorRole === 'facilitator' || actorRole === 'system') return OWNER[type] === (isDonor ? 'donor' : 'recipient');
  if (actor.kind !== 'system' && actorOrganisationId === actor.organisationId) return true;
  if (isDonor || !RECIPIENTS.includes(actorRole)) return false;
  // What several recipients share is each one's own: of the others not even their validators' words.
  if (type !== 'delivery' && type !== 'partnership') return true;
  return actor.role === 'validator' && actorOrganisationId !== null && actor.scope.includes(actorOrganisationId);
}
