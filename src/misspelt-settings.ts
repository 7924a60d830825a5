import { nearestWord } from './kernel/nearest.ts';
import { settingsSchema } from './settings.ts';

/** A variable of the environment that looks like a setting and is none, so that it does nothing. */
export interface MisspeltSetting {
  readonly name: string;
  /** The setting that may be meant. */
  readonly meant: string | undefined;
}

const NAMES = Object.keys(settingsSchema.shape);
/** Whatever begins so is taken for ours. */
const PREFIXES: readonly string[] = ['WASL_', 'DATABASE_', 'S3_', 'METRICS_', 'RATE_LIMIT_'];
/** Those of the tests, and what Kubernetes tells each program of a service that is called, say, `database`. */
const OTHERS = /^WASL_(?:TEST|BENCH|FAULT|FUZZ|HISTORIES)|_SERVICE_(?:HOST|PORT)|_PORT_\d+_(?:TCP|UDP)|_PORT$/;
/** In a short name one letter; two would make another word of it. */
const mistypesIn = (name: string): number => (name.length < 8 ? 1 : 2);
/** With a prefix of ours it is a setting that was meant, and only in doubt which. */
const MISTYPES_BEHIND_PREFIX = 4;

/** What in an environment looks like a misspelt setting. Names in capitals alone: those in small letters are npm's and others'. */
export function findMisspelt(environment: Readonly<Record<string, string | undefined>>): readonly MisspeltSetting[] {
  const strange = Object.keys(environment).filter((name) => environment[name] && !NAMES.includes(name) && !OTHERS.test(name));
  return strange.sort().flatMap((name) => {
    const near = nearestWord(name, NAMES, mistypesIn(name));
    if (near !== undefined) return [{ name, meant: near }];
    return PREFIXES.some((prefix) => name.startsWith(prefix)) ? [{ name, meant: nearestWord(name, NAMES, MISTYPES_BEHIND_PREFIX) }] : [];
  });
}

/** What is said of it, and what to do. */
export function tellMisspelt({ name, meant }: MisspeltSetting): { readonly what: string; readonly remedy: string } {
  return {
    what: `${name} is no setting of Wasl and does nothing`,
    remedy: meant === undefined ? '`wasl settings` lists those that there are' : `${meant} is perhaps meant; \`wasl settings\` lists all`,
  };
}
