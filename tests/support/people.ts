import { eq } from 'drizzle-orm';
import { users } from '#src/areas/identity/tables.ts';
import { units } from '#src/areas/gaps/tables.ts';
import { organisations } from '#src/areas/reference/tables.ts';
import { must } from '#src/kernel/assert.ts';
import type { OrganisationId, UnitId, UserId } from '#src/kernel/id.ts';
import type { Role } from '#src/kernel/role.ts';
import { type ActorContext, type Person, systemActor } from '#src/platform/auth/actor.ts';
import type { Database } from '#src/platform/db/connect.ts';
import { asActor, asAuthenticator } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';

/** The day that the illustrative scenario stands on. */
export const REFERENCE_INSTANT = new Date('2026-11-23T09:00:00.000Z');

export const actOf = <A extends ActorContext['actor']>(actor: A, now: Date = REFERENCE_INSTANT): ActorContext<A> => ({
  actor,
  now,
  requestId: 'test',
});

export const theSystem = (now?: Date): ActorContext => actOf(systemActor('test'), now);

/** A unit of an organisation at a site, made for a test. */
export async function makeUnit(
  { db }: Database,
  { organisation, site = 'ghat', unitType = 'desert-post' }: { organisation: string; site?: string; unitType?: string },
): Promise<{ id: UnitId; organisationId: OrganisationId }> {
  const organisationId = await organisationIdOf({ db }, organisation);
  const id = newId<'unit'>();
  await asActor(db, theSystem(), (tx) =>
    tx.insert(units).values({
      id,
      slug: `unit-${id}`,
      organisationId,
      site,
      unitType,
      names: { en: `Unit ${id}`, ar: `وحدة ${id}`, it: `Unità ${id}`, fr: `Unité ${id}` },
      createdAt: REFERENCE_INSTANT,
    }),
  );
  return { id, organisationId };
}

export async function organisationIdOf({ db }: Pick<Database, 'db'>, slug: string): Promise<OrganisationId> {
  const [found] = await asActor(db, theSystem(), (tx) =>
    tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.slug, slug)),
  );
  return must(found, `organisation ${slug}`).id;
}

/** A person with an account, without the ceremony of an invitation; verbs can be called as them at once. */
export async function makePerson(
  database: Database,
  { role, organisation, unitId = null }: { role: Role; organisation: string; unitId?: UnitId | null },
): Promise<Person> {
  const { db } = database;
  const organisationId = await organisationIdOf(database, organisation);
  const id: UserId = newId<'user'>();
  await asAuthenticator(db, 'a test', (tx) =>
    tx.insert(users).values({
      id,
      login: `${role}-${id}@test`,
      displayName: `${role} of ${organisation}`,
      organisationId,
      unitId,
      role,
      language: 'en',
      passwordHash: 'none',
      createdAt: REFERENCE_INSTANT,
    }),
  );
  const children = await asActor(db, theSystem(), (tx) =>
    tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.parentId, organisationId)),
  );
  return {
    kind: 'person',
    userId: id,
    organisationId,
    unitId,
    role,
    scope: role === 'validator' ? [organisationId, ...children.map((child) => child.id)] : [organisationId],
    sessionId: newId<'session'>(),
  };
}
