CREATE TABLE "proposed_holdings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"quantity" integer NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"state" text NOT NULL,
	"correction_reason" text,
	"holding_report_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "proposed_is_positive" CHECK ("proposed_holdings"."quantity" > 0),
	CONSTRAINT "settled_proposal_has_report" CHECK (("proposed_holdings"."state" = 'proposed') = ("proposed_holdings"."holding_report_id" is null))
);
--> statement-breakpoint
CREATE TABLE "consignment_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consignment_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"planned" integer NOT NULL,
	"shipped" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"lost" integer DEFAULT 0 NOT NULL,
	"returned" integer DEFAULT 0 NOT NULL,
	"rejection_reason" text,
	"loss_reason" text,
	"return_reason" text,
	CONSTRAINT "consigned_is_positive" CHECK ("consignment_lines"."planned" > 0),
	CONSTRAINT "shipped_within_consigned" CHECK ("consignment_lines"."shipped" between 0 and "consignment_lines"."planned"),
	CONSTRAINT "consigned_is_conserved" CHECK (least("consignment_lines"."accepted", "consignment_lines"."rejected", "consignment_lines"."lost", "consignment_lines"."returned") >= 0 and "consignment_lines"."accepted" + "consignment_lines"."rejected" + "consignment_lines"."lost" + "consignment_lines"."returned" <= "consignment_lines"."shipped"),
	CONSTRAINT "what_failed_has_a_reason" CHECK (("consignment_lines"."rejected" = 0 or "consignment_lines"."rejection_reason" is not null) and ("consignment_lines"."lost" = 0 or "consignment_lines"."loss_reason" is not null) and ("consignment_lines"."returned" = 0 or "consignment_lines"."return_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "consignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"transport_mode" text NOT NULL,
	"carrier" text,
	"conveyance" text,
	"containers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"shipped_on" date,
	"arrived_on" date,
	"ended_on" date,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"consignment_id" uuid,
	"type" text NOT NULL,
	"number" text NOT NULL,
	"issued_on" date,
	"issued_by" text,
	"recorded_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "packed_contents" (
	"packing_unit_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	CONSTRAINT "packed_is_positive" CHECK ("packed_contents"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "packing_units" (
	"id" uuid PRIMARY KEY NOT NULL,
	"consignment_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"mark" text NOT NULL,
	"kind" text NOT NULL,
	"gross_weight_kg" numeric(12, 3),
	"net_weight_kg" numeric(12, 3),
	CONSTRAINT "packing_unit_weighs_no_less_gross" CHECK ("packing_units"."gross_weight_kg" >= "packing_units"."net_weight_kg")
);
--> statement-breakpoint
CREATE TABLE "receipt_lines" (
	"receipt_id" uuid NOT NULL,
	"consignment_line_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"accepted" integer NOT NULL,
	"rejected" integer NOT NULL,
	"lost" integer NOT NULL,
	"rejection_reason" text,
	"loss_reason" text,
	"rejected_serials" text[] NOT NULL,
	"lost_serials" text[] NOT NULL,
	CONSTRAINT "receipt_says_why" CHECK (("receipt_lines"."rejected" = 0 or "receipt_lines"."rejection_reason" is not null) and ("receipt_lines"."lost" = 0 or "receipt_lines"."loss_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"evidence" text,
	"received_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "serial_numbers" (
	"packing_unit_id" uuid NOT NULL,
	"consignment_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"serial" text NOT NULL,
	"outcome" text DEFAULT 'under-way' NOT NULL
);
--> statement-breakpoint
DROP INDEX "one_report_per_unit_item_day";--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "loss_reason" text;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "hs_code" text;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "hs_edition" text;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "origin_country" text;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "customs_value" numeric(17, 3);--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "customs_currency" text;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "net_weight_kg" numeric(12, 3);--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD COLUMN "gross_weight_kg" numeric(12, 3);--> statement-breakpoint
ALTER TABLE "holding_reports" ADD COLUMN "source" text DEFAULT 'count' NOT NULL;--> statement-breakpoint
ALTER TABLE "holding_reports" ADD COLUMN "counted_on" date;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_holding_report_id_holding_reports_id_fk" FOREIGN KEY ("holding_report_id") REFERENCES "public"."holding_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD CONSTRAINT "consignment_lines_consignment_id_consignments_id_fk" FOREIGN KEY ("consignment_id") REFERENCES "public"."consignments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD CONSTRAINT "consignment_lines_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD CONSTRAINT "consignment_lines_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD CONSTRAINT "consignment_lines_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD CONSTRAINT "consignment_lines_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignment_lines" ADD CONSTRAINT "consignment_lines_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignments" ADD CONSTRAINT "consignments_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consignments" ADD CONSTRAINT "consignments_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD CONSTRAINT "delivery_documents_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD CONSTRAINT "delivery_documents_consignment_id_consignments_id_fk" FOREIGN KEY ("consignment_id") REFERENCES "public"."consignments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_packing_unit_id_packing_units_id_fk" FOREIGN KEY ("packing_unit_id") REFERENCES "public"."packing_units"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packing_units" ADD CONSTRAINT "packing_units_consignment_id_consignments_id_fk" FOREIGN KEY ("consignment_id") REFERENCES "public"."consignments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packing_units" ADD CONSTRAINT "packing_units_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packing_units" ADD CONSTRAINT "packing_units_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_receipt_id_receipts_id_fk" FOREIGN KEY ("receipt_id") REFERENCES "public"."receipts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_consignment_line_id_consignment_lines_id_fk" FOREIGN KEY ("consignment_line_id") REFERENCES "public"."consignment_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_packing_unit_id_packing_units_id_fk" FOREIGN KEY ("packing_unit_id") REFERENCES "public"."packing_units"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_consignment_id_consignments_id_fk" FOREIGN KEY ("consignment_id") REFERENCES "public"."consignments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "proposed_holdings_by_unit" ON "proposed_holdings" USING btree ("unit_id","id");--> statement-breakpoint
CREATE INDEX "open_proposed_holdings" ON "proposed_holdings" USING btree ("unit_id","item_type") WHERE "proposed_holdings"."state" = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_consignment_line_per_line" ON "consignment_lines" USING btree ("consignment_id","delivery_line_id");--> statement-breakpoint
CREATE INDEX "consignment_lines_by_line" ON "consignment_lines" USING btree ("delivery_line_id");--> statement-breakpoint
CREATE INDEX "consignment_lines_by_delivery" ON "consignment_lines" USING btree ("delivery_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_consignment_per_position" ON "consignments" USING btree ("delivery_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "one_row_per_paper" ON "delivery_documents" USING btree ("delivery_id","type","number");--> statement-breakpoint
CREATE UNIQUE INDEX "one_content_per_line" ON "packed_contents" USING btree ("packing_unit_id","delivery_line_id");--> statement-breakpoint
CREATE INDEX "packed_contents_by_delivery" ON "packed_contents" USING btree ("delivery_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_packing_unit_per_mark" ON "packing_units" USING btree ("consignment_id","mark");--> statement-breakpoint
CREATE UNIQUE INDEX "one_row_per_receipt_and_line" ON "receipt_lines" USING btree ("receipt_id","consignment_line_id");--> statement-breakpoint
CREATE INDEX "receipt_lines_by_delivery" ON "receipt_lines" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "receipts_by_delivery" ON "receipts" USING btree ("delivery_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "serial_is_unique_on_its_line" ON "serial_numbers" USING btree ("delivery_line_id","serial");--> statement-breakpoint
CREATE INDEX "serial_numbers_by_packing_unit" ON "serial_numbers" USING btree ("packing_unit_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_count_per_unit_item_day" ON "holding_reports" USING btree ("unit_id","item_type","as_of") WHERE "holding_reports"."source" = 'count';--> statement-breakpoint
CREATE INDEX "holding_reports_by_unit_item" ON "holding_reports" USING btree ("unit_id","item_type","as_of","id");--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "customs_value_has_currency" CHECK (("delivery_lines"."customs_value" is null) = ("delivery_lines"."customs_currency" is null));--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "hs_code_has_edition" CHECK (("delivery_lines"."hs_code" is null) = ("delivery_lines"."hs_edition" is null));--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "gross_weighs_no_less" CHECK ("delivery_lines"."gross_weight_kg" >= "delivery_lines"."net_weight_kg");