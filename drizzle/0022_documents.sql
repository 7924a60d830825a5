CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('X') NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text,
	"title" text,
	"language" text,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"is_stripped" boolean NOT NULL,
	"confidentiality" text NOT NULL,
	"uploaded_by" uuid NOT NULL,
	"uploaded_by_organisation" uuid NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" uuid,
	"withdrawal_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "documents_reference_unique" UNIQUE("reference"),
	CONSTRAINT "document_hash_is_a_sha256" CHECK ("documents"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "document_is_not_too_large" CHECK ("documents"."size_bytes" between 1 and 26214400),
	CONSTRAINT "withdrawal_says_by_whom_and_why" CHECK (num_nonnulls("documents"."withdrawn_at", "documents"."withdrawn_by", "documents"."withdrawal_reason") in (0, 3))
);
--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_kind_compliance_documents_slug_fk" FOREIGN KEY ("kind") REFERENCES "public"."compliance_documents"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_uploaded_by_users_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_uploaded_by_organisation_organisations_id_fk" FOREIGN KEY ("uploaded_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_withdrawn_by_users_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "documents_by_subject" ON "documents" USING btree ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "documents_by_content" ON "documents" USING btree ("sha256");