CREATE TABLE "held_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "held_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"obstacle_id" uuid,
	"need_id" uuid,
	"match_id" uuid,
	"delivery_id" uuid,
	CONSTRAINT "change_names_one_thing" CHECK (num_nonnulls("held_changes"."obstacle_id", "held_changes"."need_id", "held_changes"."match_id", "held_changes"."delivery_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "held_quantities" (
	"kind" text NOT NULL,
	"id" uuid NOT NULL,
	"need_id" uuid NOT NULL,
	"need_line_id" uuid NOT NULL,
	"match_id" uuid,
	"delivery_id" uuid,
	"obstacle_ids" uuid[] NOT NULL,
	"priority" text NOT NULL,
	"item_type" text NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "one_row_per_held_thing" PRIMARY KEY("kind","id"),
	CONSTRAINT "held_thing_is_something" CHECK ("held_quantities"."quantity" > 0 and cardinality("held_quantities"."obstacle_ids") > 0)
);
--> statement-breakpoint
CREATE INDEX "held_quantities_by_need" ON "held_quantities" USING btree ("need_id");