-- What the tables of the area documents can't say by themselves. Read together with src/areas/documents/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Whether the reader sees the record that a document is attached to, by the policies of that record's own table: it runs as the
-- reader. The table is looked up when asked, so it may come later; until then nobody sees what is attached there. A donor sees a
-- need, a match and a package, but no attachment of theirs, unless both sides have accepted and that stands; and of offers, its own attachments. Who reads is handed in by the
-- policy, which asks once a statement; whoever says to be somebody else here still sees by the policies what they see.
create function wasl.reads_subject(subject_type text, subject_id uuid, reader_role text, reader_organisation uuid) returns boolean language plpgsql stable
  as $$
  declare
    holder constant text := case subject_type
      when 'need' then 'needs' when 'offer' then 'offers' when 'match' then 'matches' when 'partnership' then 'partnerships'
      when 'package' then 'packages' when 'delivery' then 'deliveries' when 'obstacle' then 'obstacles'
      when 'compliance-entry' then 'compliance_entries' when 'meeting' then 'meetings' when 'recommendation' then 'recommendations'
      when 'agreement' then 'agreements' when 'training-record' then 'training_records' when 'regime-proposal' then 'regime_proposals' end;
    seen boolean;
  begin
    if reader_role is null or holder is null or to_regclass(format('public.%I', holder)) is null then
      return false;
    end if;
    -- No rights on content: an administrator sees what regimes were adopted by, and no other attachment.
    if reader_role = 'administrator' and subject_type <> 'regime-proposal' then
      return false;
    end if;
    if reader_role = 'donor' then
      case subject_type
        when 'need' then
          return exists (select from matches where matches.need_id = subject_id
            and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id));
        when 'match' then
          return exists (select from matches where matches.id = subject_id
            and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id));
        when 'package' then
          return exists (select from package_matches join matches on matches.id = package_matches.match_id
            where package_matches.package_id = subject_id and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id));
        when 'delivery' then
          return exists (select from delivery_lines where delivery_lines.delivery_id = subject_id);
        when 'offer' then
          return exists (select from offers where offers.id = subject_id and offers.donor_id = reader_organisation);
        else null;
      end case;
    end if;
    execute format('select exists (select from %I where id = $1)', holder) into seen using subject_id;
    return seen;
  end
  $$;
--> statement-breakpoint
-- Whether the reader may attach to it: its parties. An auditor only reads, an administrator has no rights on content but shows what a regime is
-- to be adopted by for as long as that is open, a donor is no party to a need, and the recipients are none to an offer.
create function wasl.acts_on_subject(subject_type text, subject_id uuid, reader_role text, reader_organisation uuid) returns boolean language sql stable
  as $$
    select coalesce(case
      when subject_type = 'regime-proposal' then reader_role = 'administrator'
        and exists (select from regime_proposals where regime_proposals.id = subject_id and state = 'proposed')
      else case reader_role
      when 'requester' then subject_type <> 'offer'
      when 'validator' then subject_type <> 'offer'
      when 'donor' then subject_type <> 'need'
      else reader_role in ('facilitator', 'system')
      end
    end, false) and wasl.reads_subject(subject_type, subject_id, reader_role, reader_organisation)
  $$;
--> statement-breakpoint
create function wasl.refuse_change_of_document() returns trigger language plpgsql
  as $$
  begin
    raise exception 'a document is withdrawn and not changed'
      using errcode = 'check_violation', constraint = 'document_keeps_its_content', table = 'documents';
  end
  $$;
--> statement-breakpoint
create trigger document_keeps_its_content before update on documents for each row
  when (old.withdrawn_at is not null
    or (new.id, new.reference, new.subject_type, new.subject_id, new.kind, new.title, new.language, new.file_name, new.media_type,
        new.size_bytes, new.sha256, new.is_stripped, new.original_size_bytes, new.original_sha256, new.is_signed, new.confidentiality, new.uploaded_by, new.uploaded_by_organisation, new.created_at)
      is distinct from
      (old.id, old.reference, old.subject_type, old.subject_id, old.kind, old.title, old.language, old.file_name, old.media_type,
        old.size_bytes, old.sha256, old.is_stripped, old.original_size_bytes, old.original_sha256, old.is_signed, old.confidentiality, old.uploaded_by, old.uploaded_by_organisation, old.created_at))
  execute function wasl.refuse_change_of_document();
--> statement-breakpoint
-- What stands on record rests on what it cites: an entry that was recorded, the latest of a human-rights file, what shows that an obstacle is
-- gone, a handover, a transport paper that nobody has taken back, a signed text, a correction that waits or is in force. What was only said in a comment rests on nothing. Where it is
-- put right (corrected, reopened, refused, taken back), the document may be withdrawn. tests/areas/documents/citations.test.ts holds the
-- list against every reference to documents.
create function wasl.is_cited(document uuid) returns boolean language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from compliance_entries where evidence_document_id = document)
      or exists (select from compliance_files where evidence_document_id = document and creation_order = (
        select max(creation_order) from compliance_files as latest where latest.entry_id = compliance_files.entry_id))
      or exists (select from obstacles where evidence_document_id = document)
      or exists (select from deliveries where handover_document_id = document)
      or exists (select from delivery_documents where document_id = document and withdrawn_at is null)
      or exists (select from partnerships where document_id = document)
      or exists (select from corrections where document_id = document and state in ('proposed', 'in-force'))
  $$;
--> statement-breakpoint
create function wasl.hold_cited_document() returns trigger language plpgsql security definer set search_path = public, pg_temp
  as $$
  begin
    if wasl.is_cited(new.id) then
      raise exception 'something that stands on record rests on this document'
        using errcode = 'check_violation', constraint = 'cited_document_stays', table = 'documents';
    end if;
    return new;
  end
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.is_cited(uuid)', 'wasl.hold_cited_document()');
--> statement-breakpoint
create trigger cited_document_stays before update of withdrawn_at on documents for each row
  when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function wasl.hold_cited_document();
--> statement-breakpoint
create trigger document_is_never_removed before delete on documents for each row execute function wasl.refuse_change_of_document();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on documents to wasl_app;
--> statement-breakpoint
grant select, insert, delete on content_claims to wasl_app;
--> statement-breakpoint
grant select on documents, compliance_files, delivery_documents, corrections to wasl_ledger;
--> statement-breakpoint
select wasl.guard('documents', 'content_claims');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('documents', 'document', 'id', left_out => 'title,file_name,language,original_sha256,original_size_bytes', in_restricted => 'withdrawal_reason');
