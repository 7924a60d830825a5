import { createHash } from 'node:crypto';

/** What is drawn for a number, the same each time: 32 bytes that no two numbers share. */
export const drawnFor = (number: number): Buffer => createHash('sha256').update(`example ${number}`).digest();

/**
 * An id of the form of a random one (RFC 9562, 5.4: UUIDv4) that is the same each time. Of what is invented and public alone: so the illustrative
 * scenario is the same in each database, and what allocations of it say, whose ties go by ids.
 */
export function settledId(number: number): string {
  const digits = drawnFor(number).toString('hex');
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
