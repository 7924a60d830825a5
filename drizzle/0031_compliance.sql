CREATE TABLE "classifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"match_id" uuid NOT NULL,
	"model" text NOT NULL,
	"military_list" text[] NOT NULL,
	"dual_use" text[] NOT NULL,
	"lethal" boolean NOT NULL,
	"purpose" text NOT NULL,
	"embargo_class" text NOT NULL,
	"foreign_origin_controlled" boolean NOT NULL,
	"own_use_of_international_staff" boolean NOT NULL,
	"hrddp_out_of_scope" boolean NOT NULL,
	"hrddp_reason" text,
	"importer_is_ministry" boolean NOT NULL,
	"paid_by_letter_of_credit" boolean NOT NULL,
	"recorded_by" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"superseded_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "recorder_does_not_confirm_classification" CHECK ("classifications"."confirmed_by" is null or "classifications"."confirmed_by" <> "classifications"."recorded_by"),
	CONSTRAINT "out_of_scope_says_why" CHECK (not "classifications"."hrddp_out_of_scope" or "classifications"."hrddp_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "compliance_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('C') NOT NULL,
	"delivery_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"regime" text,
	"document_type" text,
	"asked_by" jsonb NOT NULL,
	"owner_role" text NOT NULL,
	"owner_id" uuid,
	"state" text NOT NULL,
	"needed_for" text,
	"restricted" boolean NOT NULL,
	"unknown_fields" text[] NOT NULL,
	"issued_by" text,
	"reference_number" text,
	"outcome" text,
	"evidence" text,
	"evidence_document_id" uuid,
	"reason" text,
	"valid_from" date,
	"valid_until" date,
	"silence_started_on" date,
	"silence_ends_on" date,
	"recorded_by" uuid,
	"recorded_at" timestamp (3) with time zone,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "compliance_entries_reference_unique" UNIQUE("reference"),
	CONSTRAINT "entry_is_of_its_kind" CHECK (("compliance_entries"."kind" = 'decision') = ("compliance_entries"."regime" is not null) and num_nonnulls("compliance_entries"."regime", "compliance_entries"."document_type") = 1),
	CONSTRAINT "recorder_does_not_confirm" CHECK ("compliance_entries"."confirmed_by" is null or "compliance_entries"."recorded_by" is null or "compliance_entries"."confirmed_by" <> "compliance_entries"."recorded_by"),
	CONSTRAINT "silence_has_its_days" CHECK ("compliance_entries"."state" <> 'in-silence' or num_nonnulls("compliance_entries"."silence_started_on", "compliance_entries"."silence_ends_on") = 2),
	CONSTRAINT "decision_has_outcome" CHECK ("compliance_entries"."state" not in ('obtained', 'refused') or "compliance_entries"."outcome" is not null),
	CONSTRAINT "waiver_says_why" CHECK ("compliance_entries"."state" <> 'waived' or "compliance_entries"."reason" is not null),
	CONSTRAINT "licence_window_is_a_span" CHECK ("compliance_entries"."valid_from" is null or "compliance_entries"."valid_until" is null or "compliance_entries"."valid_from" <= "compliance_entries"."valid_until"),
	CONSTRAINT "file_stays_closed" CHECK (not "compliance_entries"."restricted" or num_nonnulls("compliance_entries"."reference_number", "compliance_entries"."evidence", "compliance_entries"."evidence_document_id") = 0)
);
--> statement-breakpoint
CREATE TABLE "compliance_files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	"reference_number" text,
	"evidence" text,
	"evidence_document_id" uuid,
	"finding" jsonb,
	"written_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recipient_readiness" (
	"delivery_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"storage" boolean NOT NULL,
	"consignee" boolean NOT NULL,
	"operators" boolean NOT NULL,
	"fuel" boolean NOT NULL,
	"declared_by" uuid,
	"declared_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_readiness_per_unit" PRIMARY KEY("delivery_id","unit_id")
);
--> statement-breakpoint
CREATE TABLE "regime_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"regime" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"valid_from" date,
	"valid_until" date,
	"adopted_by" text NOT NULL,
	"published_by" uuid,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "regime_validity_is_a_span" CHECK ("regime_versions"."valid_until" is null or "regime_versions"."valid_from" is null or "regime_versions"."valid_from" <= "regime_versions"."valid_until")
);
--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_document_type_compliance_documents_slug_fk" FOREIGN KEY ("document_type") REFERENCES "public"."compliance_documents"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_evidence_document_id_documents_id_fk" FOREIGN KEY ("evidence_document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_files" ADD CONSTRAINT "compliance_files_entry_id_compliance_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."compliance_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_files" ADD CONSTRAINT "compliance_files_evidence_document_id_documents_id_fk" FOREIGN KEY ("evidence_document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_readiness" ADD CONSTRAINT "recipient_readiness_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_readiness" ADD CONSTRAINT "recipient_readiness_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_versions" ADD CONSTRAINT "regime_versions_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_classification_per_match" ON "classifications" USING btree ("match_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_entry_per_regime" ON "compliance_entries" USING btree ("delivery_id","regime");--> statement-breakpoint
CREATE UNIQUE INDEX "one_entry_per_document" ON "compliance_entries" USING btree ("delivery_id","document_type");--> statement-breakpoint
CREATE INDEX "compliance_entries_by_state" ON "compliance_entries" USING btree ("state","silence_ends_on");--> statement-breakpoint
CREATE UNIQUE INDEX "one_regime_per_version" ON "regime_versions" USING btree ("regime","version");