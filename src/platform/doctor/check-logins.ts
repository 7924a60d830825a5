import {
  creatingSql,
  type Deviation,
  deviationsOf,
  isServiceRole,
  ONE_LOGIN,
  type Place,
  quoted,
  readStandings,
  ROLE_TABLE,
  USUAL_OWNER,
  SERVICE_ROLES,
  type ServiceRole,
  type Standing,
} from '../db/role-table.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';
import { look } from './look.ts';

const ABOUT = 'logins';

/** A login of the settings, and the role that it is to be. */
export interface Login {
  readonly setting: string;
  readonly url: string;
  readonly role: ServiceRole | 'owner';
}

interface SignedIn extends Login {
  readonly standing: Standing;
}

/** A role that is compared with the table: what it is to be, and the setting that signs in as it, if any. */
interface Subject {
  readonly standing: Standing;
  readonly place: Place;
  readonly setting: string | undefined;
}

const AUTHENTICATOR_MISSING = wrong(
  ABOUT,
  'DATABASE_AUTHENTICATOR_URL is missing: the login of DATABASE_URL reads no passwords and sessions, and the service doesn’t start',
  'set DATABASE_AUTHENTICATOR_URL to the login wasl_authenticator',
);

/**
 * Whether each login of the settings is the role that it should be, and each role, whoever signs in, has what README gives it and nothing
 * more. `url` is of a login that gets in.
 */
export async function checkLogins(url: string, logins: readonly Login[]): Promise<readonly Finding[]> {
  const { signedIn, refused } = await signIn(url, logins);
  const reader = signedIn.find(({ role }) => role === 'wasl_app')?.standing;
  const isAlone = !logins.some(({ role }) => role === 'wasl_authenticator');
  const isOneLogin = isAlone && reader !== undefined && reader.owns && !isUnbound(reader);
  const subjects = await findSubjects(url, signedIn, isOneLogin ? ONE_LOGIN : ROLE_TABLE.owner);
  const missing = SERVICE_ROLES.filter((role) => !subjects.some(({ standing }) => standing.name === role));
  const flaws = new Map(subjects.map((subject) => [subject.standing.name, compare(subject, missing)]));
  const findings = [
    ...refused,
    ...signedIn.flatMap((login) => {
      const misplaced = isOneLogin && login.standing === reader ? adviseLogins(login) : findMisplaced(login);
      if (misplaced !== undefined) return misplaced;
      return (flaws.get(login.standing.name) ?? []).length > 0 ? [] : tellGood(login);
    }),
    ...(isAlone && reader !== undefined && !reader.owns ? [AUTHENTICATOR_MISSING] : []),
    ...[...flaws.values()].flat(),
    ...missing.map((role) => tellMissing(role, subjects)),
  ];
  const isWell = missing.length === 0 && SERVICE_ROLES.every((role) => (flaws.get(role) ?? []).length === 0);
  return isWell ? [...findings, ok(ABOUT, `${SERVICE_ROLES.join(', ')} are there, and none is stronger than it should be`)] : findings;
}

/** How each login stands that gets in, and what is to be done about each other. */
async function signIn(url: string, logins: readonly Login[]) {
  const signedIn: SignedIn[] = [];
  const refused: Finding[] = [];
  for (const login of logins) {
    try {
      const [standing] = await look(login.url, (tx) => readStandings(tx, null));
      if (standing) signedIn.push({ ...login, standing });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      refused.push(wrong(ABOUT, `${login.setting} lets nobody in: ${reason}`, await wayIn(url, login)));
    }
  }
  return { signedIn, refused };
}

async function wayIn(url: string, login: Login): Promise<string> {
  const name = decodeURIComponent(new URL(login.url).username);
  const [standing] = await look(url, (tx) => readStandings(tx, [name]));
  if (standing === undefined) return `mend ${login.setting}, or make the role ${name} on the server as README tells`;
  const mend = `mend ${login.setting}, or the role and its password on the server`;
  return isUnbound(standing) ? mend : `${mend}, as a superuser: alter role ${quoted(name)} login password '…';`;
}

/** The roles of the service, the owner of the database, and whoever else the settings sign in as. */
function findSubjects(url: string, signedIn: readonly SignedIn[], ownersPlace: Place): Promise<readonly Subject[]> {
  return look(url, async (tx) => {
    const subjects = new Map<string, Subject>();
    const add = (standing: Standing, place: Place): void => {
      const setting = signedIn.find((login) => login.standing.name === standing.name)?.setting;
      if (!subjects.has(standing.name)) subjects.set(standing.name, { standing, place, setting });
    };
    for (const standing of await readStandings(tx, SERVICE_ROLES)) {
      if (isServiceRole(standing.name)) add(standing, ROLE_TABLE[standing.name]);
    }
    const [database] = await tx<{ owner: string }[]>`
      select pg_get_userbyid(datdba)::text as owner from pg_database where datname = current_database()`;
    const [owner] = await readStandings(tx, database ? [database.owner] : []);
    // That somebody owns it who couldn't have migrated it is told with whose everything else is.
    const isOurs = owner !== undefined && (owner.name === USUAL_OWNER || owner.actsAs.includes('wasl_ledger'));
    if (isOurs && !isForeignSuperuser(owner)) add(owner, ownersPlace);
    for (const login of signedIn) {
      const place = login.role === 'owner' ? ownersPlace : ROLE_TABLE[login.role];
      const own = login.role === 'owner' ? (database?.owner ?? '') : login.role;
      if (findMisplaced(login) === undefined) add(login.standing, { ...place, memberOf: [...place.memberOf, own] });
    }
    return [...subjects.values()];
  });
}

/** What a role is beyond its place in the table, and lacks of it; what is missing altogether is told as such. */
function compare({ standing, place, setting }: Subject, missing: readonly string[]): readonly Finding[] {
  // What one login for everything lacks is told with the way to several.
  const isTold = (lacks: ServiceRole | undefined): boolean => lacks !== undefined && (place === ONE_LOGIN || missing.includes(lacks));
  const deviations = deviationsOf(standing, place).filter(({ lacks }) => !isTold(lacks));
  const { name } = standing;
  const who = setting === undefined ? name : `${setting} signs in as ${name}, which`;
  const tell = (level: typeof wrong, found: readonly Deviation[], end: string): readonly Finding[] => {
    if (found.length === 0) return [];
    const what = `${who} ${found.map(({ words }) => words).join(', ')}${end}`;
    if (setting !== undefined && isForeignSuperuser(standing)) {
      return [level(ABOUT, what, `set ${setting} to a login that is ${place.title} and nothing stronger; README tells how to make it`)];
    }
    const by = standing.attributes.includes('superuser') ? 'another' : 'a';
    return [level(ABOUT, what, `as ${by} superuser: ${found.map(({ sql }) => sql).join(' ')}`)];
  };
  const grave = deviations.filter(({ kind }) => kind !== 'little');
  const isStronger = grave.some(({ kind }) => kind === 'power');
  return [
    ...tell(wrong, grave, isStronger ? `, and is to be ${place.title} and nothing stronger` : ''),
    ...tell(
      warning,
      deviations.filter(({ kind }) => kind === 'little'),
      ', for which README gives no reason',
    ),
  ];
}

/** A login that is not the role which its setting is for. */
function findMisplaced({ setting, role, standing }: SignedIn): Finding | undefined {
  const { name, owns, isOwner, actsAs, attributes } = standing;
  if (role === 'owner') {
    if (owns || !isServiceRole(name)) return undefined;
    return wrong(ABOUT, `${setting} signs in as ${name}, which is not to own anything`, `set ${setting} to the login that migrates`);
  }
  const to = `set ${setting} to a login that is ${role} and nothing stronger; README tells how to make it`;
  if (name !== role && !actsAs.includes(role)) return wrong(ABOUT, `${setting} signs in as ${name}, which is not ${role}`, to);
  const isOther = name !== role && isOwner && !attributes.includes('superuser');
  return isOther ? wrong(ABOUT, `${setting} signs in as ${name}, which owns the database and is to be ${role} alone`, to) : undefined;
}

/** That a small installation has one login for everything, and how it comes to have those that README advises. */
function adviseLogins({ setting, standing }: SignedIn): Finding {
  const lacking = deviationsOf(standing, ONE_LOGIN).filter(({ lacks }) => lacks !== undefined);
  const short = lacking.map(({ words }) => words).join(', ');
  const logins = SERVICE_ROLES.filter((role) => role !== 'wasl_ledger').map((role) => `alter role ${role} login password '…';`);
  const weakening = deviationsOf(standing, ROLE_TABLE.owner).map(({ sql }) => sql);
  const turns = lacking.length === 0 ? 'takes every role in turn: weaker than it should be' : `is to take every role in turn: ${short}`;
  return (lacking.length === 0 ? warning : wrong)(
    ABOUT,
    `${setting} signs in as ${standing.name}, which owns everything and ${turns}`,
    `as a superuser: ${[...logins, ...weakening].join(' ')} Then set DATABASE_URL, DATABASE_AUTHENTICATOR_URL and DATABASE_BACKUP_URL to these three, and DATABASE_OWNER_URL to ${standing.name} for wasl migrate alone`,
  );
}

function tellGood({ setting, role, standing: { name, owns } }: SignedIn): Finding {
  // Where the database is another's, that is told together with whose everything else is.
  const what = role === 'owner' ? `${owns ? ', the owner' : ''}, and no superuser` : ', and nothing stronger';
  return ok(ABOUT, `${setting} signs in as ${name}${what}`);
}

function tellMissing(role: ServiceRole, subjects: readonly Subject[]): Finding {
  const members = subjects.filter(({ place }) => place.memberOf.includes(role)).map(({ standing }) => standing.name);
  const grants = members.map((member) => ` grant ${role} to ${quoted(member)};`);
  return wrong(ABOUT, `the role ${role} is missing`, `as a superuser: ${creatingSql(role, role)}${grants.join('')} Then run wasl migrate`);
}

/** The superuser of a server is not ours to change. */
const isForeignSuperuser = ({ name, attributes }: Standing): boolean => attributes.includes('superuser') && !name.startsWith('wasl_');

const isUnbound = ({ attributes }: Standing): boolean => attributes.includes('superuser') || attributes.includes('bypassrls');
