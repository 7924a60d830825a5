import type { Test } from 'tap';
import { hashSecret, newSecret } from '#src/areas/identity/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { Role } from '#src/kernel/role.ts';
import { scopesOf } from '#src/kernel/scope.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { newId } from '#src/platform/ids.ts';
import { makeDeliveryWorld } from '#tests/areas/deliveries/delivery-world.ts';
import { type Caller, caller, type Reply, startTestApi } from '#tests/support/api.ts';
import { makePerson, organisationIdOf } from '#tests/support/people.ts';

/** One who takes half of a decision over HTTP. */
export interface Player {
  readonly name: string;
  readonly person: Person;
  readonly isProgram: boolean;
  readonly call: Caller;
}

/** The people that pairs are made of: of each side an account, its colleague and one of another organisation; and programs of two of them. */
export async function makeCast(t: Pick<Test, 'teardown'>) {
  const world = await makeDeliveryWorld(t);
  const { database, superuser, people, others } = world;
  const api = await startTestApi(t, { database });
  const colleague = (role: Role, organisation: string) => makePerson(database, { role, organisation });
  const accounts = {
    requester: people.requester,
    'requester’s colleague': await colleague('requester', 'ly-gasbcp'),
    'requester elsewhere': others.requester,
    validator: people.validator,
    'validator’s colleague': await colleague('validator', 'ly-ministry-of-interior'),
    'validator elsewhere': await colleague('validator', 'ly-ministry-of-defence'),
    donor: people.donor,
    'donor’s colleague': await colleague('donor', 'it-ministry-of-interior'),
    'donor elsewhere': others.donor,
    facilitator: people.facilitator,
    'facilitator’s colleague': others.facilitator,
    'facilitator elsewhere': others.mission,
    administrator: people.administrator,
    'administrator’s colleague': await colleague('administrator', 'unsmil'),
    'administrator elsewhere': await colleague('administrator', 'ly-jtct'),
    auditor: people.auditor,
  } as const;
  type Account = keyof typeof accounts;
  const ends = new Date('2027-01-01T00:00:00.000Z');

  const signedIn = async (person: Person): Promise<Caller> => {
    const token = newSecret('session');
    await superuser`insert into sessions (id, user_id, token_hash, carrier, expires_at, created_at)
      values (${newId<'session'>()}, ${person.userId}, ${hashSecret(token)}, 'bearer', ${ends}, '2026-11-23T08:00:00.000Z')`;
    return caller(api.address, token);
  };
  const program = async (person: Person): Promise<Caller> => {
    const token = newSecret('apiKey');
    await superuser`insert into api_keys (id, user_id, name, token_hash, prefix, scopes, expires_at, created_at)
      values (${newId<'api-key'>()}, ${person.userId}, 'A program', ${hashSecret(token)}, ${token.slice(0, 12)}, ${[...scopesOf(person.role)]}, ${ends}, '2026-11-23T08:00:00.000Z')`;
    return caller(api.address, token);
  };

  const players = new Map<string, Player>();
  for (const [name, person] of Object.entries(accounts)) {
    players.set(name, { name, person, isProgram: false, call: await signedIn(person) });
  }
  for (const name of ['donor’s colleague', 'validator’s colleague', 'facilitator elsewhere', 'administrator elsewhere'] as const) {
    const person = accounts[name];
    players.set(`a program of the ${name}`, { name: `a program of the ${name}`, person, isProgram: true, call: await program(person) });
  }
  return {
    ...world,
    accounts,
    players,
    player: (name: Account): Player => must(players.get(name), name),
    accountFor: colleague,
    organisation: (slug: string) => organisationIdOf(database, slug),
  };
}

export type Cast = Awaited<ReturnType<typeof makeCast>>;
export type AccountName = keyof Cast['accounts'];

/** What one half of a decision came to: the reply, and of what it was taken. */
export interface Half {
  readonly reply: Reply;
  readonly id: string;
}
