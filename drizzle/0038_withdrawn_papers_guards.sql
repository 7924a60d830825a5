-- A paper that was entered wrongly is taken back, once; nothing else of it ever changes, and none is removed.
grant update (withdrawn_at, withdrawn_by, withdrawal_reason) on delivery_documents to wasl_app;
--> statement-breakpoint
create policy withdraw on delivery_documents for update to wasl_app
  using ((select wasl.reader_role()) in ('donor', 'validator', 'system') and withdrawn_at is null)
  with check (withdrawn_at is not null);
