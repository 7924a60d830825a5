import type pg from 'pg';

/** Whether an address asks for TLS. */
export function isTlsAsked({ searchParams }: URL): boolean {
  return (searchParams.get('sslmode') ?? 'disable') !== 'disable';
}

/**
 * An address for `pg`, by which the job library works: it takes `require` for `verify-full`, so that with a certificate which nobody
 * signed people would be served and no scheduled job ever run.
 */
export function addressForPg(url: string): Pick<pg.PoolConfig, 'connectionString' | 'ssl'> {
  const address = new URL(url);
  if (address.searchParams.get('sslmode') !== 'require') return { connectionString: url };
  address.searchParams.delete('sslmode');
  return { connectionString: address.href, ssl: { rejectUnauthorized: false } };
}
