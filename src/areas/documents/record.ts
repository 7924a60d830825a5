import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';
import { idOf, instant, slugOf, uuid, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import { DOCUMENT_ACTIONS } from './domain/document.ts';
import { MEDIA_TYPES } from './domain/media-type.ts';
import { CONFIDENTIALITIES, SUBJECT_TYPES } from './domain/subject.ts';
import { declareRecord, partiesAndAdministrator, type ViewOf } from '../disclosure/index.ts';

export const subjectType = z.enum(SUBJECT_TYPES).meta({ description: 'What kind of record it is attached to.' });
export const subjectId = uuid.meta({ description: 'Id of the record that it is attached to; who sees that record sees the document.' });

/** The policies have left no document to a donor before disclosure, nor another donor's. */
export const Document = declareRecord('Document', 'A file attached to one record.', {
  id: partiesAndAdministrator(idOf('document')),
  reference: partiesAndAdministrator(z.string().meta({ description: 'Short code for people.', example: 'X-7F3K-2Q' })),
  subjectType: partiesAndAdministrator(subjectType),
  subjectId: partiesAndAdministrator(subjectId),
  kind: partiesAndAdministrator(
    slugOf('document-type')
      .nullable()
      .meta({ description: 'Which compliance document it is, where it is one.', example: 'end-user-certificate' }),
  ),
  title: partiesAndAdministrator(z.string().nullable()),
  language: partiesAndAdministrator(
    z.enum(LANGUAGES).nullable().meta({ description: 'The language that it is written in, where the sender said so.' }),
  ),
  fileName: partiesAndAdministrator(
    z.string().meta({ description: 'As it was sent, without folders; its ending is that of the content.', example: 'شهادة.pdf' }),
  ),
  mediaType: partiesAndAdministrator(
    z.enum(MEDIA_TYPES).meta({ description: 'By the content; what the sender declared is not believed.' }),
  ),
  sizeBytes: partiesAndAdministrator(z.int().min(1).meta({ description: 'Of what this reader gets.' })),
  sha256: partiesAndAdministrator(
    z
      .string()
      .meta({ description: 'Of what this reader gets, lower-case hexadecimal; the content is sent with the same as its Repr-Digest.' }),
  ),
  isStripped: partiesAndAdministrator(
    z
      .boolean()
      .meta({ description: 'Whether others get a copy without the metadata (place, device, author) that the file was sent with.' }),
  ),
  isSigned: partiesAndAdministrator(
    z.boolean().meta({
      description: 'A signed PDF: everybody gets it as it was sent, metadata included, since a change would break its signature.',
    }),
  ),
  isOriginal: partiesAndAdministrator(
    z.boolean().meta({ description: 'Whether this reader gets the file as it was sent: the organisation that attached it, and auditors.' }),
  ),
  confidentiality: partiesAndAdministrator(
    z.enum(CONFIDENTIALITIES).meta({ description: 'human-rights: for designated facilitators alone.' }),
  ),
  uploadedBy: partiesAndAdministrator(Party),
  uploadedAt: partiesAndAdministrator(instant),
  withdrawnAt: partiesAndAdministrator(
    instant.nullable().meta({ description: 'Since when its content is given to nobody; null while it is.' }),
  ),
  withdrawalReason: partiesAndAdministrator(z.string().nullable()),
  version: partiesAndAdministrator(versionField),
  allowedActions: partiesAndAdministrator(z.array(z.enum(DOCUMENT_ACTIONS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: partiesAndAdministrator(notAllowedNow(z.enum(DOCUMENT_ACTIONS), 'DocumentNotAllowedNow')),
});
export type DocumentView = ViewOf<typeof Document>;
