import { eq } from 'drizzle-orm';
import { inviteUser } from '../areas/identity/index.ts';
import { units } from '../areas/gaps/tables.ts';
import { organisations } from '../areas/reference/tables.ts';
import { LANGUAGES } from '../kernel/language.ts';
import { ROLES } from '../kernel/role.ts';
import { openDatabase } from '../main.ts';
import { type Act, systemActor } from '../platform/auth/actor.ts';
import { connect } from '../platform/db/connect.ts';
import { asActor } from '../platform/db/transaction.ts';
import { prepareDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';

interface InviteOptions {
  readonly login?: string | undefined;
  readonly organisation?: string | undefined;
  readonly role?: string | undefined;
  readonly unit?: string | undefined;
  readonly language?: string | undefined;
}

/** Makes an invitation as the system: how the first administrator of an own database comes in. */
export async function inviteCommand(
  settings: Settings,
  options: InviteOptions,
  say: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const role = ROLES.find((one) => one === options.role);
  const language = LANGUAGES.find((one) => one === options.language);
  const { login, organisation } = options;
  if (login === undefined || organisation === undefined || !role || !language) {
    const wrong = login === undefined ? '--login' : organisation === undefined ? '--organisation' : !role ? '--role' : '--language';
    complain(`${wrong} is missing or not usable; see wasl user invite --help`);
    return 2;
  }
  const opened = await openDatabase(settings);
  const database = connect(opened.url, 2);
  try {
    await prepareDatabase(opened.url);
    const act: Act = { actor: systemActor('command-line'), now: new Date(), requestId: null };
    const made = await asActor(database.db, act, async (tx) => {
      const [found] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.slug, organisation));
      if (!found) throw new Error(`there is no organisation '${organisation}'`);
      const [unit] = options.unit === undefined ? [] : await tx.select({ id: units.id }).from(units).where(eq(units.slug, options.unit));
      if (options.unit !== undefined && !unit) throw new Error(`there is no unit '${options.unit}'`);
      return inviteUser(tx, act, { login, organisationId: found.id, role, language, ...(unit ? { unitId: unit.id } : {}) });
    });
    say(`Invitation for ${login} as ${role} of ${organisation}, valid for 14 days. The token, shown this once:`);
    say(made.token);
    say('The account is made with: POST /v1/invitations/accept {"token", "displayName", "password"}');
    return 0;
  } finally {
    await database.close();
    await opened.close();
  }
}
