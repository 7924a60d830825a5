import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';
import { idOf, instant, slugOf, uuid, versionField } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { DOCUMENT_ACTIONS } from './domain/document.ts';
import { MEDIA_TYPES } from './domain/media-type.ts';
import { CONFIDENTIALITIES, SUBJECT_TYPES } from './domain/subject.ts';
import { declareRecord, parties, type ViewOf } from '../disclosure/index.ts';

export const subjectType = z.enum(SUBJECT_TYPES).meta({ description: 'What kind of record it is attached to.' });
export const subjectId = uuid.meta({ description: 'Id of the record that it is attached to; who sees that record sees the document.' });

/** The policies have left no document to a donor before disclosure, nor another donor's. */
export const Document = declareRecord('Document', 'A file attached to one record.', {
  id: parties(idOf('document')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'X-7F3K-2Q' })),
  subjectType: parties(subjectType),
  subjectId: parties(subjectId),
  kind: parties(
    slugOf('document-type')
      .nullable()
      .meta({ description: 'Which compliance document it is, where it is one.', example: 'end-user-certificate' }),
  ),
  title: parties(z.string().nullable()),
  language: parties(z.enum(LANGUAGES).nullable().meta({ description: 'The language that it is written in, where the sender said so.' })),
  fileName: parties(
    z.string().meta({ description: 'As it was sent, without folders; its ending is that of the content.', example: 'شهادة.pdf' }),
  ),
  mediaType: parties(z.enum(MEDIA_TYPES).meta({ description: 'By the content; what the sender declared is not believed.' })),
  sizeBytes: parties(z.int().min(1)),
  sha256: parties(
    z.string().meta({ description: 'Of what is stored, lower-case hexadecimal; the content is sent with the same as its Repr-Digest.' }),
  ),
  isStripped: parties(z.boolean().meta({ description: 'An image lost the metadata (place, device, author) that it was sent with.' })),
  confidentiality: parties(z.enum(CONFIDENTIALITIES).meta({ description: 'human-rights: for designated facilitators alone.' })),
  uploadedBy: parties(Party),
  uploadedAt: parties(instant),
  withdrawnAt: parties(instant.nullable().meta({ description: 'Since when its content is given to nobody; null while it is.' })),
  withdrawalReason: parties(z.string().nullable()),
  version: parties(versionField),
  allowedActions: parties(z.array(z.enum(DOCUMENT_ACTIONS)).meta({ description: 'What the reader may do next.' })),
});
export type DocumentView = ViewOf<typeof Document>;
