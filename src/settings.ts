import { z } from 'zod';
import { databaseAddress } from './database-address.ts';
import { type SettingFault, findClashes, tellIssue } from './setting-faults.ts';
import { trustedProxies } from './trusted-proxies.ts';
import { OperatorFault } from './kernel/operator-fault.ts';

const perMinute = z.coerce.number().int().min(1).max(1_000_000);
const truth = z.enum(['true', 'false']).transform((value) => value === 'true');

const seconds = (usual: number) => z.coerce.number().min(0.1).max(3_600).default(usual);

const databaseUrl = (description: string) => databaseAddress.optional().describe(description);

/** Every variable that the service reads, once, at the start. The table in deploy/README.md is made from the descriptions. */
export const settingsSchema = z.object({
  DATABASE_URL: databaseUrl(
    'PostgreSQL 15 or newer to use, as the service’s own login. Without it an embedded PostgreSQL is started in the data directory.',
  ),
  DATABASE_AUTHENTICATOR_URL: databaseUrl(
    'The same database as the login that reads passwords and sessions. Without it `DATABASE_URL` has to own everything, which is weaker.',
  ),
  DATABASE_OWNER_URL: databaseUrl(
    'The same database as its owner: for `wasl migrate`, `wasl demo`, `wasl restore` and the check of a backup; no server uses it.',
  ),
  DATABASE_DIRECT_URL: databaseUrl(
    'As `DATABASE_URL`, but past a pooler in transaction mode, for what needs a connection of its own: notifications and scheduled jobs.',
  ),
  DATABASE_BACKUP_URL: databaseUrl(
    'The same database as the login `wasl_backup`, for `wasl backup` alone; needed where DATABASE_AUTHENTICATOR_URL is set. Else the one login takes that role.',
  ),
  WASL_DATA: z.string().min(1).default('./data').describe('Directory of the embedded database and of stored files.'),
  S3_BUCKET: z
    .string()
    .min(1)
    .optional()
    .describe('Bucket of an S3-compatible store for files. Without it they are kept in the data directory.'),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the S3-compatible store; without it Amazon’s own. The client is the optional package `@aws-sdk/client-s3`.'),
  S3_REGION: z.string().min(1).default('us-east-1').describe('Region of the bucket.'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional().describe('Key of the store; without it the usual places of the Amazon tools are asked.'),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional().describe('Secret of that key.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on; 0 takes a free one.'),
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('In `production` no demo accounts are ever made by themselves.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe(
      'How much the log tells. In production all that is said is JSON, one line an entry; elsewhere a start is told in plain words, and on a terminal the log too.',
    ),
  PUBLIC_URL: z.url().optional().describe('The address people reach the service by; used in invitations.'),
  TRUST_PROXY: trustedProxies
    .default(false)
    .describe(
      'Whose X-Forwarded-* headers are believed: the number of proxies in front (usually 1), or their addresses and networks with commas between.',
    ),
  RATE_LIMIT_ACCOUNT: perMinute
    .default(1200)
    .describe('Requests a minute of one account, its API keys included. Each server process counts by itself.'),
  RATE_LIMIT_API_KEY: perMinute.default(600).describe('Requests a minute of one API key.'),
  RATE_LIMIT_ADDRESS: perMinute
    .default(600)
    .describe('Requests a minute from one address that nobody has signed in for; those of signed-in people are counted by account alone.'),
  RATE_LIMIT_HOLD_SECONDS: z.coerce
    .number()
    .min(0)
    .max(30)
    .default(1)
    .describe('How long a refusal is held back from whoever asks on after ten of them within a minute; 0 for not at all.'),
  CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(4000)
    .describe(
      'How many connections may be open at once, or fewer where the process may not open as many files; what comes beyond is closed at once.',
    ),
  HEADERS_SECONDS: z.coerce.number().int().min(1).max(120).default(15).describe('How long the headers of a request may take to arrive.'),
  TRANSFER_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(30)
    .describe('How long a body or an answer may stand still; what moves by 4 kB a second or more takes as long as it takes.'),
  REQUEST_SECONDS: z.coerce
    .number()
    .int()
    .min(10)
    .max(7200)
    .default(900)
    .describe('How long a request may take to arrive, however steadily it comes: for files over slow lines.'),
  IDLE_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(600)
    .default(60)
    .describe('How long nothing may move on a connection that waits for an answer or to send one.'),
  KEEP_ALIVE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .default(72)
    .describe('How long a connection is kept for another request; longer than a proxy in front keeps it.'),
  PRESSURE_MILLISECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(250)
    .describe('How late the process may be, on average over half a second, before it answers 503; 0 never.'),
  PRESSURE_HEAP_PERCENT: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(90)
    .describe('How much of its memory for objects the process may use before it answers 503; 0 never.'),
  REQUESTS_PER_ACCOUNT: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(8)
    .describe('How many requests of one account are worked on at once; what it asks beyond that waits its turn, and nobody else’s.'),
  REQUEST_QUEUE: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe('How many such requests may wait, of all accounts; where there are more, whoever has most is told to try again (503).'),
  REQUEST_QUEUE_SECONDS: seconds(2).describe('How long such a request may wait before it is told to try again.'),
  HEAVY_REQUESTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe('How many requests that take seconds (rankings, statistics, allocations) are worked on at once.'),
  HEAVY_REQUESTS_PER_ACCOUNT: z.coerce.number().int().min(1).max(100).default(2).describe('How many of them may be one account’s.'),
  HEAVY_WAIT_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(120)
    .default(10)
    .describe('How long one of them waits for its turn before it is answered 503.'),
  DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe(
      'Connections for people’s requests per process; timed work and sign-in have a quarter as many each, LISTEN and the job library a few.',
    ),
  DATABASE_CONNECTIONS_PER_ACCOUNT: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(2)
    .describe('How many of them one account uses at a time; what it asks beyond that waits its turn, and nobody else’s.'),
  DATABASE_QUEUE: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe('How many requests may wait for a connection, one account half as many; the rest are told to try again (503).'),
  DATABASE_QUEUE_SECONDS: seconds(3).describe('How long a request may wait for a connection before it is told to try again.'),
  DATABASE_STATEMENT_SECONDS: seconds(15).describe('How long one statement of a request may run.'),
  DATABASE_LOCK_SECONDS: seconds(2).describe(
    'How long a statement of a request may wait for a lock; less than DATABASE_QUEUE_SECONDS, or those who wait for a lock keep connections from those who wait for none.',
  ),
  DATABASE_IDLE_SECONDS: seconds(30).describe('How long a transaction may stand idle.'),
  DATABASE_TRANSACTION_SECONDS: seconds(45).describe('How long all of a request’s transaction may take.'),
  DATABASE_PREPARED_STATEMENTS: truth
    .default(true)
    .describe('Named prepared statements: `false` behind a pooler that shares connections between transactions and doesn’t know of them.'),
  DATABASE_WAIT_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(30)
    .describe(
      'How long a start or a command waits for a database that is not there yet, and a start or a migration for one that goes in the midst of it.',
    ),
  SHUTDOWN_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(300)
    .default(20)
    .describe('How long requests in flight and running jobs may take at shutdown; then they are given up.'),
  SHUTDOWN_GRACE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(1)
    .describe(
      'How much of that, at most half, a process still takes in all that is sent while `/readyz` says no: as long as a load balancer needs to see it.',
    ),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe(
      'What a reader of `/metrics` shows as a bearer token, 16 characters or more. Without it and without METRICS_PORT there is no `/metrics`.',
    ),
  METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('Port of an address of its own for `/metrics`, which the main address then lacks; another than PORT.'),
  METRICS_HOST: z.string().min(1).default('127.0.0.1').describe('Address of that port; without METRICS_TOKEN whoever reaches it may read.'),
  WASL_JOBS: truth
    .default(true)
    .describe('Run the scheduled jobs (expiry, staleness, unanswered needs) and the allocations in this process.'),
});

export type Settings = z.output<typeof settingsSchema>;

/** Settings that can't be used; the message names each, and says what is wrong with it and what is expected. */
export class UnusableSetting extends OperatorFault {
  override readonly name = 'UnusableSetting';

  constructor(faults: readonly SettingFault[]) {
    const lines = faults.map(({ name, words }) => {
      const { description } = settingsSchema.shape[name as keyof Settings];
      return { name, text: `${words}. ${description ?? ''}`.trim() };
    });
    const [only, ...more] = lines;
    super(
      'setting-unusable',
      only && more.length === 0
        ? `${only.name} is not usable: ${only.text}`
        : `${lines.length} settings are not usable:\n${lines.map(({ name, text }) => `  ${name}: ${text}`).join('\n')}`,
    );
  }
}

/** Reads the settings from an environment. Empty values count as absent. Throws {@link UnusableSetting} naming all that are wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const parsed = settingsSchema.safeParse(given);
  const faults = [...(parsed.error?.issues ?? []).map((issue) => tellIssue(given, issue)), ...findClashes(given)];
  if (!parsed.success || faults.length > 0) throw new UnusableSetting(faults);
  return parsed.data;
}
