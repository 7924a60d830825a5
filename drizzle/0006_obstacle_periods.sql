CREATE TABLE "obstacle_periods" (
	"obstacle_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"owner_id" uuid,
	"waiting_on_id" uuid,
	"external" boolean NOT NULL,
	"began_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "one_period_per_position" PRIMARY KEY("obstacle_id","position"),
	CONSTRAINT "period_is_a_span" CHECK ("obstacle_periods"."ended_at" is null or "obstacle_periods"."ended_at" > "obstacle_periods"."began_at")
);
--> statement-breakpoint
ALTER TABLE "obstacles" ADD COLUMN "cause_key" text;--> statement-breakpoint
ALTER TABLE "obstacle_periods" ADD CONSTRAINT "obstacle_periods_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_periods" ADD CONSTRAINT "obstacle_periods_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_periods" ADD CONSTRAINT "obstacle_periods_waiting_on_id_organisations_id_fk" FOREIGN KEY ("waiting_on_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "one_running_period" ON "obstacle_periods" USING btree ("obstacle_id") WHERE "obstacle_periods"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "obstacles_by_cause_key" ON "obstacles" USING btree ("cause_key");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_obstacle_per_cause" ON "obstacles" USING btree ("cause_key") WHERE "obstacles"."state" in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened');