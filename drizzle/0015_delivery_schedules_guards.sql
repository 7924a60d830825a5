-- Forecasts of deliveries: read by whoever sees the delivery, added to and never rewritten. Read together with
-- src/areas/deliveries/tables.ts; the words of the policies are those of 0000_foundation.sql.

create trigger delivery_forecasts_are_append_only before update or delete on delivery_forecasts for each row execute function wasl.refuse_any_change();
--> statement-breakpoint
grant select, insert on delivery_forecasts to wasl_app;
--> statement-breakpoint
alter table delivery_forecasts enable row level security;
--> statement-breakpoint
alter table delivery_forecasts force row level security;
--> statement-breakpoint
create policy read on delivery_forecasts for select to wasl_app using (exists (select from deliveries where deliveries.id = delivery_forecasts.delivery_id));
--> statement-breakpoint
create policy add on delivery_forecasts for insert to wasl_app with check (
  (select wasl.reader_role()) in ('donor', 'validator', 'facilitator', 'system')
  and exists (select from deliveries where deliveries.id = delivery_forecasts.delivery_id));
