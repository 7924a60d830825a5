import { contentsOf } from '../../platform/files/received-file.ts';
import { checkContent } from '../../platform/files/verified-content.ts';
import { type AnyRoute, route } from '../../platform/http/route.ts';
import { reasonBody, reasonOf } from '../../platform/http/schemas.ts';
import { AttachDocument, DocumentPage, documentParams, listDocumentsQuery } from './contract.ts';
import { DOCUMENT_RIGHTS } from './domain/document.ts';
import { MAXIMUM_BYTES, MEDIA_TYPES } from './domain/media-type.ts';
import { Document } from './record.ts';
import { findContent, findDocument, listDocuments } from './queries.ts';
import { attachDocument } from './verbs/attach-document.ts';
import { claimContent } from './verbs/claim-content.ts';
import { downloadDocument } from './verbs/download-document.ts';
import { withdrawDocument } from './verbs/withdraw-document.ts';
import { showsWhatItNames } from '../disclosure/index.ts';

const tag = 'Documents';

const getDocument = route({
  method: 'GET',
  url: '/v1/documents/:id',
  operationId: 'getDocument',
  summary: 'Read what is known of a document',
  tag,
  roles: DOCUMENT_RIGHTS.read,
  scope: 'documents:read',
  params: documentParams,
  status: 200,
  response: Document.schema,
  shows: showsWhatItNames('document'),
  handle: ({ tx, ctx, params }) => findDocument(tx, ctx, params.id),
});

export const documentRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/documents',
    operationId: 'listDocuments',
    summary: 'List what is attached to a record',
    tag,
    roles: DOCUMENT_RIGHTS.read,
    scope: 'documents:read',
    query: listDocumentsQuery,
    status: 200,
    response: DocumentPage,
    shows: showsWhatItNames('document'),
    handle: ({ tx, ctx, query }) => listDocuments(tx, ctx, query),
  }),
  getDocument,
  route({
    method: 'GET',
    url: '/v1/documents/:id/content',
    operationId: 'downloadDocument',
    summary: 'Download a document',
    description:
      'Every download is an event. The organisation that attached it and auditors get the file as it was sent; everybody else the copy without its metadata. The ETag is the SHA-256 of what this reader gets.',
    tag,
    roles: DOCUMENT_RIGHTS.read,
    scope: 'documents:read',
    params: documentParams,
    status: 200,
    answer: { as: 'file', mediaTypes: MEDIA_TYPES },
    refusals: ['document-withdrawn'],
    ahead: async ({ look, files, params }) => {
      const { sha256, sizeBytes } = await look((tx, ctx) => findContent(tx, ctx, params.id));
      await checkContent(files, { hash: sha256, sizeBytes });
    },
    handle: ({ tx, ctx, params }) => downloadDocument(tx, ctx, params.id),
  }),
  route({
    method: 'POST',
    url: '/v1/documents',
    operationId: 'attachDocument',
    summary: 'Attach a file to a record',
    description:
      'PDF, JPEG, PNG, WebP, DOCX, XLSX, PPTX, ODT, ODS or ODP by its content, up to 25 MB. Refused: macros, scripts, actions, files within the file, parts and data from elsewhere, passwords. Others get a copy without its metadata (place, device, author); a signed PDF stays as it is.',
    tag,
    roles: DOCUMENT_RIGHTS.attach,
    scope: 'documents:write',
    upload: { maximumBytes: MAXIMUM_BYTES },
    body: AttachDocument,
    status: 201,
    response: Document.schema,
    answer: { as: 'json', location: (document) => `/v1/documents/${document.id}` },
    ahead: async ({ look, files, body }) => {
      await look((tx, ctx) => claimContent(tx, ctx, body));
      for (const { sha256, path } of contentsOf(body.file)) await files.put(sha256, path);
    },
    handle: async ({ tx, ctx, body }) => findDocument(tx, ctx, await attachDocument(tx, ctx, body)),
  }),
  route({
    method: 'POST',
    url: '/v1/documents/:id/withdraw',
    operationId: 'withdrawDocument',
    summary: 'Withdraw a document',
    tag,
    roles: DOCUMENT_RIGHTS.withdraw,
    scope: 'documents:write',
    ifMatch: getDocument,
    params: documentParams,
    body: reasonBody,
    status: 200,
    response: Document.schema,
    handle: async ({ tx, ctx, params, body, version }) => {
      await withdrawDocument(tx, ctx, params.id, version, reasonOf(body));
      return findDocument(tx, ctx, params.id);
    },
  }),
];

export const documentTag = { name: tag, description: 'Files attached to records, seen by whoever sees the record.' };
