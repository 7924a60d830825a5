CREATE TABLE "calendar_corrections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"calendar" text NOT NULL,
	"day" date NOT NULL,
	"is_holiday" boolean NOT NULL,
	"name" jsonb NOT NULL,
	"source" text NOT NULL,
	"recorded_by" uuid,
	"withdrawn_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "correction_names_its_source" CHECK ("calendar_corrections"."source" <> '')
);
--> statement-breakpoint
CREATE UNIQUE INDEX "one_correction_per_day" ON "calendar_corrections" USING btree ("calendar","day") WHERE withdrawn_at is null;