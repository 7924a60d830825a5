import postgres from 'postgres';

const OWNER = 'wasl_owner';
const DATABASE = 'wasl';

/**
 * The service's own database on the embedded server, owned by a role that is no superuser: a superuser would walk past
 * row-level security. Made at the first start, found again at every other. Returns its URL.
 */
export async function ensureOwnDatabase(superuserUrl: string): Promise<string> {
  const url = new URL(superuserUrl);
  const server = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    const [role] = await server`select from pg_roles where rolname = ${OWNER}`;
    const secret = decodeURIComponent(url.password).replaceAll("'", "''");
    await server.unsafe(`${role ? 'alter' : 'create'} role ${OWNER} login createrole nosuperuser nobypassrls password '${secret}'`);
    const [database] = await server`select from pg_database where datname = ${DATABASE}`;
    if (!database) await server.unsafe(`create database ${DATABASE} owner ${OWNER}`);
  } finally {
    await server.end({ timeout: 5 });
  }
  url.username = OWNER;
  url.pathname = `/${DATABASE}`;
  return url.href;
}
