import { sql } from 'drizzle-orm';
import type { ProposeRegime } from '#src/areas/compliance/contract.ts';
import { confirmRegimeProposal } from '#src/areas/compliance/verbs/decide-regime-proposal.ts';
import { proposeRegime } from '#src/areas/compliance/verbs/propose-regime.ts';
import type { RegimeProposalId } from '#src/kernel/id.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import type { Database } from '#src/platform/db/connect.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { actOf, makePerson } from './people.ts';

/** Shows the act that a version is adopted by, as if its file had been sent. */
export async function showAct({ db }: Database, administrator: Person, id: RegimeProposalId): Promise<void> {
  await asActor(db, actOf(administrator), (tx) =>
    tx.execute(sql`
      insert into documents (id, subject_type, subject_id, file_name, media_type, size_bytes, sha256, is_stripped, confidentiality,
        uploaded_by, uploaded_by_organisation, created_at)
      values (gen_random_uuid(), 'regime-proposal', ${id}, 'act.pdf', 'application/pdf', 1, repeat('a', 64), false, 'parties',
        ${administrator.userId}, ${administrator.organisationId}, ${actOf(administrator).now.toISOString()})`),
  );
}

/** Publishes the next version of a regime as two administrators do, of two organisations, with its act. */
export async function publishRegime(database: Database, regime: string, version: number, input: ProposeRegime): Promise<void> {
  const first = await makePerson(database, { role: 'administrator', organisation: 'unsmil' });
  const second = await makePerson(database, { role: 'administrator', organisation: 'ly-jtct' });
  const id = await asActor(database.db, actOf(first), (tx) => proposeRegime(tx, actOf(first), regime, version, input));
  await showAct(database, first, id);
  await asActor(database.db, actOf(second), (tx) => confirmRegimeProposal(tx, actOf(second), id, 1));
}
