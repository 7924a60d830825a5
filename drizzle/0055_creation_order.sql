DROP INDEX "deliveries_by_donor";--> statement-breakpoint
DROP INDEX "deliveries_by_state";--> statement-breakpoint
DROP INDEX "delivery_forecasts_by_delivery";--> statement-breakpoint
DROP INDEX "documents_by_subject";--> statement-breakpoint
DROP INDEX "meetings_by_day";--> statement-breakpoint
DROP INDEX "observance_assessments_by_obligation";--> statement-breakpoint
DROP INDEX "recommendation_notes_by_recommendation";--> statement-breakpoint
DROP INDEX "recommendations_by_meeting";--> statement-breakpoint
DROP INDEX "holding_reports_by_unit_item";--> statement-breakpoint
DROP INDEX "proposed_holdings_by_unit";--> statement-breakpoint
DROP INDEX "matches_by_organisation";--> statement-breakpoint
DROP INDEX "matches_by_donor";--> statement-breakpoint
DROP INDEX "matches_by_partnership";--> statement-breakpoint
DROP INDEX "needs_by_organisation";--> statement-breakpoint
DROP INDEX "needs_by_unit";--> statement-breakpoint
DROP INDEX "needs_by_region";--> statement-breakpoint
DROP INDEX "needs_by_state";--> statement-breakpoint
DROP INDEX "obstacle_comments_by_obstacle";--> statement-breakpoint
DROP INDEX "obstacles_by_state";--> statement-breakpoint
DROP INDEX "offers_by_donor";--> statement-breakpoint
DROP INDEX "offers_by_state";--> statement-breakpoint
DROP INDEX "packages_by_organisation";--> statement-breakpoint
DROP INDEX "packages_by_unit";--> statement-breakpoint
DROP INDEX "receipts_by_delivery";--> statement-breakpoint
DROP INDEX "events_by_subject";--> statement-breakpoint
ALTER TABLE "allocations" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "allocations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "calendar_corrections" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "calendar_corrections_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "classifications" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "classifications_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "compliance_entries_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "compliance_files" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "compliance_files_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "regime_versions" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "regime_versions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "delivery_forecasts_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "delivery_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "verifications" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "verifications_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "content_claims" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "content_claims_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "documents_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "agreements" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "agreements_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "follow_up_links_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "meetings_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "obligations" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "obligations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "observance_assessments" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "observance_assessments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "recommendation_notes" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "recommendation_notes_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "recommendations" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "recommendations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "holding_reports" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "holding_reports_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "proposed_holdings_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "requirements" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "requirements_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "units" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "units_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "api_keys_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "invitations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "sessions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "users_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "match_amendments" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "match_amendments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "matches" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "matches_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "need_lines" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "need_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "needs" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "needs_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "obstacle_actions" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_actions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_blocks_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "obstacle_comments" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_comments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "obstacles" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "obstacles_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "offer_lines" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "offer_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "offers_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "packages" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "packages_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "partnership_amendments" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "partnership_amendments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "partnerships_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "training_records" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "training_records_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "consignment_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "consignments" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "consignments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "delivery_documents_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "packing_units" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "packing_units_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "receipts_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "creation_order" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "events_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
CREATE INDEX "deliveries_by_donor" ON "deliveries" USING btree ("donor_id","creation_order");--> statement-breakpoint
CREATE INDEX "deliveries_by_state" ON "deliveries" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "delivery_forecasts_by_delivery" ON "delivery_forecasts" USING btree ("delivery_id","creation_order");--> statement-breakpoint
CREATE INDEX "documents_by_subject" ON "documents" USING btree ("subject_type","subject_id","creation_order");--> statement-breakpoint
CREATE INDEX "meetings_by_day" ON "meetings" USING btree ("starts_on","creation_order");--> statement-breakpoint
CREATE INDEX "observance_assessments_by_obligation" ON "observance_assessments" USING btree ("obligation_id","assessed_on","creation_order");--> statement-breakpoint
CREATE INDEX "recommendation_notes_by_recommendation" ON "recommendation_notes" USING btree ("recommendation_id","creation_order");--> statement-breakpoint
CREATE INDEX "recommendations_by_meeting" ON "recommendations" USING btree ("meeting_id","creation_order");--> statement-breakpoint
CREATE INDEX "holding_reports_by_unit_item" ON "holding_reports" USING btree ("unit_id","item_type","as_of","creation_order");--> statement-breakpoint
CREATE INDEX "proposed_holdings_by_unit" ON "proposed_holdings" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "matches_by_organisation" ON "matches" USING btree ("organisation_id","creation_order");--> statement-breakpoint
CREATE INDEX "matches_by_donor" ON "matches" USING btree ("donor_id","creation_order");--> statement-breakpoint
CREATE INDEX "matches_by_partnership" ON "matches" USING btree ("partnership_id","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_organisation" ON "needs" USING btree ("organisation_id","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_unit" ON "needs" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_region" ON "needs" USING btree ("region","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_state" ON "needs" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "obstacle_comments_by_obstacle" ON "obstacle_comments" USING btree ("obstacle_id","creation_order");--> statement-breakpoint
CREATE INDEX "obstacles_by_state" ON "obstacles" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "offers_by_donor" ON "offers" USING btree ("donor_id","creation_order");--> statement-breakpoint
CREATE INDEX "offers_by_state" ON "offers" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "packages_by_organisation" ON "packages" USING btree ("organisation_id","creation_order");--> statement-breakpoint
CREATE INDEX "packages_by_unit" ON "packages" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "receipts_by_delivery" ON "receipts" USING btree ("delivery_id","creation_order");--> statement-breakpoint
CREATE INDEX "events_by_subject" ON "events" USING btree ("subject_type","subject_id","creation_order");--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "calendar_corrections" ADD CONSTRAINT "calendar_corrections_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "agreements" ADD CONSTRAINT "agreements_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_creation_order_unique" UNIQUE("creation_order");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_creation_order_unique" UNIQUE("creation_order");