import { DEMO_ACCOUNTS } from '../../demo/accounts.ts';
import { plural } from '../../kernel/plural.ts';
import type { DatabaseUrls } from '../../platform/db/connect.ts';
import { findPoolerFaults } from '../../platform/db/pooler.ts';
import { type Finding, lookAsSystem, ok, type ServiceLogins, warning, wrong } from '../../platform/doctor/index.ts';
import { type MisspeltSetting, tellMisspelt } from '../../misspelt-settings.ts';
import type { Settings } from '../../settings.ts';

const ABOUT = 'settings';
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** Settings that are none or don't fit together, where that is evident from themselves. */
export function checkSettings(settings: Settings, misspelt: readonly MisspeltSetting[]): readonly Finding[] {
  const { NODE_ENV, PUBLIC_URL, TRUST_PROXY, METRICS_PORT, METRICS_HOST, METRICS_TOKEN } = settings;
  const findings = misspelt.map(tellMisspelt).map(({ what, remedy }) => warning(ABOUT, what, remedy));
  if (NODE_ENV === 'production' && PUBLIC_URL === undefined) {
    findings.push(
      warning(ABOUT, 'PUBLIC_URL is missing: invitations can’t say where the service is', 'set it to the address that people use'),
    );
  }
  if (PUBLIC_URL?.startsWith('https:') && TRUST_PROXY === false) {
    findings.push(
      warning(
        ABOUT,
        'people come by https, so through a proxy, and TRUST_PROXY is not set: all of them share one address in the limits',
        'set TRUST_PROXY to the number of proxies in front, usually 1',
      ),
    );
  }
  if (METRICS_PORT !== undefined && METRICS_TOKEN === undefined && !LOOPBACK.includes(METRICS_HOST)) {
    findings.push(
      warning(
        ABOUT,
        `whoever reaches ${METRICS_HOST}:${METRICS_PORT} may read the metrics`,
        'set METRICS_TOKEN, or METRICS_HOST to 127.0.0.1',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(ABOUT, 'they fit together')];
}

/** Whether the settings say what a pooler before the database asks for. */
export async function checkPooler(urls: DatabaseUrls, settings: Settings): Promise<readonly Finding[]> {
  const faults = await findPoolerFaults(urls, { preparedStatements: settings.DATABASE_PREPARED_STATEMENTS });
  if (faults.length === 0) return [ok(ABOUT, 'they fit how the database is reached')];
  return faults.map(({ name, words, remedy }) => wrong(ABOUT, `${name}: ${words}`, remedy));
}

/** Demo accounts share a password that everybody can read. */
export function checkDemoAccounts(service: ServiceLogins, { NODE_ENV }: Settings, now: Date): Promise<readonly Finding[]> {
  return lookAsSystem(service, now, async (tx) => {
    const logins = DEMO_ACCOUNTS.map(({ login }) => login);
    const [found] = await tx<{ open: number }[]>`
      select count(*)::int as open from public.users where login = any (${logins}) and suspended_at is null`;
    if (!found || found.open === 0) return [ok(ABOUT, 'no demo account is open')];
    const what = `${plural(found.open, 'demo account is', 'demo accounts are')} open, whose password is public`;
    if (NODE_ENV !== 'production') return [ok(ABOUT, `${what}; this is no production`)];
    return [wrong(ABOUT, what, 'suspend each as an administrator (POST /v1/users/:id/suspend), or begin with a database of its own')];
  });
}
