import { documents } from '../tables.ts';

/** A document, but for the names that people gave to it. */
export const documentColumns = {
  id: documents.id,
  reference: documents.reference,
  subjectType: documents.subjectType,
  subjectId: documents.subjectId,
  kind: documents.kind,
  mediaType: documents.mediaType,
  sizeBytes: documents.sizeBytes,
  sha256: documents.sha256,
  isStripped: documents.isStripped,
  isSigned: documents.isSigned,
  confidentiality: documents.confidentiality,
  uploadedByOrganisation: documents.uploadedByOrganisation,
  withdrawnAt: documents.withdrawnAt,
  withdrawalReason: documents.withdrawalReason,
  version: documents.version,
};
