import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { promisify } from 'node:util';
import { inDays } from '#tests/support/in-days.ts';
import type { Dice } from './dice.ts';
import { type Ask, type Exchange, type Json, type Person, sendOnce, untilLastWord } from './exchange.ts';
import type { Fleet } from './fleet.ts';

const PASSWORD = 'a password for the time of a test';
const ORGANISATION_OF = {
  requester: 'ly-gasbcp',
  validator: 'ly-ministry-of-interior',
  donor: 'it-ministry-of-interior',
  facilitator: 'unsmil',
} as const;
const ROLES = Object.keys(ORGANISATION_OF) as (keyof typeof ORGANISATION_OF)[];

/** Both sides of a match, and who brokers. */
export type Cast = Readonly<Record<keyof typeof ORGANISATION_OF, Person>>;

/** Where everything takes place: a unit that may ask, and a partnership under which may be agreed. */
export interface Stage {
  readonly casts: readonly Cast[];
  readonly unitId: string;
  readonly partnershipId: string;
}

/** Invites people, enters a unit and has a partnership signed, as on the first day of a new installation. */
export async function setStage(
  fleet: Fleet,
  exchange: Exchange,
  environment: Readonly<Record<string, string>>,
  casts: number,
  dice: Dice,
): Promise<Stage> {
  const administrator = await signUp(fleet, await inviteFirst(environment, 'administrator@test', 'unsmil'), 'administrator', dice);
  const second = await signUp(fleet, await inviteFirst(environment, 'second@test', 'ly-jtct'), 'administrator', dice);
  const ask = async <T extends Json>(person: Person, what: Ask): Promise<T> => {
    const body = await exchange.perform(person, dice, what);
    if (body === null) throw new Error(`the stage can't be set: ${JSON.stringify(exchange.operations.at(-1))}`);
    return body as T;
  };
  const { items } = await ask<{ items: { id: string; slug: string }[] }>(administrator, {
    method: 'GET',
    path: '/v1/organisations?limit=200',
  });
  const organisationId = (slug: string): string => {
    const found = items.find((organisation) => organisation.slug === slug);
    if (!found) throw new Error(`there is no organisation ${slug}`);
    return found.id;
  };
  const invite = async (role: keyof typeof ORGANISATION_OF): Promise<Person> => {
    const body = { login: `${role}-${randomUUID()}@test`, role, organisationId: organisationId(ORGANISATION_OF[role]) };
    const { id, token } = await ask<{ id: string; token: string }>(administrator, { method: 'POST', path: '/v1/invitations', body });
    await ask(second, { method: 'POST', path: `/v1/invitations/${id}/approve`, version: 1 });
    return signUp(fleet, token, role, dice);
  };
  const cast: Cast[] = [];
  for (let made = 0; made < casts; made += 1) {
    const people = await Promise.all(ROLES.map(async (role) => [role, await invite(role)] as const));
    cast.push(Object.fromEntries(people) as unknown as Cast);
  }
  const [first] = cast;
  if (!first) throw new Error('there is nobody on stage');
  const unit = await ask<{ id: string }>(first.validator, {
    method: 'POST',
    path: '/v1/units',
    body: {
      slug: 'ghat-desert-post',
      organisationId: organisationId(ORGANISATION_OF.requester),
      site: 'ghat',
      unitType: 'desert-post',
      names: { ar: 'نقطة غات', en: 'Ghat post', it: 'Posto di Ghat', fr: 'Poste de Ghat' },
    },
  });
  const partnership = await ask<{ id: string }>(first.donor, {
    method: 'POST',
    path: '/v1/partnerships',
    body: {
      recipientId: organisationId(ORGANISATION_OF.validator),
      kind: 'technical-arrangement',
      title: 'Technical arrangement on border equipment',
      validFrom: '2026-01-01',
      validUntil: inDays(900),
    },
  });
  const sign: Ask = { method: 'POST', path: `/v1/partnerships/${partnership.id}/sign` };
  await ask(first.donor, { ...sign, version: 1 });
  await ask(first.validator, { ...sign, version: 2 });
  return { casts: cast, unitId: unit.id, partnershipId: partnership.id };
}

/** The first two administrators come in by the command line. */
async function inviteFirst(environment: Readonly<Record<string, string>>, login: string, organisation: string): Promise<string> {
  const options = ['--login', login, '--organisation', organisation, '--role', 'administrator'];
  const { stdout } = await promisify(execFile)(process.execPath, ['src/cli/wasl.mjs', 'user', 'invite', ...options], {
    env: { ...process.env, ...environment },
  });
  const token = /shown this once:\n(\S+)/.exec(stdout)?.[1];
  if (token === undefined) throw new Error(`no invitation: ${stdout}`);
  return token;
}

async function signUp(fleet: Fleet, token: string, role: string, dice: Dice): Promise<Person> {
  const [slot] = fleet.up();
  if (!slot) throw new Error('nobody is up');
  const agent = new Agent();
  const send = async (ask: Ask, credential: string | null = null): Promise<Json> => {
    const key = randomUUID();
    // A process that was only just started on a busy machine may ask to be asked again.
    const answer = await untilLastWord(
      () => sendOnce(slot, agent, credential, ask, key),
      () => dice.below(50),
    );
    if (answer?.status !== 201 && answer?.status !== 200) throw new Error(`${ask.path}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
    return answer.body;
  };
  const welcome = { token, displayName: `A ${role}`, password: PASSWORD };
  const joined = await send({ method: 'POST', path: '/v1/invitations/accept', body: welcome });
  const login = String(joined['login']);
  const session = await send({ method: 'POST', path: '/v1/sessions', body: { login, password: PASSWORD } });
  const { account } = await send({ method: 'GET', path: '/v1/session' }, String(session['token']));
  return { id: (account as { id: string }).id, login, token: String(session['token']) };
}
