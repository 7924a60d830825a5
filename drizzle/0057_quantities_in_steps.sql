-- Quantities are whole steps of their unit, which may be many: see src/kernel/quantity.ts.

-- PostgreSQL changes no column that a trigger names: those that do are taken away, and put back as they were.
create temporary table triggers_to_put_back on commit drop as
select format('drop trigger %I on %s', tgname, tgrelid::regclass) as away, pg_get_triggerdef(oid) as back
from pg_trigger
where not tgisinternal and (tgqual is not null or tgattr::text <> '') and tgrelid::regclass::text = any (array['need_lines', 'offer_lines', 'matches',
  'match_amendments', 'delivery_lines', 'consignment_lines', 'packed_contents', 'receipt_lines', 'packages', 'package_parts', 'requirements',
  'holding_reports', 'proposed_holdings', 'held_quantities']);
--> statement-breakpoint
do $$
declare
  statement text;
begin
  for statement in select away from triggers_to_put_back loop
    execute statement;
  end loop;
end
$$;
--> statement-breakpoint
ALTER TABLE "holding_reports" DROP COLUMN "on_hand";
--> statement-breakpoint
ALTER TABLE "item_types" DROP CONSTRAINT "item_types_unit_of_measure_units_of_measure_code_fk";
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "planned" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "shipped" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "accepted" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "rejected" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "lost" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "returned" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "in_service" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "delivery_lines" ALTER COLUMN "verified" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "holding_reports" ALTER COLUMN "serviceable" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "holding_reports" ALTER COLUMN "unserviceable_repairable" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "holding_reports" ALTER COLUMN "beyond_repair" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "proposed_holdings" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "requirements" ALTER COLUMN "authorised" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "match_amendments" ALTER COLUMN "quantity_before" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "match_amendments" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "shipped" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "accepted" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "in_service" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "verified" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "matches" ALTER COLUMN "failed" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "quantity_requested" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "quantity_validated" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "minimum_lot" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "minimum_lot" SET DEFAULT 1;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "cited_gap" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "reserved" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "agreed" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "shipped" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "accepted" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "in_service" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "verified" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "need_lines" ALTER COLUMN "failed" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "offer_lines" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "offer_lines" ALTER COLUMN "lot_size" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "offer_lines" ALTER COLUMN "lot_size" SET DEFAULT 1;
--> statement-breakpoint
ALTER TABLE "offer_lines" ALTER COLUMN "committed" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "held_quantities" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "package_parts" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "packages" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "consignment_lines" ALTER COLUMN "planned" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "consignment_lines" ALTER COLUMN "shipped" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "consignment_lines" ALTER COLUMN "accepted" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "consignment_lines" ALTER COLUMN "rejected" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "consignment_lines" ALTER COLUMN "lost" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "consignment_lines" ALTER COLUMN "returned" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "packed_contents" ALTER COLUMN "quantity" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "receipt_lines" ALTER COLUMN "accepted" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "receipt_lines" ALTER COLUMN "rejected" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "receipt_lines" ALTER COLUMN "lost" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "item_types" ADD COLUMN "decimals" smallint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "units_of_measure" ADD COLUMN "decimals" smallint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "units_of_measure" ADD CONSTRAINT "one_unit_with_its_decimals" UNIQUE("code","decimals");
--> statement-breakpoint
ALTER TABLE "item_types" ADD CONSTRAINT "courses_are_whole" CHECK ("item_types"."kind" <> 'training' or "item_types"."decimals" = 0);
--> statement-breakpoint
ALTER TABLE "units_of_measure" ADD CONSTRAINT "unit_has_few_decimals" CHECK ("units_of_measure"."decimals" between 0 and 3);
--> statement-breakpoint
ALTER TABLE "item_types" ADD CONSTRAINT "item_has_the_decimals_of_its_unit" FOREIGN KEY ("unit_of_measure","decimals") REFERENCES "public"."units_of_measure"("code","decimals") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "item_types" ALTER COLUMN "decimals" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "units_of_measure" ALTER COLUMN "decimals" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "holding_reports" ADD COLUMN "on_hand" bigint GENERATED ALWAYS AS (serviceable + unserviceable_repairable + beyond_repair) STORED NOT NULL;
--> statement-breakpoint
do $$
declare
  statement text;
begin
  for statement in select back from triggers_to_put_back loop
    execute statement;
  end loop;
end
$$;
