CREATE TABLE "obstacle_actions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"obstacle_id" uuid NOT NULL,
	"task" jsonb NOT NULL,
	"assignee_id" uuid NOT NULL,
	"assignee_user_id" uuid,
	"due_on" date NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"note" text,
	"assigned_by" uuid,
	"finished_at" timestamp (3) with time zone,
	"finished_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "finished_action_says_when" CHECK (("obstacle_actions"."state" = 'open') = ("obstacle_actions"."finished_at" is null)),
	CONSTRAINT "cancelled_action_says_why" CHECK ("obstacle_actions"."state" <> 'cancelled' or "obstacle_actions"."note" is not null)
);
--> statement-breakpoint
CREATE TABLE "obstacle_comments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"obstacle_id" uuid NOT NULL,
	"text" jsonb NOT NULL,
	"document_id" uuid,
	"author_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "obstacle_dependencies" (
	"obstacle_id" uuid NOT NULL,
	"depends_on_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_dependency_per_pair_of_obstacles" PRIMARY KEY("obstacle_id","depends_on_id"),
	CONSTRAINT "obstacle_depends_on_another" CHECK ("obstacle_dependencies"."obstacle_id" <> "obstacle_dependencies"."depends_on_id")
);
--> statement-breakpoint
CREATE TABLE "obstacle_steps" (
	"obstacle_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"step" text NOT NULL,
	"term_days" integer NOT NULL,
	"due_on" date NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"note" text,
	"finished_at" timestamp (3) with time zone,
	"finished_by" uuid,
	CONSTRAINT "one_step_per_position" PRIMARY KEY("obstacle_id","position"),
	CONSTRAINT "finished_step_says_when" CHECK (("obstacle_steps"."state" = 'open') = ("obstacle_steps"."finished_at" is null))
);
--> statement-breakpoint
ALTER TABLE "obstacles" DROP CONSTRAINT "resolved_with_evidence";--> statement-breakpoint
ALTER TABLE "obstacles" ADD COLUMN "severity_reason" text;--> statement-breakpoint
ALTER TABLE "obstacles" ADD COLUMN "escalated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "obstacles" ADD COLUMN "evidence_document_id" uuid;--> statement-breakpoint
ALTER TABLE "obstacles" ADD COLUMN "cause_gone_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "obstacle_actions" ADD CONSTRAINT "obstacle_actions_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_actions" ADD CONSTRAINT "obstacle_actions_assignee_id_organisations_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_comments" ADD CONSTRAINT "obstacle_comments_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_comments" ADD CONSTRAINT "obstacle_comments_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_dependencies" ADD CONSTRAINT "obstacle_dependencies_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_dependencies" ADD CONSTRAINT "obstacle_dependencies_depends_on_id_obstacles_id_fk" FOREIGN KEY ("depends_on_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_steps" ADD CONSTRAINT "obstacle_steps_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_steps" ADD CONSTRAINT "obstacle_steps_step_playbook_steps_slug_fk" FOREIGN KEY ("step") REFERENCES "public"."playbook_steps"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "obstacle_actions_by_obstacle" ON "obstacle_actions" USING btree ("obstacle_id");--> statement-breakpoint
CREATE INDEX "obstacle_actions_by_assignee" ON "obstacle_actions" USING btree ("assignee_id","due_on");--> statement-breakpoint
CREATE INDEX "obstacle_comments_by_obstacle" ON "obstacle_comments" USING btree ("obstacle_id","id");--> statement-breakpoint
CREATE INDEX "obstacle_dependencies_by_other" ON "obstacle_dependencies" USING btree ("depends_on_id");--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "resolved_with_evidence" CHECK ("obstacles"."state" not in ('resolved', 'closed') or num_nonnulls("obstacles"."evidence", "obstacles"."evidence_document_id") > 0);