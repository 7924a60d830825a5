-- What the tables of the area follow-up can't say by themselves. Read together with src/areas/follow-up/tables.ts.

-- A need may cite the meeting that it comes from. The key stands here because the tables of follow-up refer to needs.
alter table needs add constraint need_cites_a_meeting foreign key (cited_meeting_id) references meetings (id);
--> statement-breakpoint

-- ── Functions and triggers ──────────────────────────────────────────────────────────────────────────────────────────

-- The organisations that a party's reader speaks for: its own, and for a validator those below it.
create function wasl.reader_organisations() returns uuid[] language sql stable parallel safe
  as $$
    select case when wasl.reader_role() in ('requester', 'validator', 'donor')
      then array_append(wasl.reader_scope(), wasl.reader_organisation()) else '{}' end
  $$;
--> statement-breakpoint
-- What concerns the reader, by id alone. They run as the ledger, which sees every row: the policy of a participant's row can't
-- ask a meeting whose policy asks the participants. Each is worked out once per query, as an array.
create function wasl.reader_meetings() returns uuid[] language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(array_agg(meeting_id), '{}') from meeting_participants where organisation_id = any ((select wasl.reader_organisations())::uuid[])
  $$;
--> statement-breakpoint
create function wasl.reader_recommendations() returns uuid[] language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(array_agg(id), '{}') from (
      select recommendation_id as id from recommendation_owners where organisation_id = any ((select wasl.reader_organisations())::uuid[])
      union
      select recommendations.id from recommendations
        join meeting_participants on meeting_participants.meeting_id = recommendations.meeting_id
        where meeting_participants.organisation_id = any ((select wasl.reader_organisations())::uuid[])
    ) as concerned
  $$;
--> statement-breakpoint
create function wasl.reader_agreements() returns uuid[] language sql stable security definer set search_path = public, pg_temp
  as $$
    select coalesce(array_agg(agreement_id), '{}') from agreement_parties where organisation_id = any ((select wasl.reader_organisations())::uuid[])
  $$;
--> statement-breakpoint
select wasl.give_to_ledger('wasl.reader_meetings()', 'wasl.reader_recommendations()', 'wasl.reader_agreements()');
--> statement-breakpoint
create trigger recommendation_notes_are_append_only before update or delete on recommendation_notes for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
create trigger observance_assessments_are_append_only before update or delete on observance_assessments for each row execute function wasl.refuse_any_change();
--> statement-breakpoint

-- ── Who may do what; the tables say with which rows ─────────────────────────────────────────────────────────────────

grant select, insert, update on meetings, recommendations, agreements, obligations to wasl_app;
--> statement-breakpoint
grant select, insert, delete on meeting_participants, recommendation_owners, agreement_parties, follow_up_links to wasl_app;
--> statement-breakpoint
grant select, insert on recommendation_notes, observance_assessments to wasl_app;
--> statement-breakpoint
grant select on meetings, meeting_participants, recommendations, recommendation_owners, agreements, agreement_parties to wasl_ledger;
--> statement-breakpoint
select wasl.guard('meetings', 'meeting_participants', 'recommendations', 'recommendation_owners', 'recommendation_notes', 'agreements',
  'agreement_parties', 'obligations', 'observance_assessments', 'follow_up_links');
--> statement-breakpoint

-- ── What events tell ────────────────────────────────────────────────────────────────────────────────────────────────

select
  wasl.keep_history('meetings', 'meeting', 'id'),
  wasl.keep_history('meeting_participants', 'meeting', 'meeting_id', 'participants', keys => 'organisation_id'),
  wasl.keep_history('recommendations', 'recommendation', 'id', left_out => 'hidden_changes'),
  wasl.keep_history('recommendation_owners', 'recommendation', 'recommendation_id', 'owners', keys => 'organisation_id'),
  wasl.keep_history('recommendation_notes', 'recommendation', 'recommendation_id', 'notes'),
  wasl.keep_history('agreements', 'agreement', 'id', left_out => 'hidden_changes'),
  wasl.keep_history('agreement_parties', 'agreement', 'agreement_id', 'parties', keys => 'organisation_id'),
  wasl.keep_history('obligations', 'agreement', 'agreement_id', 'obligations'),
  wasl.keep_history('observance_assessments', 'agreement', 'agreement_id', 'assessments'),
  wasl.keep_history('follow_up_links', 'meeting', 'meeting_id', 'links'),
  wasl.keep_history('follow_up_links', 'recommendation', 'recommendation_id', 'links'),
  wasl.keep_history('follow_up_links', 'agreement', 'agreement_id', 'links');
