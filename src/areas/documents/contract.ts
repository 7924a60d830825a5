import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { uploadedFile } from '../../platform/http/receive-upload.ts';
import { idOf, instant, shortText, slug, versionField } from '../../platform/http/schemas.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { DOCUMENT_ACTIONS } from './domain/document.ts';
import { MEDIA_TYPES } from './domain/media-type.ts';
import { CONFIDENTIALITIES, SUBJECT_TYPES } from './domain/subject.ts';

const subjectType = z.enum(SUBJECT_TYPES).meta({ description: 'What kind of record it is attached to.' });
const subjectId = z.uuid().meta({ description: 'Id of the record that it is attached to; who sees that record sees the document.' });

export const Document = z
  .object({
    id: idOf('document'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'X-7F3K-2Q' }),
    subjectType,
    subjectId,
    kind: slug.nullable().meta({ description: 'Which compliance document it is, where it is one.', example: 'end-user-certificate' }),
    title: z.string().nullable(),
    language: z.enum(LANGUAGES).nullable().meta({ description: 'The language that it is written in, where the sender said so.' }),
    fileName: z.string().meta({ description: 'As it was sent, without folders; its ending is that of the content.', example: 'شهادة.pdf' }),
    mediaType: z.enum(MEDIA_TYPES).meta({ description: 'By the content; what the sender declared is not believed.' }),
    sizeBytes: z.int().min(1),
    sha256: z.string().meta({ description: 'Of what is stored, lower-case hexadecimal; also the ETag of the content.' }),
    isStripped: z.boolean().meta({ description: 'An image lost the metadata (place, device, author) that it was sent with.' }),
    confidentiality: z.enum(CONFIDENTIALITIES).meta({ description: 'human-rights: for designated facilitators alone.' }),
    uploadedBy: Party,
    uploadedAt: instant,
    withdrawnAt: instant.nullable().meta({ description: 'Since when its content is given to nobody; null while it is.' }),
    withdrawalReason: z.string().nullable(),
    version: versionField,
    allowedActions: z.array(z.enum(DOCUMENT_ACTIONS)).meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'Document', description: 'A file attached to one record.' });
export type DocumentView = z.output<typeof Document>;
export const DocumentPage = pageOf(Document, 'DocumentPage');

export const AttachDocument = z
  .strictObject({
    subjectType,
    subjectId,
    kind: slug.optional().meta({ description: 'Which compliance document it is, where it is one.', example: 'end-user-certificate' }),
    title: shortText.optional(),
    language: z.enum(LANGUAGES).optional().meta({ description: 'The language that the document is written in.' }),
    confidentiality: z
      .enum(CONFIDENTIALITIES)
      .default('parties')
      .meta({ description: 'human-rights: for designated facilitators alone, who alone may say so.' }),
    file: uploadedFile,
  })
  .meta({ id: 'AttachDocument', description: 'A file of up to 25 MB, and what it is attached to.' });
export type AttachDocument = z.output<typeof AttachDocument>;

export const listDocumentsQuery = z.strictObject({ ...pageQuery, subjectType, subjectId });
export type ListDocuments = z.output<typeof listDocumentsQuery>;
export const documentParams = z.strictObject({ id: idOf('document') });
