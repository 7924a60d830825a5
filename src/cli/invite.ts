import { eq } from 'drizzle-orm';
import { inviteUser, loginSchema } from '../areas/identity/index.ts';
import { units } from '../areas/gaps/tables.ts';
import { organisations } from '../areas/reference/tables.ts';
import { LANGUAGES } from '../kernel/language.ts';
import { ROLES } from '../kernel/role.ts';
import { type ActorContext, systemActor } from '../platform/auth/actor.ts';
import { connect } from '../platform/db/connect.ts';
import { databaseLimits } from '../open-database.ts';
import { asActor } from '../platform/db/transaction.ts';
import { readyDatabase } from '../prepare.ts';
import type { Settings } from '../settings.ts';
import type { Caller } from './caller.ts';
import { withDatabase } from './with-database.ts';

interface InviteOptions {
  readonly login?: string | undefined;
  readonly organisation?: string | undefined;
  readonly role?: string | undefined;
  readonly unit?: string | undefined;
  readonly language?: string | undefined;
}

/**
 * Makes an invitation as the operator, whom no second person need approve: how the first two administrators of an own database come in, and the
 * last resort afterwards. Whoever has the machine can do everything; this is told by an event of its own, which auditors see.
 */
export async function inviteCommand(settings: Settings, options: InviteOptions, caller: Caller): Promise<number> {
  const { say } = caller.terminal;
  const role = ROLES.find((one) => one === options.role);
  const language = LANGUAGES.find((one) => one === options.language);
  const { login, organisation } = options;
  if (login === undefined || organisation === undefined || !role || !language) {
    caller.complain(`${whatIsWrong(options)}; see wasl user invite --help`);
    return 2;
  }
  const usable = loginSchema.safeParse(login);
  if (!usable.success) {
    caller.complain(
      `nobody could sign in with the login '${login}': it has 3 to 120 characters, and no space; see wasl user invite --help`,
    );
    return 2;
  }
  return withDatabase(settings, caller, async (opened, life) => {
    await readyDatabase(opened.urls, opened.owner, caller.terminal.progress);
    const database = connect(opened.urls, 2, databaseLimits(settings));
    life.atEnd(() => database.close());
    const ctx: ActorContext = { actor: systemActor('command-line'), now: new Date(), requestId: null };
    const made = await asActor(database.db, ctx, async (tx) => {
      const [found] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.slug, organisation));
      if (!found) throw new Error(`there is no organisation '${organisation}': GET /v1/organisations lists their slugs, such as unsmil`);
      const [unit] = options.unit === undefined ? [] : await tx.select({ id: units.id }).from(units).where(eq(units.slug, options.unit));
      if (options.unit !== undefined && !unit) throw new Error(`there is no unit '${options.unit}': GET /v1/units lists their slugs`);
      return inviteUser(tx, ctx, { login: usable.data, organisationId: found.id, role, language, ...(unit ? { unitId: unit.id } : {}) });
    });
    say(`Invitation for ${usable.data} as ${role} of ${organisation}, valid for 14 days. The token, shown this once:`);
    say(made.token);
    say('It was made on the machine, without a second person, and is recorded so: auditors see invitation.made-by-operator.');
    for (const { id, expiresAt } of made.stillOpen) {
      say(
        `An earlier invitation for ${usable.data} still works until ${expiresAt.toISOString()}, or until one of them is accepted: an administrator takes it back by DELETE /v1/invitations/${id}`,
      );
    }
    const address = settings.PUBLIC_URL?.replace(/\/$/, '') ?? '';
    say(`The account is made with: POST ${address}/v1/invitations/accept {"token", "displayName", "password"}`);
    return 0;
  });
}

/** What of the options keeps an invitation from being made. */
function whatIsWrong({ login, organisation, role, language }: InviteOptions): string {
  if (login === undefined) return '--login is missing';
  if (organisation === undefined) return '--organisation is missing';
  if (role === undefined) return `--role is missing: it is one of ${ROLES.join(', ')}`;
  if (!ROLES.some((one) => one === role)) return `there is no role '${role}': it is one of ${ROLES.join(', ')}`;
  return `there is no language '${language}' here: it is one of ${LANGUAGES.join(', ')}`;
}
