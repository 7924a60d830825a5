CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('D') NOT NULL,
	"donor_id" uuid NOT NULL,
	"implementer_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"transport_mode" text NOT NULL,
	"incoterm" text,
	"incoterm_place" text,
	"port_of_entry" text,
	"note" jsonb,
	"handed_over_on" date,
	"handed_over_by" text,
	"taken_over_by" text,
	"handover_document" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deliveries_reference_unique" UNIQUE("reference"),
	CONSTRAINT "handover_names_both_sides" CHECK ("deliveries"."state" not in ('handed-over', 'verified') or num_nonnulls("deliveries"."handed_over_on", "deliveries"."handed_over_by", "deliveries"."taken_over_by", "deliveries"."handover_document") = 4)
);
--> statement-breakpoint
CREATE TABLE "delivery_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"match_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"planned" integer NOT NULL,
	"shipped" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"lost" integer DEFAULT 0 NOT NULL,
	"returned" integer DEFAULT 0 NOT NULL,
	"in_service" integer DEFAULT 0 NOT NULL,
	"verified" integer DEFAULT 0 NOT NULL,
	"rejection_reason" text,
	"received_at" timestamp (3) with time zone,
	"received_by" uuid,
	CONSTRAINT "planned_is_positive" CHECK ("delivery_lines"."planned" > 0),
	CONSTRAINT "shipped_within_planned" CHECK ("delivery_lines"."shipped" between 0 and "delivery_lines"."planned"),
	CONSTRAINT "shipped_is_conserved" CHECK (least("delivery_lines"."accepted", "delivery_lines"."rejected", "delivery_lines"."lost", "delivery_lines"."returned") >= 0 and "delivery_lines"."accepted" + "delivery_lines"."rejected" + "delivery_lines"."lost" + "delivery_lines"."returned" <= "delivery_lines"."shipped" and "delivery_lines"."in_service" between 0 and "delivery_lines"."accepted" and "delivery_lines"."verified" between 0 and "delivery_lines"."accepted"),
	CONSTRAINT "rejection_has_reason" CHECK ("delivery_lines"."rejected" = 0 or "delivery_lines"."rejection_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "delivery_milestones" (
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"milestone" text NOT NULL,
	"planned_on" date,
	"forecast_on" date,
	"forecast_reason" text,
	"actual_on" date,
	"evidence" text,
	CONSTRAINT "one_row_per_milestone" PRIMARY KEY("delivery_id","milestone")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"verified_on" date,
	"verified_by" uuid,
	"in_use" boolean,
	"finding" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verification_is_done_or_open" CHECK (("verifications"."verified_on" is null) = ("verifications"."in_use" is null))
);
--> statement-breakpoint
CREATE TABLE "holding_reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"serviceable" integer NOT NULL,
	"unserviceable_repairable" integer NOT NULL,
	"beyond_repair" integer NOT NULL,
	"on_hand" integer GENERATED ALWAYS AS (serviceable + unserviceable_repairable + beyond_repair) STORED NOT NULL,
	"as_of" date NOT NULL,
	"reported_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "counts_are_not_negative" CHECK (least("holding_reports"."serviceable", "holding_reports"."unserviceable_repairable", "holding_reports"."beyond_repair") >= 0)
);
--> statement-breakpoint
CREATE TABLE "requirements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"unit_type" text,
	"unit_id" uuid,
	"organisation_id" uuid,
	"item_type" text NOT NULL,
	"authorised" integer NOT NULL,
	"effective_on" date NOT NULL,
	"recorded_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "authorised_is_not_negative" CHECK ("requirements"."authorised" >= 0),
	CONSTRAINT "requirement_is_for_unit_or_type" CHECK (num_nonnulls("requirements"."unit_type", "requirements"."unit_id") = 1),
	CONSTRAINT "unit_requirement_names_organisation" CHECK (("requirements"."unit_id" is null) = ("requirements"."organisation_id" is null))
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"site" text NOT NULL,
	"unit_type" text NOT NULL,
	"names" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "units_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "api_keys_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"login" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid,
	"role" text NOT NULL,
	"language" text NOT NULL,
	"invited_by" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"carrier" text NOT NULL,
	"csrf_token_hash" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "cookie_has_csrf_token" CHECK (("sessions"."carrier" = 'cookie') = ("sessions"."csrf_token_hash" is not null))
);
--> statement-breakpoint
CREATE TABLE "sign_in_throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"window_started_at" timestamp (3) with time zone NOT NULL,
	"locked_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"login" text NOT NULL,
	"display_name" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid,
	"role" text NOT NULL,
	"language" text NOT NULL,
	"password_hash" text NOT NULL,
	"suspended_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_login_unique" UNIQUE("login"),
	CONSTRAINT "login_is_lower_case" CHECK ("users"."login" = lower("users"."login")),
	CONSTRAINT "unit_belongs_to_requesters" CHECK ("users"."unit_id" is null or "users"."role" = 'requester')
);
--> statement-breakpoint
CREATE TABLE "match_amendments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"match_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"quantity_before" integer NOT NULL,
	"quantity" integer NOT NULL,
	"side" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "amended_quantity_is_positive" CHECK ("match_amendments"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "matches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('M') NOT NULL,
	"need_id" uuid NOT NULL,
	"need_line_id" uuid NOT NULL,
	"offer_id" uuid NOT NULL,
	"offer_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"amount" numeric(18, 3),
	"state" text NOT NULL,
	"proposed_by" uuid,
	"proposed_by_role" text NOT NULL,
	"proposed_at" timestamp (3) with time zone,
	"requester_accepted_at" timestamp (3) with time zone,
	"donor_accepted_at" timestamp (3) with time zone,
	"disclosed_at" timestamp (3) with time zone,
	"reservation_days" integer DEFAULT 14 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"donor_agreed_at" timestamp (3) with time zone,
	"recipient_agreed_at" timestamp (3) with time zone,
	"agreed_at" timestamp (3) with time zone,
	"partnership_id" uuid,
	"end_reason" text,
	"shipped" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"in_service" integer DEFAULT 0 NOT NULL,
	"verified" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "matches_reference_unique" UNIQUE("reference"),
	CONSTRAINT "match_quantity_is_positive" CHECK ("matches"."quantity" > 0),
	CONSTRAINT "reservation_days_are_bounded" CHECK ("matches"."reservation_days" between 1 and 90),
	CONSTRAINT "reservation_has_expiry" CHECK (("matches"."state" = 'reserved') <= ("matches"."expires_at" is not null)),
	CONSTRAINT "agreed_match_has_partnership" CHECK ("matches"."state" not in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed') or ("matches"."partnership_id" is not null and "matches"."agreed_at" is not null)),
	CONSTRAINT "match_quantities_are_conserved" CHECK ("matches"."shipped" <= "matches"."quantity" and "matches"."accepted" + "matches"."failed" <= "matches"."shipped" and "matches"."verified" <= "matches"."accepted" and "matches"."in_service" <= "matches"."accepted" and least("matches"."shipped", "matches"."accepted", "matches"."in_service", "matches"."verified", "matches"."failed") >= 0),
	CONSTRAINT "only_holding_matches_ship" CHECK ("matches"."shipped" = 0 or "matches"."state" in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'))
);
--> statement-breakpoint
CREATE TABLE "need_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"need_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"item_type" text NOT NULL,
	"quantity_requested" integer NOT NULL,
	"quantity_validated" integer,
	"validation_reason" text,
	"specifications" jsonb NOT NULL,
	"minimum_lot" integer DEFAULT 1 NOT NULL,
	"accepted_substitutes" text[] DEFAULT '{}' NOT NULL,
	"note" jsonb,
	"cited_gap" integer,
	"reserved" integer DEFAULT 0 NOT NULL,
	"agreed" integer DEFAULT 0 NOT NULL,
	"shipped" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"in_service" integer DEFAULT 0 NOT NULL,
	"verified" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "need_quantities_are_positive" CHECK ("need_lines"."quantity_requested" > 0 and ("need_lines"."quantity_validated" is null or "need_lines"."quantity_validated" >= 0)),
	CONSTRAINT "need_minimum_lot_is_positive" CHECK ("need_lines"."minimum_lot" > 0),
	CONSTRAINT "need_line_not_overpromised" CHECK ("need_lines"."reserved" + "need_lines"."agreed" - "need_lines"."failed" <= coalesce("need_lines"."quantity_validated", 0)),
	CONSTRAINT "need_counters_are_not_negative" CHECK (least("need_lines"."reserved", "need_lines"."agreed", "need_lines"."shipped", "need_lines"."accepted", "need_lines"."in_service", "need_lines"."verified", "need_lines"."failed") >= 0)
);
--> statement-breakpoint
CREATE TABLE "needs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('N') NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"region" text NOT NULL,
	"state" text NOT NULL,
	"priority" text NOT NULL,
	"justification" jsonb NOT NULL,
	"summary" jsonb,
	"disclosure_level" text,
	"disclosed_to" uuid[] DEFAULT '{}' NOT NULL,
	"jittered_latitude" double precision,
	"jittered_longitude" double precision,
	"fulfil_together" boolean DEFAULT false NOT NULL,
	"needed_by" date,
	"respond_by" date,
	"author_id" uuid,
	"submitted_at" timestamp (3) with time zone,
	"validated_by" uuid,
	"validated_at" timestamp (3) with time zone,
	"published_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"unanswered_since" timestamp (3) with time zone,
	"closing_requested_by" text,
	"state_reason" text,
	"search" "tsvector",
	"search_disclosed" "tsvector",
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "needs_reference_unique" UNIQUE("reference"),
	CONSTRAINT "published_need_is_complete" CHECK ("needs"."state" not in ('published', 'stale', 'fulfilled') or ("needs"."disclosure_level" is not null and "needs"."summary" is not null and "needs"."confirmed_at" is not null)),
	CONSTRAINT "submitted_need_is_complete" CHECK ("needs"."state" in ('draft', 'returned', 'withdrawn') or ("needs"."needed_by" is not null and "needs"."respond_by" is not null)),
	CONSTRAINT "author_does_not_validate" CHECK ("needs"."validated_by" is null or "needs"."validated_by" is distinct from "needs"."author_id")
);
--> statement-breakpoint
CREATE TABLE "obstacle_blocks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"obstacle_id" uuid NOT NULL,
	"need_id" uuid,
	"match_id" uuid,
	"delivery_id" uuid,
	CONSTRAINT "block_names_one_thing" CHECK (num_nonnulls("obstacle_blocks"."need_id", "obstacle_blocks"."match_id", "obstacle_blocks"."delivery_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "obstacle_parties" (
	"obstacle_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "one_row_per_party" PRIMARY KEY("obstacle_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "obstacles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('B') NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"blocking" boolean NOT NULL,
	"blocks_milestone" text NOT NULL,
	"owner_id" uuid,
	"waiting_on_id" uuid,
	"next_action" jsonb,
	"next_action_on" date,
	"external_reference" text,
	"expected_on" date,
	"detail" jsonb NOT NULL,
	"escalation_level" integer DEFAULT 0 NOT NULL,
	"reported_by" uuid,
	"reported_by_organisation" uuid,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"resolved_by" uuid,
	"resolved_at" timestamp (3) with time zone,
	"evidence" text,
	"closed_by" uuid,
	"closed_at" timestamp (3) with time zone,
	"duplicate_of" uuid,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "obstacles_reference_unique" UNIQUE("reference"),
	CONSTRAINT "open_obstacle_names_whose_move_it_is" CHECK ("obstacles"."state" not in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened') or num_nonnulls("obstacles"."waiting_on_id", "obstacles"."next_action", "obstacles"."next_action_on") = 3),
	CONSTRAINT "resolver_does_not_close" CHECK ("obstacles"."closed_by" is null or "obstacles"."closed_by" is distinct from "obstacles"."resolved_by"),
	CONSTRAINT "resolved_with_evidence" CHECK ("obstacles"."state" not in ('resolved', 'closed') or "obstacles"."evidence" is not null),
	CONSTRAINT "duplicate_names_original" CHECK (("obstacles"."state" = 'duplicate') = ("obstacles"."duplicate_of" is not null))
);
--> statement-breakpoint
CREATE TABLE "offer_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"offer_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"item_type" text,
	"quantity" integer,
	"goods_condition" text,
	"specifications" jsonb NOT NULL,
	"unit_value" numeric(18, 3),
	"unit_value_currency" text,
	"available_from" date,
	"lot_size" integer DEFAULT 1 NOT NULL,
	"accompanies" uuid,
	"ceiling_amount" numeric(18, 3),
	"ceiling_currency" text,
	"may_buy_areas" text[] DEFAULT '{}' NOT NULL,
	"may_buy_item_types" text[] DEFAULT '{}' NOT NULL,
	"committed" integer DEFAULT 0 NOT NULL,
	"committed_amount" numeric(18, 3) DEFAULT '0' NOT NULL,
	CONSTRAINT "offer_line_is_item_or_funding" CHECK (case "offer_lines"."kind" when 'item' then "offer_lines"."item_type" is not null and "offer_lines"."quantity" > 0 and "offer_lines"."ceiling_amount" is null else "offer_lines"."item_type" is null and "offer_lines"."quantity" is null and "offer_lines"."ceiling_amount" > 0 and "offer_lines"."ceiling_currency" is not null end),
	CONSTRAINT "offer_lot_size_is_positive" CHECK ("offer_lines"."lot_size" > 0),
	CONSTRAINT "offer_line_not_overpromised" CHECK ("offer_lines"."committed" >= 0 and ("offer_lines"."kind" = 'funding' or "offer_lines"."committed" <= "offer_lines"."quantity")),
	CONSTRAINT "funding_line_not_overpromised" CHECK ("offer_lines"."committed_amount" >= 0 and "offer_lines"."committed_amount" <= coalesce("offer_lines"."ceiling_amount", 0))
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('F') NOT NULL,
	"donor_id" uuid NOT NULL,
	"implementer_id" uuid,
	"state" text NOT NULL,
	"modality" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_until" date NOT NULL,
	"incoterm" text,
	"incoterm_place" text,
	"conditions" jsonb NOT NULL,
	"budget_amount" numeric(18, 3),
	"budget_currency" text,
	"note" jsonb,
	"author_id" uuid,
	"submitted_at" timestamp (3) with time zone,
	"available_at" timestamp (3) with time zone,
	"state_reason" text,
	"search" "tsvector",
	"search_disclosed" "tsvector",
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "offers_reference_unique" UNIQUE("reference"),
	CONSTRAINT "offer_window_is_a_span" CHECK ("offers"."valid_from" <= "offers"."valid_until"),
	CONSTRAINT "budget_has_currency" CHECK (("offers"."budget_amount" is null) = ("offers"."budget_currency" is null))
);
--> statement-breakpoint
CREATE TABLE "partnerships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"reference" text DEFAULT wasl.new_reference('P') NOT NULL,
	"donor_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"facilitator_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"donor_signed_at" timestamp (3) with time zone,
	"recipient_signed_at" timestamp (3) with time zone,
	"valid_from" date NOT NULL,
	"valid_until" date NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "partnerships_reference_unique" UNIQUE("reference"),
	CONSTRAINT "partnership_window_is_a_span" CHECK ("partnerships"."valid_from" <= "partnerships"."valid_until"),
	CONSTRAINT "signed_partnership_has_both_signatures" CHECK (("partnerships"."state" = 'under-negotiation') = ("partnerships"."donor_signed_at" is null or "partnerships"."recipient_signed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "attributes" (
	"key" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"unit" text,
	"direction" text NOT NULL,
	"enumeration" text,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "capability_areas" (
	"slug" text PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"names" jsonb NOT NULL,
	"scope" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compliance_documents" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL,
	"issuer_role" text NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "districts" (
	"iso" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "enumerations" (
	"slug" text PRIMARY KEY NOT NULL,
	"ordinal" boolean NOT NULL,
	"values" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "exclusions" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL,
	"military_list_categories" text[] NOT NULL,
	"hs_headings" text[] NOT NULL,
	"lethality" text NOT NULL,
	"action" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "glossary_terms" (
	"key" text PRIMARY KEY NOT NULL,
	"domain" text NOT NULL,
	"names" jsonb NOT NULL,
	"note" text
);
--> statement-breakpoint
CREATE TABLE "item_dependencies" (
	"item_type" text NOT NULL,
	"needed_item_type" text NOT NULL,
	"type" text NOT NULL,
	"quantity" double precision NOT NULL,
	"per" double precision NOT NULL,
	"criticality" text NOT NULL,
	CONSTRAINT "one_dependency_per_pair" PRIMARY KEY("item_type","needed_item_type","type")
);
--> statement-breakpoint
CREATE TABLE "item_substitutions" (
	"item_type" text NOT NULL,
	"substitute" text NOT NULL,
	"note" jsonb NOT NULL,
	CONSTRAINT "one_substitution_per_pair" PRIMARY KEY("item_type","substitute"),
	CONSTRAINT "substitute_is_another_item" CHECK ("item_substitutions"."item_type" <> "item_substitutions"."substitute")
);
--> statement-breakpoint
CREATE TABLE "item_types" (
	"slug" text PRIMARY KEY NOT NULL,
	"area" text NOT NULL,
	"kind" text NOT NULL,
	"names" jsonb NOT NULL,
	"synonyms" jsonb NOT NULL,
	"unit_of_measure" text NOT NULL,
	"lethality" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"unspsc" jsonb,
	"hs" jsonb,
	"control" jsonb NOT NULL,
	"unit_cost_low_eur" numeric(12, 2) NOT NULL,
	"unit_cost_high_eur" numeric(12, 2) NOT NULL,
	"note" text,
	CONSTRAINT "item_type_is_not_lethal" CHECK ("item_types"."lethality" in ('non-lethal', 'protective', 'dual-use')),
	CONSTRAINT "unit_cost_is_a_band" CHECK ("item_types"."unit_cost_low_eur" between 0 and "item_types"."unit_cost_high_eur")
);
--> statement-breakpoint
CREATE TABLE "milestones" (
	"slug" text PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"names" jsonb NOT NULL,
	"definition" jsonb NOT NULL,
	"predecessors" text[] NOT NULL,
	"applies_to_kinds" text[] NOT NULL,
	"default_owner_role" text NOT NULL,
	"incoterm_owner" jsonb,
	"duration_days" jsonb NOT NULL,
	"evidence_documents" text[] NOT NULL,
	"maps_to_states" jsonb NOT NULL,
	"optional_when" text,
	"gating_regimes" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "neighbours" (
	"iso" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "obstacle_groups" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "obstacle_kinds" (
	"slug" text PRIMARY KEY NOT NULL,
	"group" text NOT NULL,
	"companion_code" text,
	"names" jsonb NOT NULL,
	"default_severity" text NOT NULL,
	"default_owner_role" text NOT NULL,
	"typical_owner_organisations" text[] NOT NULL,
	"blocks_milestone" text NOT NULL,
	"blocking_by_default" boolean NOT NULL,
	"playbook" text[] NOT NULL,
	"duration_days" jsonb NOT NULL,
	"regimes" text[] NOT NULL,
	"auto_detection" text
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"kind" text NOT NULL,
	"other_roles" text[] NOT NULL,
	"party" text NOT NULL,
	"acronym" text,
	"parent_id" uuid,
	"names" jsonb NOT NULL,
	"public_role" text NOT NULL,
	CONSTRAINT "organisations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "playbook_steps" (
	"slug" text PRIMARY KEY NOT NULL,
	"default_role" text NOT NULL,
	"typical_days" integer NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "regimes" (
	"slug" text PRIMARY KEY NOT NULL,
	"level" text NOT NULL,
	"effect" text NOT NULL,
	"names" jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"applies_when" jsonb NOT NULL,
	"documents_required" text[] NOT NULL,
	"outcomes" text[] NOT NULL,
	"blocks_milestone" text,
	"citations" jsonb NOT NULL,
	"confidence" text NOT NULL,
	"as_of" date NOT NULL,
	"valid_until" date,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "regions" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "site_kinds" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"slug" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"region" text NOT NULL,
	"district" text,
	"neighbour" text,
	"names" jsonb NOT NULL,
	"also_known_as" text[] NOT NULL,
	"latitude" double precision NOT NULL,
	"longitude" double precision NOT NULL,
	"coordinate_precision_km" double precision,
	"coordinate_confidence" text NOT NULL,
	"unlocode" text,
	"public_note" text
);
--> statement-breakpoint
CREATE TABLE "unit_types" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "units_of_measure" (
	"code" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vocabulary_terms" (
	"vocabulary" text NOT NULL,
	"slug" text NOT NULL,
	"position" integer NOT NULL,
	"terminal" boolean NOT NULL,
	"names" jsonb NOT NULL,
	CONSTRAINT "one_term_per_vocabulary" PRIMARY KEY("vocabulary","slug")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"action" text NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_role" text NOT NULL,
	"actor_user_id" uuid,
	"actor_organisation_id" uuid,
	"job" text,
	"reason" text,
	"before" jsonb,
	"after" jsonb,
	"parties" uuid[] NOT NULL,
	"request_id" text
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "one_effect_per_key" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_implementer_id_organisations_id_fk" FOREIGN KEY ("implementer_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_incoterm_place_sites_slug_fk" FOREIGN KEY ("incoterm_place") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_port_of_entry_sites_slug_fk" FOREIGN KEY ("port_of_entry") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "delivery_lines_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "delivery_lines_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "delivery_lines_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "delivery_lines_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_lines" ADD CONSTRAINT "delivery_lines_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_milestones" ADD CONSTRAINT "delivery_milestones_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_milestones" ADD CONSTRAINT "delivery_milestones_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_milestones" ADD CONSTRAINT "delivery_milestones_milestone_milestones_slug_fk" FOREIGN KEY ("milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifications" ADD CONSTRAINT "verifications_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verifications" ADD CONSTRAINT "verifications_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_unit_type_unit_types_slug_fk" FOREIGN KEY ("unit_type") REFERENCES "public"."unit_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_site_sites_slug_fk" FOREIGN KEY ("site") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_unit_type_unit_types_slug_fk" FOREIGN KEY ("unit_type") REFERENCES "public"."unit_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_amendments" ADD CONSTRAINT "match_amendments_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_amendments" ADD CONSTRAINT "match_amendments_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_amendments" ADD CONSTRAINT "match_amendments_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_amendments" ADD CONSTRAINT "match_amendments_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_need_line_id_need_lines_id_fk" FOREIGN KEY ("need_line_id") REFERENCES "public"."need_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_offer_line_id_offer_lines_id_fk" FOREIGN KEY ("offer_line_id") REFERENCES "public"."offer_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_region_regions_slug_fk" FOREIGN KEY ("region") REFERENCES "public"."regions"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_parties" ADD CONSTRAINT "obstacle_parties_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_parties" ADD CONSTRAINT "obstacle_parties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_kind_obstacle_kinds_slug_fk" FOREIGN KEY ("kind") REFERENCES "public"."obstacle_kinds"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_blocks_milestone_milestones_slug_fk" FOREIGN KEY ("blocks_milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_waiting_on_id_organisations_id_fk" FOREIGN KEY ("waiting_on_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_reported_by_organisation_organisations_id_fk" FOREIGN KEY ("reported_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_duplicate_of_obstacles_id_fk" FOREIGN KEY ("duplicate_of") REFERENCES "public"."obstacles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_accompanies_offer_lines_id_fk" FOREIGN KEY ("accompanies") REFERENCES "public"."offer_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_implementer_id_organisations_id_fk" FOREIGN KEY ("implementer_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_incoterm_place_sites_slug_fk" FOREIGN KEY ("incoterm_place") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_recipient_id_organisations_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_facilitator_id_organisations_id_fk" FOREIGN KEY ("facilitator_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributes" ADD CONSTRAINT "attributes_unit_units_of_measure_code_fk" FOREIGN KEY ("unit") REFERENCES "public"."units_of_measure"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributes" ADD CONSTRAINT "attributes_enumeration_enumerations_slug_fk" FOREIGN KEY ("enumeration") REFERENCES "public"."enumerations"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_dependencies" ADD CONSTRAINT "item_dependencies_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_dependencies" ADD CONSTRAINT "item_dependencies_needed_item_type_item_types_slug_fk" FOREIGN KEY ("needed_item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_substitutions" ADD CONSTRAINT "item_substitutions_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_substitutions" ADD CONSTRAINT "item_substitutions_substitute_item_types_slug_fk" FOREIGN KEY ("substitute") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_types" ADD CONSTRAINT "item_types_area_capability_areas_slug_fk" FOREIGN KEY ("area") REFERENCES "public"."capability_areas"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_types" ADD CONSTRAINT "item_types_unit_of_measure_units_of_measure_code_fk" FOREIGN KEY ("unit_of_measure") REFERENCES "public"."units_of_measure"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_kinds" ADD CONSTRAINT "obstacle_kinds_group_obstacle_groups_slug_fk" FOREIGN KEY ("group") REFERENCES "public"."obstacle_groups"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_kinds" ADD CONSTRAINT "obstacle_kinds_blocks_milestone_milestones_slug_fk" FOREIGN KEY ("blocks_milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_parent_id_organisations_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regimes" ADD CONSTRAINT "regimes_blocks_milestone_milestones_slug_fk" FOREIGN KEY ("blocks_milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_kind_site_kinds_slug_fk" FOREIGN KEY ("kind") REFERENCES "public"."site_kinds"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_region_regions_slug_fk" FOREIGN KEY ("region") REFERENCES "public"."regions"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_district_districts_iso_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("iso") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_neighbour_neighbours_iso_fk" FOREIGN KEY ("neighbour") REFERENCES "public"."neighbours"("iso") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_by_donor" ON "deliveries" USING btree ("donor_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_by_state" ON "deliveries" USING btree ("state","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_delivery_line_per_match" ON "delivery_lines" USING btree ("delivery_id","match_id");--> statement-breakpoint
CREATE INDEX "delivery_lines_by_match" ON "delivery_lines" USING btree ("match_id");--> statement-breakpoint
CREATE INDEX "delivery_lines_by_organisation" ON "delivery_lines" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_verification_per_due_date" ON "verifications" USING btree ("delivery_id","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "one_report_per_unit_item_day" ON "holding_reports" USING btree ("unit_id","item_type","as_of");--> statement-breakpoint
CREATE UNIQUE INDEX "one_requirement_per_type_item_day" ON "requirements" USING btree ("unit_type","item_type","effective_on") WHERE "requirements"."unit_type" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_requirement_per_unit_item_day" ON "requirements" USING btree ("unit_id","item_type","effective_on") WHERE "requirements"."unit_id" is not null;--> statement-breakpoint
CREATE INDEX "units_by_organisation" ON "units" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "units_by_site" ON "units" USING btree ("site");--> statement-breakpoint
CREATE INDEX "api_keys_by_user" ON "api_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_amendment" ON "match_amendments" USING btree ("match_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "matches_by_need_line" ON "matches" USING btree ("need_line_id");--> statement-breakpoint
CREATE INDEX "matches_by_offer_line" ON "matches" USING btree ("offer_line_id");--> statement-breakpoint
CREATE INDEX "matches_by_organisation" ON "matches" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "matches_by_donor" ON "matches" USING btree ("donor_id","id");--> statement-breakpoint
CREATE INDEX "matches_by_need" ON "matches" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "matches_by_offer" ON "matches" USING btree ("offer_id");--> statement-breakpoint
CREATE INDEX "matches_by_expiry" ON "matches" USING btree ("expires_at") WHERE state = 'reserved';--> statement-breakpoint
CREATE UNIQUE INDEX "one_line_per_position" ON "need_lines" USING btree ("need_id","position");--> statement-breakpoint
CREATE INDEX "need_lines_by_item" ON "need_lines" USING btree ("item_type");--> statement-breakpoint
CREATE INDEX "need_lines_by_unit" ON "need_lines" USING btree ("unit_id","item_type");--> statement-breakpoint
CREATE INDEX "needs_by_organisation" ON "needs" USING btree ("organisation_id","id");--> statement-breakpoint
CREATE INDEX "needs_by_unit" ON "needs" USING btree ("unit_id","id");--> statement-breakpoint
CREATE INDEX "needs_by_region" ON "needs" USING btree ("region","id");--> statement-breakpoint
CREATE INDEX "needs_by_state" ON "needs" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "needs_by_confirmation" ON "needs" USING btree ("confirmed_at") WHERE state = 'published';--> statement-breakpoint
CREATE INDEX "needs_by_search" ON "needs" USING gin ("search");--> statement-breakpoint
CREATE INDEX "needs_by_disclosed_search" ON "needs" USING gin ("search_disclosed");--> statement-breakpoint
CREATE UNIQUE INDEX "one_block_per_thing" ON "obstacle_blocks" USING btree ("obstacle_id",coalesce("need_id", "match_id", "delivery_id"));--> statement-breakpoint
CREATE INDEX "obstacle_blocks_by_need" ON "obstacle_blocks" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "obstacle_blocks_by_match" ON "obstacle_blocks" USING btree ("match_id");--> statement-breakpoint
CREATE INDEX "obstacle_blocks_by_delivery" ON "obstacle_blocks" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "obstacle_parties_by_organisation" ON "obstacle_parties" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "obstacles_by_state" ON "obstacles" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "obstacles_by_owner" ON "obstacles" USING btree ("owner_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_offer_line_per_position" ON "offer_lines" USING btree ("offer_id","position");--> statement-breakpoint
CREATE INDEX "offer_lines_by_item" ON "offer_lines" USING btree ("item_type");--> statement-breakpoint
CREATE INDEX "offers_by_donor" ON "offers" USING btree ("donor_id","id");--> statement-breakpoint
CREATE INDEX "offers_by_state" ON "offers" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "offers_by_end" ON "offers" USING btree ("valid_until");--> statement-breakpoint
CREATE INDEX "offers_by_search" ON "offers" USING gin ("search");--> statement-breakpoint
CREATE INDEX "offers_by_disclosed_search" ON "offers" USING gin ("search_disclosed");--> statement-breakpoint
CREATE INDEX "partnerships_by_donor" ON "partnerships" USING btree ("donor_id");--> statement-breakpoint
CREATE INDEX "partnerships_by_recipient" ON "partnerships" USING btree ("recipient_id");--> statement-breakpoint
CREATE INDEX "item_types_by_area" ON "item_types" USING btree ("area");--> statement-breakpoint
CREATE INDEX "sites_by_region" ON "sites" USING btree ("region");--> statement-breakpoint
CREATE INDEX "events_by_subject" ON "events" USING btree ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "events_by_party" ON "events" USING gin ("parties");--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" USING btree ("created_at");