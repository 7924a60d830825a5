import { type AnyRoute, route } from '../../platform/http/route.ts';
import { Document, DocumentPage, documentParams, listDocumentsQuery } from './contract.ts';
import { DOCUMENT_RIGHTS } from './domain/document.ts';
import { findDocument, listDocuments } from './queries.ts';

const tag = 'Documents';

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
    handle: ({ tx, act, query }) => listDocuments(tx, act, query),
  }),
  route({
    method: 'GET',
    url: '/v1/documents/:id',
    operationId: 'getDocument',
    summary: 'Read what is known of a document',
    tag,
    roles: DOCUMENT_RIGHTS.read,
    scope: 'documents:read',
    params: documentParams,
    status: 200,
    response: Document,
    handle: ({ tx, act, params }) => findDocument(tx, act, params.id),
  }),
];

export const documentTag = { name: tag, description: 'Files attached to records, seen by whoever sees the record.' };
