import { eq } from 'drizzle-orm';
import { must } from '../kernel/assert.ts';
import type { CalendarDate } from '../kernel/calendar-date.ts';
import type { OrganisationId, SessionId } from '../kernel/id.ts';
import type { Person } from '../platform/auth/actor.ts';
import { type ActorContext, systemActor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/db/transaction.ts';
import { switchTo } from '../platform/db/transaction.ts';
import { newId } from '../platform/ids.ts';
import type { Role } from '../kernel/role.ts';
import { organisations } from '../areas/reference/tables.ts';
import { users } from '../areas/identity/tables.ts';
import { loginOf } from './accounts.ts';

/** The people of the scenario, and how they act: each on the day that the file names, within one transaction. */
export class Stage {
  readonly tx: Tx;
  readonly organisationIds: ReadonlyMap<string, OrganisationId>;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #parents: ReadonlyMap<string, string | null>;
  readonly #today: CalendarDate;

  private constructor(
    tx: Tx,
    today: CalendarDate,
    organisationIds: ReadonlyMap<string, OrganisationId>,
    parents: ReadonlyMap<string, string | null>,
    people: ReadonlyMap<string, Person>,
  ) {
    this.tx = tx;
    this.#today = today;
    this.organisationIds = organisationIds;
    this.#parents = parents;
    this.#people = people;
  }

  /** Reads who there is. The accounts must have been made before. */
  static async open(tx: Tx, today: CalendarDate): Promise<Stage> {
    const rows = await tx.select({ id: organisations.id, slug: organisations.slug, parentId: organisations.parentId }).from(organisations);
    const slugOf = new Map(rows.map(({ id, slug }) => [id, slug]));
    const childrenOf = (id: OrganisationId): OrganisationId[] =>
      rows.filter(({ parentId }) => parentId === id).flatMap((child) => [child.id, ...childrenOf(child.id)]);
    const accounts = await tx
      .select({ id: users.id, login: users.login, organisationId: users.organisationId, unitId: users.unitId, role: users.role })
      .from(users);
    return new Stage(
      tx,
      today,
      new Map(rows.map(({ id, slug }) => [slug, id])),
      new Map(rows.map(({ slug, parentId }) => [slug, parentId === null ? null : (slugOf.get(parentId) ?? null)])),
      new Map(
        accounts.map(({ id, login, organisationId, unitId, role }) => [
          login,
          {
            kind: 'person',
            userId: id,
            organisationId,
            unitId,
            role,
            scope: role === 'validator' ? [organisationId, ...childrenOf(organisationId)] : [organisationId],
            sessionId: newId<'session'>() as SessionId,
          } satisfies Person,
        ]),
      ),
    );
  }

  organisation(slug: string): OrganisationId {
    return must(this.organisationIds.get(slug), `organisation ${slug}`);
  }

  /** The authority that answers for an organisation: the one above it, or itself. */
  authorityOf(organisation: string): string {
    return this.#parents.get(organisation) ?? organisation;
  }

  /** Becomes a person for the verbs that follow, at nine in the morning of a day. */
  as(role: Role, organisation: string, on: CalendarDate, number = ''): ActorContext<Person> {
    const login = loginOf(role, organisation, number);
    const ctx: ActorContext<Person> = {
      actor: must(this.#people.get(login), `account ${login}`),
      now: this.#instantOf(on),
      requestId: null,
    };
    switchTo(this.tx, ctx);
    return ctx;
  }

  asSystem(on: CalendarDate): ActorContext {
    const ctx: ActorContext = { actor: systemActor('scenario'), now: this.#instantOf(on), requestId: null };
    switchTo(this.tx, ctx);
    return ctx;
  }

  /** What would follow so many days after something recent has happened by today: no history lies ahead of the clock. */
  #instantOf(day: CalendarDate): Date {
    return new Date(`${day < this.#today ? day : this.#today}T09:00:00.000Z`);
  }
}

/** Whether any account with this login exists; for the greeting, and to make accounts once. */
export async function accountExists(tx: Tx, login: string): Promise<boolean> {
  const [found] = await tx.select({ id: users.id }).from(users).where(eq(users.login, login));
  return found !== undefined;
}
