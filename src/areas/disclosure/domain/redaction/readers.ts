import type { Audience } from '../audience.ts';

/** Who reads a resource. */
export type Fields = Readonly<Record<string, readonly Audience[]>>;

/** Partners of any kind: everybody but the administrator, who has no rights on content. */
export const partners: readonly Audience[] = ['recipient', 'donor-party', 'donor', 'facilitator', 'auditor'];
/** Those whom a match has brought together, and who oversees. */
export const parties: readonly Audience[] = ['recipient', 'donor-party', 'facilitator', 'auditor'];
export const recipientSide: readonly Audience[] = ['recipient', 'facilitator', 'auditor'];
export const overseers: readonly Audience[] = ['facilitator', 'auditor'];
export const donorsSide: readonly Audience[] = ['donor-party', 'facilitator', 'auditor'];
export const everyone: readonly Audience[] = [...partners, 'administrator'];
export const administration: readonly Audience[] = ['administrator', 'auditor'];

/** Fields that the same readers see. */
export const to = (audiences: readonly Audience[], ...fields: string[]): Fields =>
  Object.fromEntries(fields.map((field) => [field, audiences]));
