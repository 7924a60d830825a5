import type postgres from 'postgres';
import type { DocumentId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import type { Subject } from '#src/areas/documents/index.ts';
import type { Person } from '#src/platform/auth/actor.ts';

/** What is recorded of a document that this person attached, without its bytes: for tests in which a record names one. */
export async function recordDocument(superuser: postgres.Sql, by: Person, subject: Subject): Promise<DocumentId> {
  const id = newId<'document'>();
  await superuser`
    insert into documents
      (id, subject_type, subject_id, file_name, media_type, size_bytes, sha256, is_stripped, confidentiality, uploaded_by, uploaded_by_organisation, created_at)
    values
      (${id}, ${subject.type}, ${subject.id}, 'form.pdf', 'application/pdf', 1, ${'0'.repeat(64)}, false, 'parties', ${by.userId}, ${by.organisationId}, now())`;
  return id;
}
