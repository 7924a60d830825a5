CREATE TABLE "recorded_durations" (
	"source" text NOT NULL,
	"slug" text NOT NULL,
	"records" integer NOT NULL,
	"units" integer NOT NULL,
	"days" integer[] NOT NULL,
	"refreshed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_duration_per_slug" PRIMARY KEY("source","slug"),
	CONSTRAINT "duration_is_no_single_units" CHECK ("recorded_durations"."units" >= 3 and cardinality("recorded_durations"."days") between 1 and 200)
);
