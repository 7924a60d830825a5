import type driver from 'postgres';
import { postgres } from './driver.ts';
import { postgresErrorOf } from './postgres-error.ts';
import type { DatabaseUrls } from './connect.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';
import { type Deviation, deviationsOf, ONE_LOGIN, type Place, readStandings, ROLE_TABLE, type Standing } from './role-table.ts';

/** A login that the service refuses to work with; the message says why and what to do. */
export class UnusableLogin extends OperatorFault {
  override readonly name = 'UnusableLogin';

  constructor(message: string) {
    super('login-unusable', message);
  }
}

interface Login {
  readonly login: string;
  /** What it is beside the others of the server. */
  readonly role: Standing;
  readonly is_superuser: boolean;
  readonly owns_database: boolean;
  readonly owner: string;
  readonly owner_is_superuser: boolean;
  readonly database_name: string;
  /** What gives the database to this login or, where it is one that serves people, to the usual owner. */
  readonly giving_sql: string;
  /** Whether it may make schemas, as a migration does. */
  readonly makes_schemas: boolean;
  /** Roles of the service that are there and that it may not become. */
  readonly shut_out: readonly string[];
  readonly may_be_app: boolean;
  readonly may_be_authenticator: boolean;
  /** The same for two logins in one database, and in no other. */
  readonly database: string;
}

/** What a login is in its database. A role that doesn't exist yet is nobody's. */
async function readStanding(url: string): Promise<Login> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 15 });
  try {
    const [standing] = await client<Omit<Login, 'role'>[]>`
      select current_user as login, self.rolsuper as is_superuser,
        pg_has_role(self.oid, datdba, 'member') as owns_database, pg_get_userbyid(datdba)::text as owner,
        (select rolsuper from pg_roles as owning where owning.oid = datdba) as owner_is_superuser, datname::text as database_name,
        format('alter database %I owner to %I', datname,
          case when current_user in ('wasl_app', 'wasl_authenticator', 'wasl_backup') then 'wasl_owner' else current_user::text end) as giving_sql,
        has_database_privilege(current_database(), 'create') as makes_schemas,
        array(select rolname::text from pg_roles where rolname in ('wasl_app', 'wasl_authenticator') and not pg_has_role(self.oid, oid, 'member')
          order by 1) as shut_out,
        coalesce((select pg_has_role(self.oid, oid, 'member') from pg_roles where rolname = 'wasl_app'), false) as may_be_app,
        coalesce((select pg_has_role(self.oid, oid, 'member') from pg_roles where rolname = 'wasl_authenticator'), false) as may_be_authenticator,
        pg_database.oid::text as database
      from pg_database, pg_roles as self where datname = current_database() and self.rolname = current_user`;
    const [role] = await readStandings(client, null);
    if (!standing || !role) throw new Error('the database does not say who is asking');
    return { ...standing, role, database: `${await serverOf(client)} ${standing.database}` };
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** What tells a server from its copies; some that others run for us keep it to themselves. */
async function serverOf(client: driver.Sql): Promise<string> {
  try {
    const rows = await client<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`;
    return rows[0]?.id ?? '';
  } catch (error) {
    if (postgresErrorOf(error)?.code === '42501') return '';
    throw error;
  }
}

/** What there is to say of logins that may serve. */
interface Fitness {
  /** Of the small installation whose one login owns the tables and is whatever role it takes: a statement smuggled in could become the owner. */
  readonly owns: boolean;
  /** What a login has that README doesn't give it, and how to take it away. */
  readonly remarks: readonly string[];
}

/** Whether the logins may serve. Nobody may for whom the policies don't hold, or who may become somebody else. */
export async function checkLogins({ app, authenticator, direct }: DatabaseUrls): Promise<Fitness> {
  const reader = await readStanding(app);
  if (direct !== undefined && (await readStanding(direct)).database !== reader.database) {
    throw new UnusableLogin(
      'DATABASE_DIRECT_URL leads to another database than DATABASE_URL: it is the same login of the same one, past a pooler.',
    );
  }
  if (authenticator === undefined || authenticator === app) {
    if (!reader.owns_database && !reader.may_be_app) throw exchanged('DATABASE_URL', reader.login, 'wasl_app');
    if (!reader.owns_database && authenticator !== undefined) {
      throw new UnusableLogin(
        `DATABASE_AUTHENTICATOR_URL signs in as ${reader.login}, as DATABASE_URL does: a second login has to read passwords and sessions, so set it to wasl_authenticator.`,
      );
    }
    if (!reader.owns_database) {
      throw new UnusableLogin(
        `DATABASE_AUTHENTICATOR_URL is missing: ${reader.login}, the login of DATABASE_URL, doesn't own the database, so that a second one has to read passwords and sessions: set it to the login wasl_authenticator there.`,
      );
    }
    const remarks = refuseUnsafe('DATABASE_URL', reader, ONE_LOGIN);
    if (reader.shut_out.length > 0) {
      throw new UnusableLogin(
        `DATABASE_URL signs in as ${reader.login}, which owns the database and may not act as ${reader.shut_out.join(' or ')}: ` +
          `set DATABASE_URL to wasl_app and DATABASE_AUTHENTICATOR_URL to wasl_authenticator, and keep ${reader.login} for DATABASE_OWNER_URL; README tells how to let them sign in.`,
      );
    }
    return { owns: true, remarks };
  }
  const keeper = await readStanding(authenticator);
  if (reader.database !== keeper.database) {
    throw new UnusableLogin('DATABASE_AUTHENTICATOR_URL leads to another database than DATABASE_URL: both are logins of one.');
  }
  const remarks = [
    ...refuseOther('DATABASE_URL', reader, { role: 'wasl_app', mayBe: reader.may_be_app, mayBeOther: reader.may_be_authenticator }),
    ...refuseOther('DATABASE_AUTHENTICATOR_URL', keeper, {
      role: 'wasl_authenticator',
      mayBe: keeper.may_be_authenticator,
      mayBeOther: keeper.may_be_app,
    }),
  ];
  return { owns: false, remarks };
}

/** Whoever migrates owns what is made; what a superuser owns, nobody else may change later, and policies hold for nobody who acts as it. */
export async function checkOwner(url: string, setting: string): Promise<void> {
  const standing = await readStanding(url);
  const { login, is_superuser: isSuperuser, owns_database: owns, owner, makes_schemas: makesSchemas } = standing;
  if (!owns && !makesSchemas) {
    throw new UnusableLogin(
      `${setting} signs in as ${login}, which may not migrate this database, since it belongs to ${owner}: ${wayToOwn(standing)}`,
    );
  }
  if (!isSuperuser) return;
  throw new UnusableLogin(
    `${setting} signs in as ${login}, which is a superuser: migrate as the role that is to own the database, wasl_owner; README tells how to make it.`,
  );
}

/** Databases that a server has from the beginning, for its own ends. */
const OF_THE_SERVER: readonly string[] = ['postgres', 'template1'];

/** How somebody comes to own the database who may migrate it, which no superuser does. */
function wayToOwn({ owner, owner_is_superuser, database_name: database, giving_sql }: Login): string {
  if (!owner_is_superuser) return `set DATABASE_OWNER_URL to the login ${owner} and run this again.`;
  if (OF_THE_SERVER.includes(database)) return `${database} is the server's own, so name the database of the service, such as wasl.`;
  return `as a superuser, run: ${giving_sql}; then set DATABASE_OWNER_URL to that login and run this again.`;
}

/** Refuses a login that is unsafe where it stands, and answers what else it has beyond its place. */
function refuseUnsafe(setting: string, { login, role }: Login, place: Place): readonly string[] {
  const deviations = deviationsOf(role, place).filter(({ kind }) => kind !== 'lack');
  const unsafe = deviations.filter(({ isUnsafe }) => isUnsafe);
  const tell = (found: readonly Deviation[]): string =>
    `${setting} signs in as ${login}, which ${found.map(({ words }) => words).join(', ')}`;
  const mend = (found: readonly Deviation[]): string => `as a superuser, run: ${found.map(({ sql }) => sql).join(' ')}`;
  if (unsafe.length > 0) {
    // A role of the service is made weaker. What else somebody has put there, such as the superuser of the server, is not ours to change.
    const remedy = login.startsWith('wasl_') ? mend(unsafe) : "give it a login of the service's own; README tells how to make them.";
    throw new UnusableLogin(`${tell(unsafe)}: the policies that keep each organisation's rows apart would not hold; ${remedy}`);
  }
  return deviations.length === 0 ? [] : [`${tell(deviations)}: ${place.title} is to be nothing stronger; ${mend(deviations)}`];
}

/** Another login in the place of one of the two, such as the other. */
const exchanged = (setting: string, login: string, role: string): UnusableLogin =>
  new UnusableLogin(
    `${setting} signs in as ${login}, and is to be ${role}: set DATABASE_URL to the login wasl_app, and DATABASE_AUTHENTICATOR_URL to wasl_authenticator.`,
  );

interface Expected {
  readonly role: 'wasl_app' | 'wasl_authenticator';
  readonly mayBe: boolean;
  readonly mayBeOther: boolean;
}

function refuseOther(setting: string, login: Login, { role, mayBe, mayBeOther }: Expected): readonly string[] {
  if (!mayBe && mayBeOther) throw exchanged(setting, login.login, role);
  if (!mayBe) {
    throw new UnusableLogin(
      `${setting} signs in as ${login.login}, which is neither ${role} nor a member of it: set it to the login ${role}. Where that role is missing, README tells how to make it.`,
    );
  }
  const remarks = refuseUnsafe(setting, login, { ...ROLE_TABLE[role], memberOf: [role] });
  if (!login.role.isOwner) return remarks;
  const remedy =
    login.login === role ? `as a superuser, run: ${login.giving_sql};` : `set it to the login ${role}, which is nothing stronger.`;
  throw new UnusableLogin(`${setting} signs in as ${login.login}, which also owns the database: ${remedy}`);
}
