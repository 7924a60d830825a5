-- What the tables of the area documents can't say by themselves. Read together with src/areas/documents/tables.ts.

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- Whether the reader sees the record that a document is attached to, by the policies of that record's own table: it runs as the
-- reader. The table is looked up when asked, so it may come later; until then nobody sees what is attached there. A donor sees a
-- need and a match, but no attachment of theirs, before both sides have accepted; and of offers, its own attachments.
create function wasl.reads_subject(subject_type text, subject_id uuid) returns boolean language plpgsql stable
  as $$
  declare
    holder constant text := case subject_type
      when 'need' then 'needs' when 'offer' then 'offers' when 'match' then 'matches' when 'partnership' then 'partnerships'
      when 'package' then 'packages' when 'delivery' then 'deliveries' when 'obstacle' then 'obstacles'
      when 'compliance-entry' then 'compliance_entries' when 'meeting' then 'meetings' when 'recommendation' then 'recommendations'
      when 'agreement' then 'agreements' when 'training-record' then 'training_records' end;
    seen boolean;
  begin
    if wasl.reader_role() is null or holder is null or to_regclass(format('public.%I', holder)) is null then
      return false;
    end if;
    if wasl.reader_role() = 'donor' then
      case subject_type
        when 'need' then
          return exists (select from matches where matches.need_id = subject_id and matches.disclosed_at is not null);
        when 'match' then
          return exists (select from matches where matches.id = subject_id and matches.disclosed_at is not null);
        when 'offer' then
          return exists (select from offers where offers.id = subject_id and offers.donor_id = wasl.reader_organisation());
        else null;
      end case;
    end if;
    execute format('select exists (select from %I where id = $1)', holder) into seen using subject_id;
    return seen;
  end
  $$;
--> statement-breakpoint
-- Whether the reader may attach to it: its parties. An auditor only reads, an administrator has no rights on content, a donor is no
-- party to a need, and the recipients are none to an offer.
create function wasl.acts_on_subject(subject_type text, subject_id uuid) returns boolean language sql stable
  as $$
    select coalesce(case wasl.reader_role()
      when 'requester' then subject_type <> 'offer'
      when 'validator' then subject_type <> 'offer'
      when 'donor' then subject_type <> 'need'
      else wasl.reader_role() in ('facilitator', 'system')
    end, false) and wasl.reads_subject(subject_type, subject_id)
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
        new.size_bytes, new.sha256, new.is_stripped, new.confidentiality, new.uploaded_by, new.uploaded_by_organisation, new.created_at)
      is distinct from
      (old.id, old.reference, old.subject_type, old.subject_id, old.kind, old.title, old.language, old.file_name, old.media_type,
        old.size_bytes, old.sha256, old.is_stripped, old.confidentiality, old.uploaded_by, old.uploaded_by_organisation, old.created_at))
  execute function wasl.refuse_change_of_document();
--> statement-breakpoint
create trigger document_is_never_removed before delete on documents for each row execute function wasl.refuse_change_of_document();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on documents to wasl_app;
--> statement-breakpoint
grant select, insert, delete on content_claims to wasl_app;
--> statement-breakpoint
grant select on documents to wasl_ledger;
--> statement-breakpoint
select wasl.guard('documents', 'content_claims');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('documents', 'document', 'id', left_out => 'title,file_name,language', in_restricted => 'withdrawal_reason');
