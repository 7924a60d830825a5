import type driver from 'postgres';

/** The roles that policies and grants name, of which every server with a database of the service has all. */
export const SERVICE_ROLES = ['wasl_app', 'wasl_authenticator', 'wasl_ledger', 'wasl_backup'] as const;
export type ServiceRole = (typeof SERVICE_ROLES)[number];

/** The owner of the database, as README calls it. */
export const USUAL_OWNER = 'wasl_owner';

export const isServiceRole = (name: string): name is ServiceRole => SERVICE_ROLES.some((role) => role === name);

/** What PostgreSQL lets a role do, by the words of `alter role`; each with what people are told of it. */
const ATTRIBUTES = {
  superuser: 'is a superuser',
  bypassrls: 'may bypass row-level security',
  replication: 'may read everything by replication',
  createrole: 'may create roles, and so make itself stronger',
  createdb: 'may create databases',
  login: 'may sign in',
} as const;
type Attribute = keyof typeof ATTRIBUTES;

/** What walks past the policies, or lets a role become what does. */
const UNSAFE: readonly string[] = ['superuser', 'bypassrls', 'replication', 'createrole'];

/** What a role may be, and of what it is a member: all of that and nothing else. */
export interface Place {
  /** Who it is, to people. */
  readonly title: string;
  readonly may: readonly Attribute[];
  readonly memberOf: readonly string[];
}

/**
 * What README's deployment chapter gives each role, and nothing more. INHERIT is not among it: it says how a membership works, and
 * there is none but the owner's.
 */
export const ROLE_TABLE: Readonly<Record<ServiceRole | 'owner', Place>> = {
  wasl_app: { title: 'wasl_app', may: ['login'], memberOf: [] },
  wasl_authenticator: { title: 'wasl_authenticator', may: ['login'], memberOf: [] },
  wasl_ledger: { title: 'wasl_ledger', may: [], memberOf: [] },
  wasl_backup: { title: 'wasl_backup', may: ['login'], memberOf: [] },
  owner: { title: 'the owner', may: ['login', 'createdb'], memberOf: ['wasl_ledger'] },
};

/** The one login of a small installation, which makes the roles and takes each in turn. */
export const ONE_LOGIN: Place = { title: 'the owner', may: ['login', 'createdb', 'createrole'], memberOf: SERVICE_ROLES };

/** The statement that makes a role as README does; the password is left to whoever runs it. */
export function creatingSql(place: ServiceRole | 'owner', name: string): string {
  if (place === 'owner') return `create role ${quoted(name)} login createdb password '…'; grant wasl_ledger to ${quoted(name)};`;
  return `create role ${quoted(name)} ${place === 'wasl_ledger' ? 'nologin noinherit' : `login noinherit password '…'`};`;
}

/** A name as SQL takes it, whatever is in it; plain ones stay readable. */
export const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** A role as it stands on its server. */
export interface Standing {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  /** Is the owner of the database. */
  readonly isOwner: boolean;
  /** Is the owner of the database, or may become it. */
  readonly owns: boolean;
  /** Roles of the service that it may act as. */
  readonly actsAs: readonly string[];
  readonly memberships: readonly Membership[];
}

interface Membership {
  readonly role: string;
  /** Roles with power that it leads to, itself among them. */
  readonly power: readonly string[];
  /** Those of them that walk past the policies, or that another login is. */
  readonly unsafe: readonly string[];
  /** What undoes it. */
  readonly revoke: string;
}

/** How these roles stand, or whoever asks. A superuser may be everything, which says nothing more. */
export async function readStandings(client: driver.Sql, names: readonly string[] | null): Promise<readonly Standing[]> {
  const [server] = await client<{ tellsSet: boolean }[]>`select current_setting('server_version_num')::int >= 160000 as "tellsSet"`;
  const tellsSet = server?.tellsSet ?? false;
  // Since PostgreSQL 16 a membership is somebody's grant, is undone as that one's, and may be without the right to act as the role.
  const acting = tellsSet ? 'set' : 'member';
  return client<Standing[]>`
    select self.rolname::text as name, self.oid = datdba as "isOwner", pg_has_role(self.oid, datdba, 'member') as owns,
      array_remove(array[
        case when self.rolsuper then 'superuser' end, case when self.rolbypassrls then 'bypassrls' end,
        case when self.rolreplication then 'replication' end, case when self.rolcreaterole then 'createrole' end,
        case when self.rolcreatedb then 'createdb' end, case when self.rolcanlogin then 'login' end], null) as attributes,
      array(select rolname::text from pg_roles where rolname = any (${[...SERVICE_ROLES]}) and pg_has_role(self.oid, oid, ${acting})
        order by 1) as "actsAs",
      coalesce((
        select json_agg(json_build_object('role', granted.rolname, 'power', leads.power, 'unsafe', leads.unsafe, 'revoke',
            format('revoke %I from %I%s%s;', granted.rolname, self.rolname,
              case when ${tellsSet} and grantor <> 10 then format(' granted by %I', pg_get_userbyid(grantor)) end,
              case when ${tellsSet} and exists (
                select from pg_auth_members as onward where onward.roleid = granted.oid and onward.grantor = self.oid) then ' cascade' end))
          order by granted.rolname, grantor = 10)
        from pg_auth_members join pg_roles as granted on granted.oid = roleid
        cross join lateral (
          select coalesce(json_agg(other.rolname order by other.oid <> granted.oid, other.rolname), '[]') as power,
            coalesce(json_agg(other.rolname order by other.rolname) filter (
              where other.rolsuper or other.rolbypassrls or other.rolreplication or other.rolcreaterole
                or other.rolname ~ '^pg_(read_all_data|write_all_data|(read|write|execute)_server_)'
                or other.oid = datdba or other.rolname = any (${[...SERVICE_ROLES]})), '[]') as unsafe
          from pg_roles as other
          where (other.oid = granted.oid or not granted.rolsuper and pg_has_role(granted.oid, other.oid, 'member'))
            and (other.rolsuper or other.rolbypassrls or other.rolreplication or other.rolcreaterole or other.rolcreatedb
              or other.rolname ~ '^pg_' and other.rolname <> 'pg_database_owner'
              or other.oid = datdba or other.rolname = any (${[...SERVICE_ROLES]})
              or exists (select from pg_class where relowner = other.oid and relnamespace = to_regnamespace('public')))
        ) as leads
        where member = self.oid), '[]') as memberships
    from pg_database, pg_roles as self
    where datname = current_database()
      and self.rolname = any (coalesce(${names === null ? null : [...names]}::text[], array[current_user::text]))
    order by self.rolname`;
}

/** What a role is or lacks against the table, in words that follow its name, and the SQL that mends it. */
export interface Deviation {
  readonly words: string;
  readonly sql: string;
  /** `power` is what makes it stronger, `little` what does not by itself, `lack` what it is to have. */
  readonly kind: 'power' | 'little' | 'lack';
  /** The role that it is to be a member of. */
  readonly lacks?: ServiceRole;
  /** Whether what keeps rows and logins apart would no more hold for it. */
  readonly isUnsafe: boolean;
}

/** All that tells a role from its place in the table. */
export function deviationsOf({ name, attributes, actsAs, memberships }: Standing, { may, memberOf }: Place): readonly Deviation[] {
  const beyond = attributes
    .filter((attribute) => !may.includes(attribute))
    .map((attribute): Deviation => ({
      words: ATTRIBUTES[attribute],
      sql: `alter role ${quoted(name)} no${attribute};`,
      kind: 'power',
      isUnsafe: UNSAFE.includes(attribute),
    }));
  // Whoever may alter the tables gains nothing by acting as those who work on them.
  const isNoPower = (role: string): boolean => memberOf.includes('wasl_ledger') && isServiceRole(role);
  const belonging = memberships
    .filter(({ role }) => !memberOf.includes(role))
    .map(({ role, power, unsafe, revoke }): Deviation => {
      const others = power.filter((other) => other !== role && !isNoPower(other));
      const isPower = others.length > 0 || (power.includes(role) && !isNoPower(role));
      return {
        words: `may also act as ${role}${others.length > 0 ? ` and so as ${others.join(', ')}` : ''}`,
        sql: revoke,
        kind: isPower ? 'power' : 'little',
        isUnsafe: unsafe.length > 0,
      };
    });
  const lacking = memberOf
    .filter((role) => isServiceRole(role))
    .filter((role) => !actsAs.includes(role))
    .map((role): Deviation => {
      const isMember = memberships.some((membership) => membership.role === role);
      return {
        words: `may not act as ${role}, as it has to`,
        sql: `grant ${role} to ${quoted(name)}${isMember ? ' with set true' : ''};`,
        kind: 'lack',
        lacks: role,
        isUnsafe: false,
      };
    });
  return [...beyond, ...belonging, ...lacking];
}
