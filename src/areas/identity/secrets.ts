import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Turnstile } from '../../platform/turnstile.ts';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. argon2id is the package's default. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const PREFIX = { session: 'wasl_s_', apiKey: 'wasl_k_', invitation: 'wasl_i_', csrf: 'wasl_c_', device: 'wasl_d_' } as const;
export type SecretKind = keyof typeof PREFIX;

/** A new opaque secret of 256 bits; the prefix says to scanners and people what it is. Shown once, kept only as its hash. */
export const newSecret = (kind: SecretKind): string => PREFIX[kind] + randomBytes(32).toString('base64url');

/** A fast hash is enough for 256 random bits, and lets the database find the row by it. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Compares two hashes in a time that doesn't tell where they differ. */
export function isSameSecret(expectedHash: string, givenHash: string): boolean {
  const expected = Buffer.from(expectedHash);
  const given = Buffer.from(givenHash);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

export const isSecretOf = (kind: SecretKind, text: string): boolean => text.startsWith(PREFIX[kind]) && text.length < 100;

/**
 * A password takes 30 ms of a processor, in the four threads that also read files and look up addresses. Two at once leave room for
 * those and for everybody who is signed in already; a crowd at the door waits in a queue with an end.
 */
const hashing = new Turnstile({ places: 2, placesPerOwner: 2, waiting: 100, waitingPerOwner: 100, waitMs: 10_000 });
const EVERYBODY = 'everybody';

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const leave = await hashing.enter(EVERYBODY);
  try {
    return await work();
  } finally {
    leave();
  }
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, ARGON2));

let decoy: Promise<string> | null = null;

/** Whether the password is right. An unknown account costs as much time as a wrong password, so that nobody learns which it is. */
export async function isRightPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hash(randomBytes(16).toString('base64url'), ARGON2);
  const known = stored ?? (await decoy);
  const right = await inTurn(() => verify(known, password));
  return right && stored !== null;
}
