CREATE TABLE "allocations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('A') NOT NULL,
	"state" text NOT NULL,
	"requested_by" uuid NOT NULL,
	"request" jsonb NOT NULL,
	"baseline_id" uuid,
	"repeat_of" uuid,
	"snapshot" text NOT NULL,
	"snapshot_hash" text NOT NULL,
	"judged_on" date NOT NULL,
	"size" jsonb NOT NULL,
	"result" text,
	"result_hash" text,
	"totals" jsonb,
	"progress" jsonb,
	"failure" text,
	"failure_reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"runner" uuid,
	"leased_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "allocations_reference_unique" UNIQUE("reference"),
	CONSTRAINT "running_allocation_has_runner" CHECK (("allocations"."state" = 'running') = (num_nonnulls("allocations"."runner", "allocations"."leased_until") = 2)),
	CONSTRAINT "done_allocation_has_result" CHECK (("allocations"."state" = 'done') = (num_nonnulls("allocations"."result", "allocations"."result_hash") = 2)),
	CONSTRAINT "failed_allocation_says_why" CHECK (("allocations"."state" = 'failed') = ("allocations"."failure" is not null)),
	CONSTRAINT "ended_allocation_has_end" CHECK (("allocations"."state" in ('done', 'failed', 'cancelled')) = ("allocations"."ended_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_baseline_id_allocations_id_fk" FOREIGN KEY ("baseline_id") REFERENCES "public"."allocations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_repeat_of_allocations_id_fk" FOREIGN KEY ("repeat_of") REFERENCES "public"."allocations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "allocations_to_run" ON "allocations" USING btree ("id") WHERE state in ('queued', 'running');