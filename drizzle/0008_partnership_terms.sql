CREATE TABLE "partnership_amendments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"partnership_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text NOT NULL,
	"donor_signed_at" timestamp (3) with time zone,
	"recipient_signed_at" timestamp (3) with time zone,
	"end_reason" text,
	"proposed_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "amendment_in_force_has_both_signatures" CHECK (("partnership_amendments"."state" <> 'in-force') or ("partnership_amendments"."donor_signed_at" is not null and "partnership_amendments"."recipient_signed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "partnership_parties" (
	"partnership_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"part" text NOT NULL,
	CONSTRAINT "one_part_per_organisation" PRIMARY KEY("partnership_id","organisation_id","part")
);
--> statement-breakpoint
CREATE TABLE "partnership_warnings" (
	"partnership_id" uuid NOT NULL,
	"valid_until" date NOT NULL,
	"threshold_days" integer NOT NULL,
	"warned_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_warning_per_end_and_threshold" PRIMARY KEY("partnership_id","valid_until","threshold_days")
);
--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "signed_reference" text;--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "document_id" uuid;--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "conditions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "conditions_in_words" jsonb;--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "ceiling_amount" numeric(18, 3);--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "ceiling_currency" text;--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "used_amount" numeric(18, 3) DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "partnerships" ADD COLUMN "end_signed_on" date;--> statement-breakpoint
ALTER TABLE "partnership_amendments" ADD CONSTRAINT "partnership_amendments_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnership_parties" ADD CONSTRAINT "partnership_parties_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnership_parties" ADD CONSTRAINT "partnership_parties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnership_warnings" ADD CONSTRAINT "partnership_warnings_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_number_per_partnership_amendment" ON "partnership_amendments" USING btree ("partnership_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_partnership_amendment" ON "partnership_amendments" USING btree ("partnership_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "partnership_parties_by_organisation" ON "partnership_parties" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "matches_by_partnership" ON "matches" USING btree ("partnership_id","id");--> statement-breakpoint
CREATE INDEX "partnerships_by_end" ON "partnerships" USING btree ("valid_until") WHERE state = 'signed';--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "ceiling_has_currency" CHECK (("partnerships"."ceiling_amount" is null) = ("partnerships"."ceiling_currency" is null));--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnership_ceiling_is_kept" CHECK ("partnerships"."used_amount" >= 0 and "partnerships"."used_amount" <= coalesce("partnerships"."ceiling_amount", "partnerships"."used_amount"));