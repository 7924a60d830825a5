import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { uploadedFile } from '../../platform/http/receive-upload.ts';
import { idOf, shortText, slugOf } from '../../platform/http/schemas.ts';
import { CONFIDENTIALITIES } from './domain/subject.ts';
import { Document, subjectId, subjectType } from './record.ts';

export const DocumentPage = pageOf(Document.schema, 'DocumentPage');

export const AttachDocument = z
  .strictObject({
    subjectType,
    subjectId,
    kind: slugOf('document-type')
      .optional()
      .meta({ description: 'Which compliance document it is, where it is one.', example: 'end-user-certificate' }),
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
