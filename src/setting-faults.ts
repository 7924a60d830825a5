import type { z } from 'zod';

export interface SettingFault {
  readonly name: string;
  readonly words: string;
}

/** Never repeated: their faults are told without them. */
const SECRETS: ReadonlySet<string> = new Set(['METRICS_TOKEN', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']);
/** Beside one of these on the same port nothing else can listen. */
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

type Given = Readonly<Record<string, string>>;

/** What is wrong with one setting by itself: what was given, unless it is secret, and what would have been right. */
export function tellIssue(given: Given, issue: z.core.$ZodIssue): SettingFault {
  const name = String(issue.path[0]);
  return { name, words: wordsFor(issue, shown(name, given[name] ?? '')) };
}

/** An address may hold a password. */
const shown = (name: string, value: string): string => (SECRETS.has(name) || value.includes('@') ? 'what is given' : `"${value}"`);

function wordsFor(issue: z.core.$ZodIssue, value: string): string {
  const isText = 'origin' in issue && issue.origin === 'string';
  if (issue.code === 'invalid_type') return `${value} is no ${issue.expected === 'int' ? 'whole number' : issue.expected}`;
  if (issue.code === 'too_small') return `${value} ${isText ? 'has fewer characters than' : 'is less than'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `${value} is more than ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `${value} is none of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_format') return `${value} is no address such as https://wasl.example.org`;
  return issue.message;
}

/** What is wrong with settings beside each other, whatever is wrong with each by itself. */
export function findClashes(given: Given): readonly SettingFault[] {
  const clashes: SettingFault[] = [];
  // A half of a key would be passed over in silence, and the usual places asked instead.
  if ((given['S3_ACCESS_KEY_ID'] === undefined) !== (given['S3_SECRET_ACCESS_KEY'] === undefined)) {
    clashes.push({ name: 'S3_SECRET_ACCESS_KEY', words: 'it and S3_ACCESS_KEY_ID are set together or not at all' });
  }
  // Without it an embedded database would be started beside the one that the others name.
  const beside = ['DATABASE_AUTHENTICATOR_URL', 'DATABASE_DIRECT_URL'].find((name) => given[name] !== undefined);
  if (given['DATABASE_URL'] === undefined && beside !== undefined) {
    clashes.push({
      name: 'DATABASE_URL',
      words: `it is missing though ${beside} is given: set it to the same database, or take that away`,
    });
  }
  const { PORT = '3000', HOST = '127.0.0.1', METRICS_PORT, METRICS_HOST = '127.0.0.1' } = given;
  const isSameAddress = HOST === METRICS_HOST || EVERY_ADDRESS.has(HOST) || EVERY_ADDRESS.has(METRICS_HOST);
  if (METRICS_PORT !== undefined && Number(METRICS_PORT) === Number(PORT) && Number(PORT) !== 0 && isSameAddress) {
    clashes.push({ name: 'METRICS_PORT', words: `${METRICS_PORT} is PORT too: give it another, or leave it out and set METRICS_TOKEN` });
  }
  return clashes;
}
