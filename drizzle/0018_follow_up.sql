CREATE TABLE "agreement_parties" (
	"agreement_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "one_row_per_agreement_party" PRIMARY KEY("agreement_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "agreements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('T') NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"title" jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"signed_on" date,
	"valid_until" date,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "agreements_reference_unique" UNIQUE("reference"),
	CONSTRAINT "agreement_in_force_is_signed" CHECK ("agreements"."state" <> 'in-force' or "agreements"."signed_on" is not null),
	CONSTRAINT "agreement_days_are_a_span" CHECK ("agreements"."valid_until" is null or "agreements"."signed_on" is null or "agreements"."signed_on" <= "agreements"."valid_until")
);
--> statement-breakpoint
CREATE TABLE "follow_up_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"meeting_id" uuid,
	"recommendation_id" uuid,
	"agreement_id" uuid,
	"need_id" uuid,
	"obstacle_id" uuid,
	"partnership_id" uuid,
	"delivery_id" uuid,
	"cited_agreement_id" uuid,
	CONSTRAINT "link_starts_at_one_record" CHECK (num_nonnulls("follow_up_links"."meeting_id", "follow_up_links"."recommendation_id", "follow_up_links"."agreement_id") = 1),
	CONSTRAINT "link_leads_to_one_thing" CHECK (num_nonnulls("follow_up_links"."need_id", "follow_up_links"."obstacle_id", "follow_up_links"."partnership_id", "follow_up_links"."delivery_id", "follow_up_links"."cited_agreement_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "meeting_participants" (
	"meeting_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"delegation_size" integer,
	CONSTRAINT "one_row_per_participant" PRIMARY KEY("meeting_id","organisation_id"),
	CONSTRAINT "delegation_is_somebody" CHECK ("meeting_participants"."delegation_size" > 0)
);
--> statement-breakpoint
CREATE TABLE "meetings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('G') NOT NULL,
	"state" text NOT NULL,
	"title" jsonb NOT NULL,
	"purpose" jsonb NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"place" jsonb NOT NULL,
	"site" text,
	"agenda" jsonb NOT NULL,
	"minutes" jsonb,
	"held_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "meetings_reference_unique" UNIQUE("reference"),
	CONSTRAINT "meeting_days_are_a_span" CHECK ("meetings"."starts_on" <= "meetings"."ends_on"),
	CONSTRAINT "closed_meeting_has_minutes" CHECK ("meetings"."state" <> 'closed' or "meetings"."minutes" is not null)
);
--> statement-breakpoint
CREATE TABLE "obligations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agreement_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"duty" jsonb NOT NULL,
	"owed_by" uuid NOT NULL,
	"owed_to" uuid,
	"due_on" date NOT NULL,
	"every_months" integer,
	"released_at" timestamp (3) with time zone,
	"release_reason" text,
	CONSTRAINT "obligation_has_two_sides" CHECK ("obligations"."owed_to" is distinct from "obligations"."owed_by"),
	CONSTRAINT "obligation_recurs_in_months" CHECK ("obligations"."every_months" between 1 and 120),
	CONSTRAINT "release_says_why" CHECK (("obligations"."released_at" is null) = ("obligations"."release_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "observance_assessments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"obligation_id" uuid NOT NULL,
	"observance" text NOT NULL,
	"assessed_on" date NOT NULL,
	"finding" jsonb,
	"evidence" text,
	"assessed_by_organisation" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "observance_rests_on_evidence" CHECK ("observance_assessments"."observance" = 'not-assessed' or "observance_assessments"."evidence" is not null)
);
--> statement-breakpoint
CREATE TABLE "recommendation_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"recommendation_id" uuid NOT NULL,
	"organisation_id" uuid,
	"note" jsonb NOT NULL,
	"noted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "recommendation_owners" (
	"recommendation_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "one_row_per_owner" PRIMARY KEY("recommendation_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "recommendations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('R') NOT NULL,
	"meeting_id" uuid NOT NULL,
	"state" text NOT NULL,
	"recommends" jsonb NOT NULL,
	"due_on" date NOT NULL,
	"overdue_since" timestamp (3) with time zone,
	"done_by" uuid,
	"done_by_organisation" uuid,
	"done_at" timestamp (3) with time zone,
	"evidence" text,
	"confirmed_by" uuid,
	"confirmed_by_organisation" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"superseded_by" uuid,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recommendations_reference_unique" UNIQUE("reference"),
	CONSTRAINT "reporter_does_not_confirm" CHECK ("recommendations"."confirmed_by" is null or "recommendations"."confirmed_by" is distinct from "recommendations"."done_by"),
	CONSTRAINT "done_with_evidence" CHECK ("recommendations"."state" not in ('done', 'confirmed') or "recommendations"."evidence" is not null),
	CONSTRAINT "superseded_names_successor" CHECK (("recommendations"."state" = 'superseded') = ("recommendations"."superseded_by" is not null)),
	CONSTRAINT "no_recommendation_supersedes_itself" CHECK ("recommendations"."superseded_by" is distinct from "recommendations"."id")
);
--> statement-breakpoint
ALTER TABLE "needs" ADD COLUMN "cited_meeting_id" uuid;--> statement-breakpoint
ALTER TABLE "agreement_parties" ADD CONSTRAINT "agreement_parties_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_parties" ADD CONSTRAINT "agreement_parties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_recommendation_id_recommendations_id_fk" FOREIGN KEY ("recommendation_id") REFERENCES "public"."recommendations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_cited_agreement_id_agreements_id_fk" FOREIGN KEY ("cited_agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_participants" ADD CONSTRAINT "meeting_participants_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_participants" ADD CONSTRAINT "meeting_participants_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_site_sites_slug_fk" FOREIGN KEY ("site") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_owed_by_organisations_id_fk" FOREIGN KEY ("owed_by") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_owed_to_organisations_id_fk" FOREIGN KEY ("owed_to") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observance_assessments" ADD CONSTRAINT "observance_assessments_obligation_id_obligations_id_fk" FOREIGN KEY ("obligation_id") REFERENCES "public"."obligations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observance_assessments" ADD CONSTRAINT "observance_assessments_assessed_by_organisation_organisations_id_fk" FOREIGN KEY ("assessed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_notes" ADD CONSTRAINT "recommendation_notes_recommendation_id_recommendations_id_fk" FOREIGN KEY ("recommendation_id") REFERENCES "public"."recommendations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_notes" ADD CONSTRAINT "recommendation_notes_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_owners" ADD CONSTRAINT "recommendation_owners_recommendation_id_recommendations_id_fk" FOREIGN KEY ("recommendation_id") REFERENCES "public"."recommendations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendation_owners" ADD CONSTRAINT "recommendation_owners_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_done_by_organisation_organisations_id_fk" FOREIGN KEY ("done_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_confirmed_by_organisation_organisations_id_fk" FOREIGN KEY ("confirmed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_superseded_by_recommendations_id_fk" FOREIGN KEY ("superseded_by") REFERENCES "public"."recommendations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agreement_parties_by_organisation" ON "agreement_parties" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_link_per_thing" ON "follow_up_links" USING btree (coalesce("meeting_id", "recommendation_id", "agreement_id"),coalesce("need_id", "obstacle_id", "partnership_id", "delivery_id", "cited_agreement_id"));--> statement-breakpoint
CREATE INDEX "follow_up_links_by_need" ON "follow_up_links" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "follow_up_links_by_obstacle" ON "follow_up_links" USING btree ("obstacle_id");--> statement-breakpoint
CREATE INDEX "follow_up_links_by_partnership" ON "follow_up_links" USING btree ("partnership_id");--> statement-breakpoint
CREATE INDEX "follow_up_links_by_delivery" ON "follow_up_links" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "meeting_participants_by_organisation" ON "meeting_participants" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "meetings_by_day" ON "meetings" USING btree ("starts_on","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_obligation_per_position" ON "obligations" USING btree ("agreement_id","position");--> statement-breakpoint
CREATE INDEX "observance_assessments_by_obligation" ON "observance_assessments" USING btree ("obligation_id","assessed_on","id");--> statement-breakpoint
CREATE INDEX "recommendation_notes_by_recommendation" ON "recommendation_notes" USING btree ("recommendation_id","id");--> statement-breakpoint
CREATE INDEX "recommendation_owners_by_organisation" ON "recommendation_owners" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "recommendations_by_meeting" ON "recommendations" USING btree ("meeting_id","id");--> statement-breakpoint
CREATE INDEX "recommendations_by_due_day" ON "recommendations" USING btree ("due_on") WHERE state in ('open', 'accepted', 'in-progress');--> statement-breakpoint
CREATE INDEX "needs_by_cited_meeting" ON "needs" USING btree ("cited_meeting_id");