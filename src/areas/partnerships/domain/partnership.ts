export const PARTNERSHIP_KINDS = ['memorandum', 'technical-arrangement', 'grant'] as const;
export type PartnershipKind = (typeof PARTNERSHIP_KINDS)[number];

export const PARTNERSHIP_STATES = ['under-negotiation', 'signed', 'ended'] as const;
export type PartnershipState = (typeof PARTNERSHIP_STATES)[number];
