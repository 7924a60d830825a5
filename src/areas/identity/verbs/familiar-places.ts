import { and, eq, sql } from 'drizzle-orm';
import type { UserId } from '../../../kernel/id.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { networkOf } from '../domain/throttle.ts';
import { hashSecret, isSecretOf } from '../secrets.ts';
import { familiarPlaces } from '../tables.ts';

/** So long after the last sign-in a place is familiar. */
export const FAMILIAR_DAYS = 90;

/** Where somebody signs in from: their network, and the browser, where it brings the cookie that it was given at an earlier sign-in. */
export interface Place {
  readonly address: string;
  readonly device?: string | undefined;
}

/** Kept as a hash, as a login is: nobody needs to read from where people work. */
const networkPlace = (address: string): string => hashSecret(`network:${networkOf(address)}`);
const devicePlace = (device: string | undefined): string | null =>
  device !== undefined && isSecretOf('device', device) ? hashSecret(device) : null;

export interface FoundPlace {
  /** What a failed sign-in here is counted by. */
  readonly key: string;
  readonly isFamiliar: boolean;
  readonly isFamiliarDevice: boolean;
}

/** A device that is known counts by itself, apart from everybody else behind the same address; one that nobody knows says nothing. */
export async function findPlace(tx: Tx, userId: UserId | null, { address, device }: Place): Promise<FoundPlace> {
  const network = networkPlace(address);
  const browser = devicePlace(device);
  const known = await findFamiliar(tx, userId, browser === null ? [network] : [network, browser]);
  const isFamiliarDevice = browser !== null && known.has(browser);
  return { key: isFamiliarDevice ? browser : network, isFamiliar: known.size > 0, isFamiliarDevice };
}

async function findFamiliar(tx: Tx, userId: UserId | null, places: readonly string[]): Promise<ReadonlySet<string>> {
  if (userId === null) return new Set();
  const rows = await tx
    .select({ place: familiarPlaces.place })
    .from(familiarPlaces)
    .where(and(eq(familiarPlaces.userId, userId), oneOf(familiarPlaces.place, places)));
  return new Set(rows.map(({ place }) => place));
}

/** The right password or an invitation was given here: whatever happens elsewhere, this place is no stranger any more. */
export async function rememberPlace(tx: Tx, userId: UserId, { address, device }: Place, now: Date): Promise<void> {
  const places = [networkPlace(address), devicePlace(device)].filter((place) => place !== null);
  await tx
    .insert(familiarPlaces)
    .values(places.map((place) => ({ userId, place, lastUsedAt: now })))
    .onConflictDoUpdate({ target: [familiarPlaces.userId, familiarPlaces.place], set: { lastUsedAt: sql`excluded.last_used_at` } });
}
