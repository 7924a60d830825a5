import { z } from 'zod';

const truth = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Every variable that the service reads, once, at the start. The README's table is made from the descriptions. */
const variables = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/ })
    .optional()
    .describe('PostgreSQL 15 or newer to use. Without it an embedded PostgreSQL is started in the data directory.'),
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
    .describe('How much the log tells; it is JSON, one line an entry.'),
  PUBLIC_URL: z.url().optional().describe('The address people reach the service by; used in invitations.'),
  TRUST_PROXY: truth.default(false).describe('Believe X-Forwarded-* headers: only behind a proxy that sets them itself.'),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(20).describe('Connections to the database per process.'),
  SHUTDOWN_SECONDS: z.coerce.number().int().min(1).max(300).default(20).describe('How long requests in flight may take at shutdown.'),
  WASL_JOBS: truth.default(true).describe('Run the timers (expiry, staleness, unanswered needs) and the allocations in this process.'),
});

/** A half of a key would be passed over in silence, and the usual places asked instead. */
export const settingsSchema = variables.refine(
  (settings) => (settings.S3_ACCESS_KEY_ID === undefined) === (settings.S3_SECRET_ACCESS_KEY === undefined),
  { path: ['S3_SECRET_ACCESS_KEY'], error: 'it and S3_ACCESS_KEY_ID are set together' },
);

export type Settings = z.output<typeof settingsSchema>;

/** A setting that can't be used; the message names it and says what is expected. */
export class UnusableSetting extends Error {
  override readonly name = 'UnusableSetting';
}

/** Reads the settings from an environment. Empty values count as absent. Throws {@link UnusableSetting} naming the first bad one. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  const field = settingsSchema.shape[name as keyof Settings];
  throw new UnusableSetting(`${name} is not usable: ${issue?.message}. ${field.description ?? ''}`.trim());
}
