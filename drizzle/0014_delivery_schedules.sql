CREATE TABLE "delivery_forecasts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"milestone" text NOT NULL,
	"expected_before" date,
	"forecast_on" date NOT NULL,
	"reason" text,
	"by_role" text NOT NULL,
	"by_organisation_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "later_forecast_says_why" CHECK ("delivery_forecasts"."reason" is not null or "delivery_forecasts"."expected_before" is null or "delivery_forecasts"."forecast_on" <= "delivery_forecasts"."expected_before")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "named_place" text;--> statement-breakpoint
ALTER TABLE "delivery_milestones" ADD COLUMN "is_proposed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_milestones" ADD COLUMN "omitted_because" text;--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD CONSTRAINT "delivery_forecasts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD CONSTRAINT "delivery_forecasts_milestone_milestones_slug_fk" FOREIGN KEY ("milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD CONSTRAINT "delivery_forecasts_by_organisation_id_organisations_id_fk" FOREIGN KEY ("by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_forecasts_by_delivery" ON "delivery_forecasts" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE INDEX "verifications_by_due_date" ON "verifications" USING btree ("due_on","id") WHERE "verifications"."verified_on" is null;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "incoterm_names_one_place" CHECK (num_nonnulls("deliveries"."incoterm_place", "deliveries"."named_place") <= 1);--> statement-breakpoint
ALTER TABLE "delivery_milestones" ADD CONSTRAINT "omitted_milestone_is_not_reached" CHECK ("delivery_milestones"."omitted_because" is null or "delivery_milestones"."actual_on" is null);