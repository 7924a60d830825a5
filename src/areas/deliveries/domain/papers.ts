import type { Role } from '../../../kernel/role.ts';

/** Papers that travel with goods or clear them. Names as in the reference data's documents, where they are there too. */
export const DOCUMENT_TYPES = [
  'bill-of-lading',
  'cmr',
  'air-waybill',
  'packing-list',
  'commercial-invoice',
  'pro-forma-invoice',
  'certificate-of-origin',
  'certificate-of-inspection',
  'insurance-certificate',
  'dangerous-goods-declaration',
  'ectn',
  'delivery-order',
  'note-verbale',
  'diplomatic-exemption-form',
  'import-licence',
  'customs-declaration',
  'release-order',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Papers of the authorities at the point of entry, which the recipients' side has in hand; all others are the donor's. */
const AUTHORITIES: readonly DocumentType[] = [
  'delivery-order',
  'note-verbale',
  'diplomatic-exemption-form',
  'import-licence',
  'customs-declaration',
  'release-order',
];

/** Who enters a paper, and takes back one that was entered wrongly: the donor any, the validator the authorities'. */
export const mayEnter = (role: Role, type: DocumentType): boolean =>
  role === 'donor' || (role === 'validator' && AUTHORITIES.includes(type));

export const PACKING_KINDS = ['crate', 'carton', 'pallet', 'drum', 'bag', 'roll', 'loose', 'vehicle'] as const;

/** Whether goods weigh no less with their packing than without, where both weights are known: kilograms, decimal text. */
export const weighsNoLess = (gross: string | null | undefined, net: string | null | undefined): boolean =>
  gross == null || net == null || Number(gross) >= Number(net);
