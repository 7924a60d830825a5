CREATE TABLE "package_matches" (
	"match_id" uuid NOT NULL,
	"package_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_package_per_match" PRIMARY KEY("match_id")
);
--> statement-breakpoint
CREATE TABLE "package_needs" (
	"need_id" uuid NOT NULL,
	"package_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_package_per_need" PRIMARY KEY("need_id")
);
--> statement-breakpoint
CREATE TABLE "package_parts" (
	"package_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"item_type" text NOT NULL,
	"quantity" integer NOT NULL,
	"criticality" text NOT NULL,
	"dependency_types" text[] NOT NULL,
	"needed_for" text[] NOT NULL,
	CONSTRAINT "one_part_per_item" PRIMARY KEY("package_id","item_type"),
	CONSTRAINT "part_quantity_is_positive" CHECK ("package_parts"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('K') NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"need_id" uuid,
	"title" text NOT NULL,
	"main_item_type" text NOT NULL,
	"quantity" integer NOT NULL,
	"state" text NOT NULL,
	"end_reason" text,
	"assembled_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "packages_reference_unique" UNIQUE("reference"),
	CONSTRAINT "package_quantity_is_positive" CHECK ("packages"."quantity" > 0)
);
--> statement-breakpoint
ALTER TABLE "package_matches" ADD CONSTRAINT "package_matches_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_matches" ADD CONSTRAINT "package_matches_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_matches" ADD CONSTRAINT "package_matches_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_matches" ADD CONSTRAINT "package_matches_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_matches" ADD CONSTRAINT "package_matches_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_matches" ADD CONSTRAINT "package_matches_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_needs" ADD CONSTRAINT "package_needs_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_needs" ADD CONSTRAINT "package_needs_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_needs" ADD CONSTRAINT "package_needs_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_needs" ADD CONSTRAINT "package_needs_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_parts" ADD CONSTRAINT "package_parts_package_id_packages_id_fk" FOREIGN KEY ("package_id") REFERENCES "public"."packages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_parts" ADD CONSTRAINT "package_parts_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_parts" ADD CONSTRAINT "package_parts_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "package_parts" ADD CONSTRAINT "package_parts_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packages" ADD CONSTRAINT "packages_main_item_type_item_types_slug_fk" FOREIGN KEY ("main_item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "package_matches_by_package" ON "package_matches" USING btree ("package_id");--> statement-breakpoint
CREATE INDEX "package_matches_by_donor" ON "package_matches" USING btree ("donor_id","package_id");--> statement-breakpoint
CREATE INDEX "package_needs_by_package" ON "package_needs" USING btree ("package_id");--> statement-breakpoint
CREATE INDEX "packages_by_organisation" ON "packages" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "packages_by_unit" ON "packages" USING btree ("unit_id","id");--> statement-breakpoint
CREATE INDEX "packages_by_need" ON "packages" USING btree ("need_id");