CREATE TABLE "classifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"match_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"model" text NOT NULL,
	"facts" jsonb NOT NULL,
	"recorded_by" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "classifier_does_not_confirm" CHECK ("classifications"."confirmed_by" is null or "classifications"."confirmed_by" is distinct from "classifications"."recorded_by")
);
--> statement-breakpoint
CREATE TABLE "compliance_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('C') NOT NULL,
	"match_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"regime" text NOT NULL,
	"regime_version_id" uuid NOT NULL,
	"document" text,
	"confidential" boolean NOT NULL,
	"state" text NOT NULL,
	"unknown_fields" text[] NOT NULL,
	"owner_id" uuid,
	"authority_id" uuid,
	"requested_on" date,
	"silence_from" date,
	"silence_ends_on" date,
	"outcome" text,
	"issued_by" text,
	"issued_number" text,
	"valid_from" date,
	"valid_until" date,
	"readiness" jsonb,
	"document_id" uuid,
	"state_reason" text,
	"recorded_by" uuid,
	"recorded_at" timestamp (3) with time zone,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "compliance_entries_reference_unique" UNIQUE("reference"),
	CONSTRAINT "recorder_does_not_confirm" CHECK ("compliance_entries"."confirmed_by" is null or "compliance_entries"."confirmed_by" is distinct from "compliance_entries"."recorded_by"),
	CONSTRAINT "decided_entry_has_outcome" CHECK ("compliance_entries"."state" not in ('recorded', 'confirmed') or num_nonnulls("compliance_entries"."outcome", "compliance_entries"."issued_by") = 2),
	CONSTRAINT "silence_has_its_term" CHECK ("compliance_entries"."state" <> 'in-silence' or num_nonnulls("compliance_entries"."silence_from", "compliance_entries"."silence_ends_on") = 2),
	CONSTRAINT "entry_validity_is_a_span" CHECK ("compliance_entries"."valid_from" is null or "compliance_entries"."valid_until" is null or "compliance_entries"."valid_from" <= "compliance_entries"."valid_until")
);
--> statement-breakpoint
CREATE TABLE "regime_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"regime" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"valid_from" date NOT NULL,
	"adopted_by" uuid,
	"adopted_reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "designated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_regime_version_id_regime_versions_id_fk" FOREIGN KEY ("regime_version_id") REFERENCES "public"."regime_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_document_compliance_documents_slug_fk" FOREIGN KEY ("document") REFERENCES "public"."compliance_documents"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_authority_id_organisations_id_fk" FOREIGN KEY ("authority_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_versions" ADD CONSTRAINT "regime_versions_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_classification_per_match" ON "classifications" USING btree ("match_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_entry_per_requirement" ON "compliance_entries" USING btree ("match_id","regime",coalesce("document", ''));--> statement-breakpoint
CREATE INDEX "compliance_entries_by_silence" ON "compliance_entries" USING btree ("silence_ends_on") WHERE state = 'in-silence';--> statement-breakpoint
CREATE INDEX "compliance_entries_by_validity" ON "compliance_entries" USING btree ("valid_until") WHERE state = 'confirmed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_regime_version_per_number" ON "regime_versions" USING btree ("regime","version");