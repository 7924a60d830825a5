import { look } from './look.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

const ABOUT = 'logins';
/** The roles of the service, and what each may become besides itself. */
const ROLES = ['wasl_app', 'wasl_gate', 'wasl_ledger', 'wasl_backup'] as const;
type ServiceRole = (typeof ROLES)[number];

/** A login of the settings, and the role that it is to be. */
export interface Login {
  readonly setting: string;
  readonly url: string;
  readonly role: ServiceRole | 'owner';
}

interface Standing {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly bypassesPolicies: boolean;
  readonly createsRoles: boolean;
  readonly isOwner: boolean;
  /** Is the owner of the database, or may become it. */
  readonly owns: boolean;
  /** Roles of power, or of the service, that it may become. */
  readonly mayBe: readonly string[];
}

const GATE_MISSING = wrong(
  ABOUT,
  'DATABASE_GATE_URL is missing: the login of DATABASE_URL reads no passwords and sessions, and the service doesn’t start',
  'set DATABASE_GATE_URL to the login wasl_gate',
);

/** Whether each login of the settings is what it should be and nothing stronger. */
export async function checkLogins(logins: readonly Login[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const isAlone = !logins.some(({ role }) => role === 'wasl_gate');
  for (const login of logins) {
    try {
      const [standing] = await readStandings(login.url, null);
      if (standing) findings.push(judge(login, standing, isAlone));
      if (standing && login.setting === 'DATABASE_URL' && isAlone && !standing.owns) findings.push(GATE_MISSING);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      findings.push(
        wrong(ABOUT, `${login.setting} lets nobody in: ${reason}`, `mend ${login.setting}, or the role and its password on the server`),
      );
    }
  }
  return findings;
}

/** Whether the roles that policies and grants name are there, and none is stronger than it should be, whoever signs in. */
export async function checkRoles(url: string): Promise<readonly Finding[]> {
  const standings = new Map((await readStandings(url, ROLES)).map((standing) => [standing.name, standing]));
  const findings = ROLES.flatMap((role) => {
    const standing = standings.get(role);
    if (!standing) return [wrong(ABOUT, `the role ${role} is missing`, `as a superuser: create role ${role} noinherit; then wasl migrate`)];
    return findTooStrong(role, standing, role) ?? [];
  });
  return findings.length > 0 ? findings : [ok(ABOUT, `${ROLES.join(', ')} are there, and none is stronger than it should be`)];
}

function judge({ setting, role }: Login, standing: Standing, isAlone: boolean): Finding {
  const { name, owns, mayBe } = standing;
  if (role === 'owner') {
    const tooStrong = findTooStrong(setting, { ...standing, createsRoles: false, isOwner: false, mayBe: [] }, 'the owner');
    if (tooStrong) return tooStrong;
    if (!owns && ROLES.some((one) => one === name)) {
      return wrong(ABOUT, `${setting} signs in as ${name}, which is not to own anything`, `set ${setting} to the login that migrates`);
    }
    // Where the database is another's, that is told together with whose everything else is.
    return ok(ABOUT, `${setting} signs in as ${name}${owns ? ', the owner' : ''}, and no superuser`);
  }
  if (role === 'wasl_app' && isAlone && owns && !standing.isSuperuser && !standing.bypassesPolicies) {
    return warning(
      ABOUT,
      `${setting} signs in as ${name}, which owns everything and takes every role in turn: weaker than it should be`,
      `as a superuser: alter role wasl_app login password '…'; alter role wasl_gate login password '…'; then set DATABASE_URL and DATABASE_GATE_URL to these two, and DATABASE_OWNER_URL to ${name} for wasl migrate alone`,
    );
  }
  if (name !== role && !mayBe.includes(role) && !standing.isSuperuser) {
    return wrong(
      ABOUT,
      `${setting} signs in as ${name}, which is not ${role}`,
      `set ${setting} to a login that is ${role}; README tells how to make it`,
    );
  }
  return (
    findTooStrong(setting, { ...standing, mayBe: mayBe.filter((other) => other !== role) }, role) ??
    ok(ABOUT, `${setting} signs in as ${name}, and nothing stronger`)
  );
}

function findTooStrong(
  subject: string,
  { name, isSuperuser, bypassesPolicies, createsRoles, isOwner, mayBe }: Standing,
  role: string,
): Finding | null {
  const who = subject === name ? name : `${subject} signs in as ${name}, which`;
  // A role of the service is made weaker. What else somebody has put there, such as the superuser of the server, is not ours to change.
  const weakened = (how: string): string =>
    name.startsWith('wasl_')
      ? `as another superuser: alter role ${name} ${how};`
      : `set ${subject} to a login that is ${role} and nothing stronger; README tells how to make it`;
  if (isSuperuser) return wrong(ABOUT, `${who} is a superuser: no policy holds for it`, weakened('nosuperuser'));
  if (bypassesPolicies) return wrong(ABOUT, `${who} may bypass row-level security`, weakened('nobypassrls'));
  if (createsRoles) return wrong(ABOUT, `${who} may create roles, and so make itself stronger`, weakened('nocreaterole'));
  const others = isOwner ? ['the owner of the database', ...mayBe] : mayBe;
  if (others.length === 0) return null;
  const remedy =
    mayBe.length > 0
      ? `as a superuser: revoke ${mayBe.join(', ')} from ${name};`
      : `as a superuser: reassign owned by ${name} to <an owner of its own>; alter database … owner to <that one>;`;
  return wrong(ABOUT, `${who} may also act as ${others.join(', ')}, and is to be ${role} alone`, remedy);
}

/** How these roles stand, or the login itself. A superuser may be everything, which says nothing more. */
function readStandings(url: string, names: readonly string[] | null): Promise<readonly Standing[]> {
  return look(
    url,
    (tx) => tx<Standing[]>`
      select self.rolname::text as name, self.rolsuper as "isSuperuser", self.rolbypassrls as "bypassesPolicies",
        self.rolcreaterole as "createsRoles", self.oid = datdba as "isOwner",
        pg_has_role(self.oid, datdba, 'member') as owns,
        array(select other.rolname::text from pg_roles as other
          where other.oid <> self.oid and not self.rolsuper and pg_has_role(self.oid, other.oid, 'member')
            and (other.rolsuper or other.rolbypassrls or other.rolcreaterole or other.oid = datdba or other.rolname = any (${[...ROLES]})
              or other.rolname ~ '^pg_(read_all_data|write_all_data|(read|write|execute)_server_)'
              or exists (select from pg_class where relowner = other.oid and relnamespace = to_regnamespace('public')))
          order by 1) as "mayBe"
      from pg_database, pg_roles as self
      where datname = current_database() and self.rolname = any (coalesce(${names === null ? null : [...names]}::text[], array[current_user::text]))`,
  );
}
