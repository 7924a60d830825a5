CREATE TABLE "training_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('Q') NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"courses" integer NOT NULL,
	"seats" integer,
	"completed_on" date NOT NULL,
	"valid_until" date,
	"delivery_line_id" uuid,
	"donor_id" uuid,
	"evidence" text,
	"state" text NOT NULL,
	"recorded_by" uuid,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "training_records_reference_unique" UNIQUE("reference"),
	CONSTRAINT "training_counts_are_positive" CHECK ("training_records"."courses" > 0 and ("training_records"."seats" is null or "training_records"."seats" > 0)),
	CONSTRAINT "training_has_a_source" CHECK (("training_records"."delivery_line_id" is null) = ("training_records"."evidence" is not null)),
	CONSTRAINT "training_expires_after_completion" CHECK ("training_records"."valid_until" is null or "training_records"."valid_until" >= "training_records"."completed_on"),
	CONSTRAINT "recorder_does_not_confirm" CHECK ("training_records"."confirmed_by" is null or "training_records"."confirmed_by" is distinct from "training_records"."recorded_by"),
	CONSTRAINT "training_is_confirmed_by_somebody" CHECK ("training_records"."state" <> 'confirmed' or "training_records"."delivery_line_id" is not null or num_nonnulls("training_records"."confirmed_by", "training_records"."confirmed_at") = 2)
);
--> statement-breakpoint
ALTER TABLE "need_lines" ADD COLUMN "course" jsonb;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD COLUMN "course" jsonb;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "training_records_by_unit" ON "training_records" USING btree ("unit_id","item_type");--> statement-breakpoint
CREATE INDEX "training_records_by_delivery_line" ON "training_records" USING btree ("delivery_line_id");