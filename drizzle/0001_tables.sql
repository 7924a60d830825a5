CREATE TABLE "allocations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "allocations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	CONSTRAINT "allocations_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "allocations_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("allocations"."state" in ('queued', 'running', 'done', 'failed', 'cancelled')),
	CONSTRAINT "failure_is_listed" CHECK ("allocations"."failure" in ('numbers-too-large', 'settings-contradict', 'no-plan-found', 'engine-fault', 'given-up')),
	CONSTRAINT "running_allocation_has_runner" CHECK (("allocations"."state" = 'running') = (num_nonnulls("allocations"."runner", "allocations"."leased_until") = 2)),
	CONSTRAINT "done_allocation_has_result" CHECK (("allocations"."state" = 'done') = (num_nonnulls("allocations"."result", "allocations"."result_hash") = 2)),
	CONSTRAINT "failed_allocation_says_why" CHECK (("allocations"."state" = 'failed') = ("allocations"."failure" is not null)),
	CONSTRAINT "ended_allocation_has_end" CHECK (("allocations"."state" in ('done', 'failed', 'cancelled')) = ("allocations"."ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "calendar_corrections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "calendar_corrections_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"calendar" text NOT NULL,
	"day" date NOT NULL,
	"is_holiday" boolean NOT NULL,
	"name" jsonb NOT NULL,
	"source" text NOT NULL,
	"recorded_by" uuid,
	"withdrawn_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "calendar_corrections_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "calendar_is_listed" CHECK ("calendar_corrections"."calendar" in ('un', 'libya', 'italy', 'eu', 'weekdays')),
	CONSTRAINT "correction_names_its_source" CHECK (not wasl.is_blank("calendar_corrections"."source"))
);
--> statement-breakpoint
CREATE TABLE "classifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "classifications_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"match_id" uuid NOT NULL,
	"model" text NOT NULL,
	"military_list" text[] NOT NULL,
	"dual_use" text[] NOT NULL,
	"lethal" boolean NOT NULL,
	"purpose" text NOT NULL,
	"embargo_class" text NOT NULL,
	"foreign_origin_controlled" boolean NOT NULL,
	"own_use_of_international_staff" boolean NOT NULL,
	"hrddp_out_of_scope" boolean NOT NULL,
	"hrddp_reason" text,
	"importer_is_ministry" boolean NOT NULL,
	"paid_by_letter_of_credit" boolean NOT NULL,
	"recorded_by" uuid,
	"recorded_by_organisation" uuid,
	"recorded_by_role" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"confirmed_by" uuid,
	"confirmed_by_organisation" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"refused_by" uuid,
	"refused_at" timestamp (3) with time zone,
	"refusal_reason" text,
	"superseded_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "purpose_is_listed" CHECK ("classifications"."purpose" in ('humanitarian', 'protective', 'security-assistance', 'reunification', 'other')),
	CONSTRAINT "embargo_class_is_listed" CHECK ("classifications"."embargo_class" in ('standing', 'approval', 'notification', 'outside')),
	CONSTRAINT "recorded_by_role_is_listed" CHECK ("classifications"."recorded_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "recorded_by_acts_for_an_organisation" CHECK (("classifications"."recorded_by" is null) = ("classifications"."recorded_by_organisation" is null)),
	CONSTRAINT "confirmed_by_acts_for_an_organisation" CHECK (("classifications"."confirmed_by" is null) = ("classifications"."confirmed_by_organisation" is null)),
	CONSTRAINT "recorder_does_not_confirm_classification" CHECK ("classifications"."confirmed_by" is null or ("classifications"."confirmed_by" is distinct from "classifications"."recorded_by"
      and "classifications"."confirmed_by_organisation" is distinct from "classifications"."recorded_by_organisation")),
	CONSTRAINT "classification_is_confirmed_or_refused" CHECK (num_nonnulls("classifications"."confirmed_at", "classifications"."refused_at") <= 1),
	CONSTRAINT "refused_classification_says_by_whom_and_why" CHECK (num_nonnulls("classifications"."refused_by", "classifications"."refused_at", "classifications"."refusal_reason") in (0, 3)),
	CONSTRAINT "out_of_scope_says_why" CHECK (not "classifications"."hrddp_out_of_scope" or "classifications"."hrddp_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "compliance_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "compliance_entries_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('C') NOT NULL,
	"delivery_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"regime" text,
	"document_type" text,
	"asked_by" jsonb NOT NULL,
	"owner_role" text NOT NULL,
	"owner_id" uuid,
	"state" text NOT NULL,
	"needed_for" text,
	"restricted" boolean NOT NULL,
	"unknown_fields" text[] NOT NULL,
	"issued_by" text,
	"reference_number" text,
	"outcome" text,
	"evidence" text,
	"evidence_document_id" uuid,
	"reason" text,
	"valid_from" date,
	"valid_until" date,
	"held_before" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"silence_started_on" date,
	"silence_ends_on" date,
	"recorded_by" uuid,
	"recorded_by_organisation" uuid,
	"recorded_by_role" text,
	"recorded_at" timestamp (3) with time zone,
	"confirmed_by" uuid,
	"confirmed_by_organisation" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "compliance_entries_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "compliance_entries_reference_unique" UNIQUE("reference"),
	CONSTRAINT "kind_is_listed" CHECK ("compliance_entries"."kind" in ('decision', 'document')),
	CONSTRAINT "owner_role_is_listed" CHECK ("compliance_entries"."owner_role" in ('donor', 'recipient', 'facilitator')),
	CONSTRAINT "state_is_listed" CHECK ("compliance_entries"."state" in ('required', 'check-needed', 'not-required', 'requested', 'in-silence', 'obtained', 'refused', 'expired', 'waived')),
	CONSTRAINT "needed_for_is_listed" CHECK ("compliance_entries"."needed_for" in ('clear', 'ship', 'release', 'hand-over', 'put-in-service')),
	CONSTRAINT "recorded_by_role_is_listed" CHECK ("compliance_entries"."recorded_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "recorded_by_acts_for_an_organisation" CHECK (("compliance_entries"."recorded_by" is null) = ("compliance_entries"."recorded_by_organisation" is null)),
	CONSTRAINT "confirmed_by_acts_for_an_organisation" CHECK (("compliance_entries"."confirmed_by" is null) = ("compliance_entries"."confirmed_by_organisation" is null)),
	CONSTRAINT "entry_is_of_its_kind" CHECK (("compliance_entries"."kind" = 'decision') = ("compliance_entries"."regime" is not null) and num_nonnulls("compliance_entries"."regime", "compliance_entries"."document_type") = 1),
	CONSTRAINT "recorder_does_not_confirm" CHECK ("compliance_entries"."confirmed_by" is null or "compliance_entries"."recorded_by" is null or ("compliance_entries"."confirmed_by" <> "compliance_entries"."recorded_by"
      and ("compliance_entries"."restricted" or "compliance_entries"."confirmed_by_organisation" is distinct from "compliance_entries"."recorded_by_organisation"))),
	CONSTRAINT "confirmed_by_somebody" CHECK ("compliance_entries"."recorded_by" is null or "compliance_entries"."confirmed_at" is null or "compliance_entries"."confirmed_by" is not null),
	CONSTRAINT "silence_has_its_days" CHECK ("compliance_entries"."state" <> 'in-silence' or num_nonnulls("compliance_entries"."silence_started_on", "compliance_entries"."silence_ends_on") = 2),
	CONSTRAINT "decision_has_outcome" CHECK ("compliance_entries"."state" not in ('obtained', 'refused') or "compliance_entries"."outcome" is not null),
	CONSTRAINT "entry_may_be_waived" CHECK ("compliance_entries"."state" <> 'waived' or (coalesce("compliance_entries"."regime", '') not in ('un-hrddp', 'donor-unit-vetting', 'data-protection-assessment', 'eu-dual-use-cyber-surveillance', 'policy-lethal-exclusion', 'unsc-standing-nonlethal-government', 'unsc-standing-humanitarian-protective', 'unsc-standing-protective-clothing', 'unsc-reunification-training', 'unsc-notification-salw-international-staff', 'unsc-approval-libyan-authorities', 'unsc-approval-other', 'unsc-asset-freeze-screening', 'unsc-diversion-reporting')
      and coalesce("compliance_entries"."document_type", '') not in ('hrddp-risk-assessment', 'unit-vetting-result', 'dpia-report', 'embargo-basis-memo', 'committee-notification-letter', 'committee-approval-letter'))),
	CONSTRAINT "waiver_says_why" CHECK ("compliance_entries"."state" <> 'waived' or "compliance_entries"."reason" is not null),
	CONSTRAINT "licence_window_is_a_span" CHECK ("compliance_entries"."valid_from" is null or "compliance_entries"."valid_until" is null or "compliance_entries"."valid_from" <= "compliance_entries"."valid_until"),
	CONSTRAINT "file_stays_closed" CHECK (not "compliance_entries"."restricted" or num_nonnulls("compliance_entries"."reference_number", "compliance_entries"."evidence", "compliance_entries"."evidence_document_id") = 0)
);
--> statement-breakpoint
CREATE TABLE "compliance_files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "compliance_files_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry_id" uuid NOT NULL,
	"reference_number" text,
	"evidence" text,
	"evidence_document_id" uuid,
	"finding" jsonb,
	"written_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "regime_proposals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "regime_proposals_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"regime" text NOT NULL,
	"base_version" integer NOT NULL,
	"withdraws" boolean NOT NULL,
	"content" jsonb NOT NULL,
	"valid_from" date NOT NULL,
	"valid_until" date,
	"adopted_by" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"refusal_reason" text,
	"published_version" integer,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "regime_proposals_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "state_is_listed" CHECK ("regime_proposals"."state" in ('proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed')),
	CONSTRAINT "proposed_validity_is_a_span" CHECK ("regime_proposals"."valid_until" is null or "regime_proposals"."valid_from" <= "regime_proposals"."valid_until"),
	CONSTRAINT "refused_proposal_says_why" CHECK (("regime_proposals"."state" = 'refused') = ("regime_proposals"."refusal_reason" is not null)),
	CONSTRAINT "confirmed_proposal_names_its_version" CHECK (("regime_proposals"."state" = 'confirmed') = ("regime_proposals"."published_version" is not null))
);
--> statement-breakpoint
CREATE TABLE "regime_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "regime_versions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"regime" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"valid_from" date,
	"valid_until" date,
	"adopted_by" text NOT NULL,
	"proposal_id" uuid,
	"published_by" uuid,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "regime_validity_is_a_span" CHECK ("regime_versions"."valid_until" is null or "regime_versions"."valid_from" is null or "regime_versions"."valid_from" <= "regime_versions"."valid_until")
);
--> statement-breakpoint
CREATE TABLE "corrections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "corrections_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject_type" text NOT NULL,
	"delivery_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text NOT NULL,
	"document_id" uuid,
	"state" text NOT NULL,
	"needs_other_side" boolean NOT NULL,
	"recorded_late" boolean NOT NULL,
	"organisation_id" uuid,
	"unit_id" uuid,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation_id" uuid NOT NULL,
	"proposed_by_role" text NOT NULL,
	"decided_by" uuid,
	"decided_by_organisation_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "corrections_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "subject_type_is_listed" CHECK ("corrections"."subject_type" in ('delivery')),
	CONSTRAINT "kind_is_listed" CHECK ("corrections"."kind" in ('receipt', 'shipment', 'release', 'handover', 'use', 'milestone', 'verification')),
	CONSTRAINT "state_is_listed" CHECK ("corrections"."state" in ('proposed', 'in-force', 'refused', 'withdrawn')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("corrections"."proposed_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "decided_by_acts_for_an_organisation" CHECK (("corrections"."decided_by" is null) = ("corrections"."decided_by_organisation_id" is null)),
	CONSTRAINT "correction_makes_a_difference" CHECK ("corrections"."before" <> "corrections"."after"),
	CONSTRAINT "other_side_agrees_to_correction" CHECK (not ("corrections"."needs_other_side" and "corrections"."state" = 'in-force') or (num_nonnulls("corrections"."decided_by", "corrections"."decided_by_organisation_id") = 2
        and "corrections"."decided_by" <> "corrections"."proposed_by" and "corrections"."decided_by_organisation_id" <> "corrections"."proposed_by_organisation_id")),
	CONSTRAINT "late_record_takes_evidence" CHECK (not "corrections"."recorded_late" or ("corrections"."needs_other_side" and "corrections"."document_id" is not null)),
	CONSTRAINT "decision_on_correction_is_whole" CHECK (("corrections"."state" in ('refused', 'withdrawn')) = ("corrections"."decision_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('D') NOT NULL,
	"donor_id" uuid NOT NULL,
	"implementer_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"transport_mode" text NOT NULL,
	"incoterm" text,
	"incoterm_place" text,
	"named_place" text,
	"port_of_entry" text,
	"note" jsonb,
	"handed_over_on" date,
	"handed_over_by" text,
	"taken_over_by" text,
	"handover_document" text,
	"handover_document_id" uuid,
	"handover_recorded_late_on" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deliveries_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "deliveries_reference_unique" UNIQUE("reference"),
	CONSTRAINT "kind_is_listed" CHECK ("deliveries"."kind" in ('goods', 'training', 'service', 'works')),
	CONSTRAINT "state_is_listed" CHECK ("deliveries"."state" in ('planned', 'cleared', 'packed', 'shipped', 'arrived', 'at-customs', 'released', 'in-transit', 'partly-received', 'received', 'handed-over', 'verified', 'lost', 'returned', 'seized', 'cancelled')),
	CONSTRAINT "transport_mode_is_listed" CHECK ("deliveries"."transport_mode" in ('sea', 'air', 'road', 'none')),
	CONSTRAINT "incoterm_is_listed" CHECK ("deliveries"."incoterm" in ('EXW', 'FCA', 'CPT', 'CIP', 'CIF', 'DAP', 'DPU', 'DDP')),
	CONSTRAINT "incoterm_names_one_place" CHECK (num_nonnulls("deliveries"."incoterm_place", "deliveries"."named_place") <= 1),
	CONSTRAINT "handover_names_both_sides" CHECK ("deliveries"."state" not in ('handed-over', 'verified') or num_nonnulls("deliveries"."handed_over_on", "deliveries"."handed_over_by", "deliveries"."taken_over_by", "deliveries"."handover_document") = 4),
	CONSTRAINT "handover_recorded_late_was_earlier" CHECK ("deliveries"."handover_recorded_late_on" is null or ("deliveries"."handed_over_on" is not null and "deliveries"."handed_over_on" < "deliveries"."handover_recorded_late_on"))
);
--> statement-breakpoint
CREATE TABLE "delivery_forecasts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "delivery_forecasts_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"milestone" text NOT NULL,
	"expected_before" date,
	"forecast_on" date NOT NULL,
	"reason" text,
	"by_role" text NOT NULL,
	"by_organisation_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reason_is_listed" CHECK ("delivery_forecasts"."reason" in ('supplier-late', 'transport-late', 'customs-delay', 'papers-missing', 'permit-awaited', 'security-situation', 'weather', 'route-changed', 'plan-changed', 'other')),
	CONSTRAINT "by_role_is_listed" CHECK ("delivery_forecasts"."by_role" in ('donor', 'validator', 'facilitator', 'system')),
	CONSTRAINT "later_forecast_says_why" CHECK ("delivery_forecasts"."reason" is not null or "delivery_forecasts"."expected_before" is null or "delivery_forecasts"."forecast_on" <= "delivery_forecasts"."expected_before")
);
--> statement-breakpoint
CREATE TABLE "delivery_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "delivery_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"match_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"planned" bigint NOT NULL,
	"shipped" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"rejected" bigint DEFAULT 0 NOT NULL,
	"lost" bigint DEFAULT 0 NOT NULL,
	"returned" bigint DEFAULT 0 NOT NULL,
	"in_service" bigint DEFAULT 0 NOT NULL,
	"in_service_recorded_late_on" date,
	"verified" bigint DEFAULT 0 NOT NULL,
	"rejection_reason" text,
	"loss_reason" text,
	"hs_code" text,
	"hs_edition" text,
	"origin_country" text,
	"customs_value" numeric(17, 3),
	"customs_currency" text,
	"net_weight_kg" numeric(12, 3),
	"gross_weight_kg" numeric(12, 3),
	"received_at" timestamp (3) with time zone,
	"received_by" uuid,
	CONSTRAINT "rejection_reason_is_listed" CHECK ("delivery_lines"."rejection_reason" in ('damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'other')),
	CONSTRAINT "loss_reason_is_listed" CHECK ("delivery_lines"."loss_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "planned_is_not_negative" CHECK ("delivery_lines"."planned" >= 0),
	CONSTRAINT "shipped_within_planned" CHECK ("delivery_lines"."shipped" between 0 and "delivery_lines"."planned"),
	CONSTRAINT "shipped_is_conserved" CHECK (least("delivery_lines"."accepted", "delivery_lines"."rejected", "delivery_lines"."lost", "delivery_lines"."returned") >= 0 and "delivery_lines"."accepted" + "delivery_lines"."rejected" + "delivery_lines"."lost" + "delivery_lines"."returned" <= "delivery_lines"."shipped" and "delivery_lines"."in_service" between 0 and "delivery_lines"."accepted" and "delivery_lines"."verified" between 0 and "delivery_lines"."accepted"),
	CONSTRAINT "what_is_recorded_late_is_in_service" CHECK ("delivery_lines"."in_service_recorded_late_on" is null or "delivery_lines"."in_service" > 0),
	CONSTRAINT "customs_value_is_money" CHECK (wasl.is_money("delivery_lines"."customs_value", "delivery_lines"."customs_currency")),
	CONSTRAINT "customs_value_has_currency" CHECK (("delivery_lines"."customs_value" is null) = ("delivery_lines"."customs_currency" is null)),
	CONSTRAINT "hs_code_has_edition" CHECK (("delivery_lines"."hs_code" is null) = ("delivery_lines"."hs_edition" is null)),
	CONSTRAINT "gross_weighs_no_less" CHECK (num_nonnulls("delivery_lines"."gross_weight_kg", "delivery_lines"."net_weight_kg") < 2 or "delivery_lines"."gross_weight_kg" >= "delivery_lines"."net_weight_kg"),
	CONSTRAINT "rejection_has_reason" CHECK ("delivery_lines"."rejected" = 0 or "delivery_lines"."rejection_reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "delivery_milestones" (
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"milestone" text NOT NULL,
	"planned_on" date,
	"is_proposed" boolean DEFAULT false NOT NULL,
	"omitted_because" text,
	"forecast_on" date,
	"forecast_reason" text,
	"actual_on" date,
	"evidence" text,
	CONSTRAINT "one_row_per_milestone" PRIMARY KEY("delivery_id","milestone"),
	CONSTRAINT "omitted_because_is_listed" CHECK ("delivery_milestones"."omitted_because" in ('plan-changed', 'route-changed', 'no-longer-needed', 'not-applicable', 'already-exempt', 'low-value', 'papers-missing', 'papers-in-order', 'under-investigation', 'found-again', 'typed-wrong', 'done-by-mistake', 'other')),
	CONSTRAINT "forecast_reason_is_listed" CHECK ("delivery_milestones"."forecast_reason" in ('supplier-late', 'transport-late', 'customs-delay', 'papers-missing', 'permit-awaited', 'security-situation', 'weather', 'route-changed', 'plan-changed', 'other')),
	CONSTRAINT "omitted_milestone_is_not_reached" CHECK ("delivery_milestones"."omitted_because" is null or "delivery_milestones"."actual_on" is null)
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "verifications_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"due_on" date NOT NULL,
	"verified_on" date,
	"verified_by" uuid,
	"verified_by_organisation_id" uuid,
	"in_use" boolean,
	"finding" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verified_by_acts_for_an_organisation" CHECK (("verifications"."verified_by" is null) = ("verifications"."verified_by_organisation_id" is null)),
	CONSTRAINT "verification_is_done_or_open" CHECK (("verifications"."verified_on" is null) = ("verifications"."in_use" is null))
);
--> statement-breakpoint
CREATE TABLE "content_claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "content_claims_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sha256" text NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "claim_hash_is_a_sha256" CHECK ("content_claims"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "documents_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('X') NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"kind" text,
	"title" text,
	"language" text,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"is_stripped" boolean NOT NULL,
	"original_size_bytes" integer,
	"original_sha256" text,
	"is_signed" boolean DEFAULT false NOT NULL,
	"confidentiality" text NOT NULL,
	"uploaded_by" uuid NOT NULL,
	"uploaded_by_organisation" uuid NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" uuid,
	"withdrawal_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "documents_reference_unique" UNIQUE("reference"),
	CONSTRAINT "subject_type_is_listed" CHECK ("documents"."subject_type" in ('need', 'offer', 'match', 'partnership', 'package', 'delivery', 'obstacle', 'compliance-entry', 'meeting', 'recommendation', 'agreement', 'training-record', 'regime-proposal')),
	CONSTRAINT "language_is_listed" CHECK ("documents"."language" in ('en', 'ar', 'it', 'fr')),
	CONSTRAINT "media_type_is_listed" CHECK ("documents"."media_type" in ('application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'application/vnd.oasis.opendocument.presentation')),
	CONSTRAINT "confidentiality_is_listed" CHECK ("documents"."confidentiality" in ('parties', 'human-rights')),
	CONSTRAINT "document_hash_is_a_sha256" CHECK ("documents"."sha256" ~ '^[0-9a-f]{64}$' and "documents"."original_sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "what_was_cleaned_has_its_original" CHECK (num_nonnulls("documents"."original_sha256", "documents"."original_size_bytes") = case when "documents"."is_stripped" then 2 else 0 end
        and "documents"."original_sha256" is distinct from "documents"."sha256" and not ("documents"."is_stripped" and "documents"."is_signed")),
	CONSTRAINT "document_is_not_too_large" CHECK ("documents"."size_bytes" between 1 and 104857600
        and ("documents"."original_size_bytes" is null or "documents"."original_size_bytes" between 1 and 26214400)),
	CONSTRAINT "withdrawal_says_by_whom_and_why" CHECK (num_nonnulls("documents"."withdrawn_at", "documents"."withdrawn_by", "documents"."withdrawal_reason") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "agreement_parties" (
	"agreement_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "one_row_per_agreement_party" PRIMARY KEY("agreement_id","organisation_id")
);
--> statement-breakpoint
CREATE TABLE "agreements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "agreements_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('T') NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"title" jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"signed_on" date,
	"valid_until" date,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"hidden_changes" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "agreements_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "agreements_reference_unique" UNIQUE("reference"),
	CONSTRAINT "kind_is_listed" CHECK ("agreements"."kind" in ('security-agreement', 'memorandum', 'protocol')),
	CONSTRAINT "state_is_listed" CHECK ("agreements"."state" in ('in-negotiation', 'in-force', 'ended')),
	CONSTRAINT "agreement_in_force_is_signed" CHECK ("agreements"."state" <> 'in-force' or "agreements"."signed_on" is not null),
	CONSTRAINT "agreement_days_are_a_span" CHECK ("agreements"."valid_until" is null or "agreements"."signed_on" is null or "agreements"."signed_on" <= "agreements"."valid_until")
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
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "meetings_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	CONSTRAINT "state_is_listed" CHECK ("meetings"."state" in ('planned', 'postponed', 'held', 'closed', 'cancelled')),
	CONSTRAINT "meeting_days_are_a_span" CHECK ("meetings"."starts_on" <= "meetings"."ends_on"),
	CONSTRAINT "closed_meeting_has_minutes" CHECK ("meetings"."state" <> 'closed' or "meetings"."minutes" is not null)
);
--> statement-breakpoint
CREATE TABLE "obligations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obligations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"agreement_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"duty" jsonb NOT NULL,
	"owed_by" uuid NOT NULL,
	"owed_to" uuid,
	"due_on" date NOT NULL,
	"every_months" integer,
	"told_due_on" date,
	"released_at" timestamp (3) with time zone,
	"release_reason" text,
	CONSTRAINT "obligation_has_two_sides" CHECK ("obligations"."owed_to" is distinct from "obligations"."owed_by"),
	CONSTRAINT "obligation_recurs_in_months" CHECK ("obligations"."every_months" between 1 and 120),
	CONSTRAINT "release_says_why" CHECK (("obligations"."released_at" is null) = ("obligations"."release_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "observance_assessments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "observance_assessments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"agreement_id" uuid NOT NULL,
	"obligation_id" uuid NOT NULL,
	"observance" text NOT NULL,
	"assessed_on" date NOT NULL,
	"finding" jsonb,
	"evidence" text,
	"assessed_by_organisation" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "observance_is_listed" CHECK ("observance_assessments"."observance" in ('observed', 'partly-observed', 'not-observed', 'not-assessed')),
	CONSTRAINT "observance_rests_on_evidence" CHECK ("observance_assessments"."observance" = 'not-assessed' or "observance_assessments"."evidence" is not null)
);
--> statement-breakpoint
CREATE TABLE "recommendation_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "recommendation_notes_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "recommendations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	"hidden_changes" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recommendations_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "recommendations_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("recommendations"."state" in ('open', 'accepted', 'in-progress', 'done', 'confirmed', 'rejected', 'superseded')),
	CONSTRAINT "done_by_acts_for_an_organisation" CHECK (("recommendations"."done_by" is null) = ("recommendations"."done_by_organisation" is null)),
	CONSTRAINT "confirmed_by_acts_for_an_organisation" CHECK (("recommendations"."confirmed_by" is null) = ("recommendations"."confirmed_by_organisation" is null)),
	CONSTRAINT "reporter_does_not_confirm" CHECK ("recommendations"."confirmed_by" is null or "recommendations"."confirmed_by" is distinct from "recommendations"."done_by"),
	CONSTRAINT "done_with_evidence" CHECK ("recommendations"."state" not in ('done', 'confirmed') or "recommendations"."evidence" is not null),
	CONSTRAINT "superseded_names_successor" CHECK (("recommendations"."state" = 'superseded') = ("recommendations"."superseded_by" is not null)),
	CONSTRAINT "no_recommendation_supersedes_itself" CHECK ("recommendations"."superseded_by" is distinct from "recommendations"."id")
);
--> statement-breakpoint
CREATE TABLE "holding_reports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "holding_reports_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"serviceable" bigint NOT NULL,
	"unserviceable_repairable" bigint NOT NULL,
	"beyond_repair" bigint NOT NULL,
	"on_hand" bigint GENERATED ALWAYS AS (serviceable + unserviceable_repairable + beyond_repair) STORED NOT NULL,
	"as_of" date NOT NULL,
	"source" text DEFAULT 'count' NOT NULL,
	"counted_on" date,
	"withdrawn" boolean DEFAULT false NOT NULL,
	"reported_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "holding_reports_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "source_is_listed" CHECK ("holding_reports"."source" in ('count', 'receipt', 'taken-back', 'taken-over')),
	CONSTRAINT "counts_are_not_negative" CHECK (least("holding_reports"."serviceable", "holding_reports"."unserviceable_repairable", "holding_reports"."beyond_repair") >= 0)
);
--> statement-breakpoint
CREATE TABLE "proposed_holdings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "proposed_holdings_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"quantity" bigint NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"state" text NOT NULL,
	"correction_reason" text,
	"holding_report_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "proposed_holdings_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "state_is_listed" CHECK ("proposed_holdings"."state" in ('proposed', 'confirmed', 'corrected', 'counted', 'taken-back')),
	CONSTRAINT "proposed_is_positive" CHECK ("proposed_holdings"."quantity" > 0),
	CONSTRAINT "settled_proposal_has_report" CHECK (("proposed_holdings"."state" in ('proposed', 'taken-back')) = ("proposed_holdings"."holding_report_id" is null))
);
--> statement-breakpoint
CREATE TABLE "requirement_proposals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "requirement_proposals_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_type" text NOT NULL,
	"item_type" text NOT NULL,
	"authorised" bigint NOT NULL,
	"effective_on" date NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation" uuid NOT NULL,
	"proposed_by_role" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"refusal_reason" text,
	"requirement_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "requirement_proposals_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "state_is_listed" CHECK ("requirement_proposals"."state" in ('proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("requirement_proposals"."proposed_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "proposed_requirement_is_not_negative" CHECK ("requirement_proposals"."authorised" >= 0),
	CONSTRAINT "refused_requirement_says_why" CHECK (("requirement_proposals"."state" = 'refused') = ("requirement_proposals"."refusal_reason" is not null)),
	CONSTRAINT "confirmed_proposal_names_its_requirement" CHECK (("requirement_proposals"."state" = 'confirmed') = ("requirement_proposals"."requirement_id" is not null)),
	CONSTRAINT "type_requirement_takes_two_persons" CHECK ("requirement_proposals"."state" <> 'confirmed' or ("requirement_proposals"."decided_by" is not null and "requirement_proposals"."decided_by" <> "requirement_proposals"."proposed_by"))
);
--> statement-breakpoint
CREATE TABLE "requirements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "requirements_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_type" text,
	"unit_id" uuid,
	"organisation_id" uuid,
	"item_type" text NOT NULL,
	"authorised" bigint NOT NULL,
	"effective_on" date NOT NULL,
	"withdrawn" boolean DEFAULT false NOT NULL,
	"recorded_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "requirements_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "authorised_is_not_negative" CHECK ("requirements"."authorised" >= 0),
	CONSTRAINT "requirement_is_for_unit_or_type" CHECK (num_nonnulls("requirements"."unit_type", "requirements"."unit_id") = 1),
	CONSTRAINT "unit_requirement_names_organisation" CHECK (("requirements"."unit_id" is null) = ("requirements"."organisation_id" is null))
);
--> statement-breakpoint
CREATE TABLE "unit_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "unit_changes_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"change" text NOT NULL,
	"successor_id" uuid,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"handed_over" jsonb,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation" uuid NOT NULL,
	"proposed_by_role" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"refusal_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "unit_changes_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "change_is_listed" CHECK ("unit_changes"."change" in ('merge', 'close', 'reopen')),
	CONSTRAINT "state_is_listed" CHECK ("unit_changes"."state" in ('proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("unit_changes"."proposed_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "merger_names_the_other" CHECK ("unit_changes"."change" <> 'merge' or "unit_changes"."successor_id" is not null),
	CONSTRAINT "unit_is_not_its_own_successor" CHECK ("unit_changes"."successor_id" is distinct from "unit_changes"."unit_id"),
	CONSTRAINT "refused_unit_change_says_why" CHECK (("unit_changes"."state" = 'refused') = ("unit_changes"."refusal_reason" is not null)),
	CONSTRAINT "unit_change_takes_two_persons" CHECK ("unit_changes"."state" <> 'confirmed' or ("unit_changes"."decided_by" is not null and "unit_changes"."decided_by" <> "unit_changes"."proposed_by"))
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "units_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"site" text NOT NULL,
	"unit_type" text NOT NULL,
	"names" jsonb NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"successor_id" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "units_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "units_slug_unique" UNIQUE("slug"),
	CONSTRAINT "state_is_listed" CHECK ("units"."state" in ('active', 'closed', 'merged')),
	CONSTRAINT "merged_unit_names_the_other" CHECK ("units"."state" <> 'merged' or "units"."successor_id" is not null),
	CONSTRAINT "only_what_ended_has_a_successor" CHECK ("units"."successor_id" is null or "units"."state" <> 'active'),
	CONSTRAINT "no_unit_follows_itself" CHECK ("units"."successor_id" is distinct from "units"."id")
);
--> statement-breakpoint
CREATE TABLE "account_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "account_changes_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid NOT NULL,
	"change" text NOT NULL,
	"role" text,
	"organisation_id" uuid,
	"unit_id" uuid,
	"hand_over_to" uuid,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"refusal_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_changes_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "change_is_listed" CHECK ("account_changes"."change" in ('role', 'designation', 'reinstatement')),
	CONSTRAINT "role_is_listed" CHECK ("account_changes"."role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "state_is_listed" CHECK ("account_changes"."state" in ('proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed')),
	CONSTRAINT "role_change_says_which" CHECK (num_nonnulls("account_changes"."role", "account_changes"."organisation_id") = case "account_changes"."change" when 'role' then 2 else 0 end),
	CONSTRAINT "handed_over_with_a_role" CHECK ("account_changes"."hand_over_to" is null or "account_changes"."change" = 'role'),
	CONSTRAINT "changed_unit_belongs_to_requesters" CHECK ("account_changes"."unit_id" is null or "account_changes"."role" is not distinct from 'requester'),
	CONSTRAINT "refused_change_says_why" CHECK (("account_changes"."state" = 'refused') = ("account_changes"."refusal_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "api_keys_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"warned_days" integer,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "api_keys_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "api_keys_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "scopes_are_listed" CHECK ("api_keys"."scopes" <@ array['identity:read', 'identity:write', 'reference:read', 'calendars:read', 'calendars:write', 'gaps:read', 'gaps:write', 'needs:read', 'needs:write', 'offers:read', 'offers:write', 'rates:read', 'rates:write', 'matches:read', 'matches:write', 'partnerships:read', 'partnerships:write', 'packages:read', 'packages:write', 'deliveries:read', 'deliveries:write', 'compliance:read', 'compliance:write', 'obstacles:read', 'obstacles:write', 'documents:read', 'documents:write', 'training:read', 'training:write', 'meetings:read', 'meetings:write', 'recommendations:read', 'recommendations:write', 'agreements:read', 'agreements:write', 'allocations:read', 'allocations:write', 'events:read'])
);
--> statement-breakpoint
CREATE TABLE "familiar_places" (
	"user_id" uuid NOT NULL,
	"place" text NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "familiar_places_pkey" PRIMARY KEY("user_id","place")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "invitations_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"token_hash" text NOT NULL,
	"login" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid,
	"role" text NOT NULL,
	"language" text NOT NULL,
	"invited_by" uuid,
	"invited_by_organisation" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"refused_at" timestamp (3) with time zone,
	"refusal_reason" text,
	"accepted_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invitations_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "role_is_listed" CHECK ("invitations"."role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "language_is_listed" CHECK ("invitations"."language" in ('en', 'ar', 'it', 'fr')),
	CONSTRAINT "invited_by_acts_for_an_organisation" CHECK (("invitations"."invited_by" is null) = ("invitations"."invited_by_organisation" is null)),
	CONSTRAINT "invitation_is_approved_first" CHECK ("invitations"."accepted_at" is null or "invitations"."approved_at" is not null),
	CONSTRAINT "invitation_is_approved_by_another" CHECK ("invitations"."approved_at" is null or ("invitations"."invited_by" is null) = ("invitations"."approved_by" is null)),
	CONSTRAINT "refused_invitation_says_why" CHECK (("invitations"."refused_at" is null) = ("invitations"."refusal_reason" is null)),
	CONSTRAINT "invitation_is_decided_once" CHECK (num_nonnulls("invitations"."approved_at", "invitations"."refused_at") < 2)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "sessions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"carrier" text NOT NULL,
	"csrf_token_hash" text,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "carrier_is_listed" CHECK ("sessions"."carrier" in ('bearer', 'cookie')),
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
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "users_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"login" text NOT NULL,
	"display_name" text NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid,
	"role" text NOT NULL,
	"language" text NOT NULL,
	"password_hash" text NOT NULL,
	"designated" boolean DEFAULT false NOT NULL,
	"suspended_at" timestamp (3) with time zone,
	"unlocked_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "users_login_unique" UNIQUE("login"),
	CONSTRAINT "role_is_listed" CHECK ("users"."role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "language_is_listed" CHECK ("users"."language" in ('en', 'ar', 'it', 'fr')),
	CONSTRAINT "login_is_folded" CHECK ("users"."login" = wasl.fold_identifier("users"."login")),
	CONSTRAINT "unit_belongs_to_requesters" CHECK ("users"."unit_id" is null or "users"."role" = 'requester')
);
--> statement-breakpoint
CREATE TABLE "match_amendments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "match_amendments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"match_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"quantity_before" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"side" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "side_is_listed" CHECK ("match_amendments"."side" in ('recipient', 'donor')),
	CONSTRAINT "reason_is_listed" CHECK ("match_amendments"."reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "state_is_listed" CHECK ("match_amendments"."state" in ('open', 'accepted', 'declined', 'withdrawn')),
	CONSTRAINT "amended_quantity_is_positive" CHECK ("match_amendments"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "matches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "matches_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('M') NOT NULL,
	"need_id" uuid NOT NULL,
	"need_line_id" uuid NOT NULL,
	"offer_id" uuid NOT NULL,
	"offer_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"quantity" bigint NOT NULL,
	"amount" numeric(18, 3),
	"amount_currency" text,
	"rate_id" uuid,
	"worth_rate_id" uuid,
	"state" text NOT NULL,
	"proposed_by" uuid,
	"proposed_by_role" text NOT NULL,
	"proposed_at" timestamp (3) with time zone,
	"requester_accepted_at" timestamp (3) with time zone,
	"donor_accepted_at" timestamp (3) with time zone,
	"disclosed_at" timestamp (3) with time zone,
	"reservation_days" integer DEFAULT 14 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"asked_again_at" timestamp (3) with time zone,
	"donor_agreed_at" timestamp (3) with time zone,
	"recipient_agreed_at" timestamp (3) with time zone,
	"agreed_at" timestamp (3) with time zone,
	"partnership_id" uuid,
	"end_reason" text,
	"shipped" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"in_service" bigint DEFAULT 0 NOT NULL,
	"verified" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "matches_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "matches_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("matches"."state" in ('suggested', 'proposed', 'requester-accepted', 'donor-accepted', 'reserved', 'lapsed', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed', 'declined', 'cancelled')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("matches"."proposed_by_role" in ('facilitator', 'donor', 'requester', 'system')),
	CONSTRAINT "end_reason_is_listed" CHECK ("matches"."end_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "amount_is_money" CHECK (wasl.is_money("matches"."amount", "matches"."amount_currency")),
	CONSTRAINT "amount_has_currency" CHECK (("matches"."amount" is null) = ("matches"."amount_currency" is null) and ("matches"."rate_id" is null or "matches"."amount" is not null)),
	CONSTRAINT "match_quantity_is_positive" CHECK ("matches"."quantity" > 0),
	CONSTRAINT "reservation_days_are_bounded" CHECK ("matches"."reservation_days" between 1 and 90),
	CONSTRAINT "reservation_has_expiry" CHECK (("matches"."state" = 'reserved') <= ("matches"."expires_at" is not null)),
	CONSTRAINT "renewal_is_awaited_before_agreement" CHECK ("matches"."asked_again_at" is null or "matches"."state" not in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')),
	CONSTRAINT "agreed_match_has_partnership" CHECK ("matches"."state" not in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed') or ("matches"."partnership_id" is not null and "matches"."agreed_at" is not null)),
	CONSTRAINT "match_quantities_are_conserved" CHECK ("matches"."shipped" <= "matches"."quantity" and "matches"."accepted" + "matches"."failed" <= "matches"."shipped" and "matches"."verified" <= "matches"."accepted" and "matches"."in_service" <= "matches"."accepted" and least("matches"."shipped", "matches"."accepted", "matches"."in_service", "matches"."verified", "matches"."failed") >= 0),
	CONSTRAINT "only_holding_matches_ship" CHECK ("matches"."shipped" = 0 or "matches"."state" in ('agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed'))
);
--> statement-breakpoint
CREATE TABLE "need_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "need_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"need_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"item_type" text NOT NULL,
	"quantity_requested" bigint NOT NULL,
	"quantity_validated" bigint,
	"validation_reason" text,
	"specifications" jsonb NOT NULL,
	"minimum_lot" bigint DEFAULT 1 NOT NULL,
	"accepted_substitutes" text[] DEFAULT '{}' NOT NULL,
	"note" jsonb,
	"course" jsonb,
	"cited_gap" bigint,
	"left_out_at" timestamp (3) with time zone,
	"reserved" bigint DEFAULT 0 NOT NULL,
	"agreed" bigint DEFAULT 0 NOT NULL,
	"shipped" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"in_service" bigint DEFAULT 0 NOT NULL,
	"verified" bigint DEFAULT 0 NOT NULL,
	"failed" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "need_quantities_are_positive" CHECK ("need_lines"."quantity_requested" > 0 and ("need_lines"."quantity_validated" is null or "need_lines"."quantity_validated" >= 0)),
	CONSTRAINT "need_minimum_lot_is_positive" CHECK ("need_lines"."minimum_lot" > 0),
	CONSTRAINT "need_line_not_overpromised" CHECK ("need_lines"."reserved" + "need_lines"."agreed" - "need_lines"."failed" <= case when "need_lines"."left_out_at" is null then coalesce("need_lines"."quantity_validated", 0) else 0 end),
	CONSTRAINT "need_counters_are_not_negative" CHECK (least("need_lines"."reserved", "need_lines"."agreed", "need_lines"."shipped", "need_lines"."accepted", "need_lines"."in_service", "need_lines"."verified", "need_lines"."failed") >= 0)
);
--> statement-breakpoint
CREATE TABLE "need_revisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "need_revisions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"need_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"state" text NOT NULL,
	"changes" jsonb NOT NULL,
	"before" jsonb NOT NULL,
	"reason" text NOT NULL,
	"reason_note" text,
	"proposed_by" uuid,
	"validator_approved_by" uuid,
	"validator_approved_at" timestamp (3) with time zone,
	"facilitator_approved_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"decision_note" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "state_is_listed" CHECK ("need_revisions"."state" in ('open', 'in-force', 'refused', 'withdrawn')),
	CONSTRAINT "reason_is_listed" CHECK ("need_revisions"."reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "decision_reason_is_listed" CHECK ("need_revisions"."decision_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "author_does_not_approve_revision" CHECK ("need_revisions"."validator_approved_by" is null or "need_revisions"."validator_approved_by" is distinct from "need_revisions"."proposed_by"),
	CONSTRAINT "revision_in_force_was_approved" CHECK ("need_revisions"."state" <> 'in-force' or ("need_revisions"."validator_approved_at" is not null and ("need_revisions"."facilitator_approved_at" is not null or not jsonb_exists("need_revisions"."changes", 'summary'))))
);
--> statement-breakpoint
CREATE TABLE "needs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "needs_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('N') NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"region" text NOT NULL,
	"cell" text NOT NULL,
	"state" text NOT NULL,
	"priority" text NOT NULL,
	"justification" jsonb NOT NULL,
	"summary" jsonb,
	"disclosure_level" text,
	"disclosed_to" uuid[] DEFAULT '{}' NOT NULL,
	"fulfil_together" boolean DEFAULT false NOT NULL,
	"needed_by" date,
	"respond_by" date,
	"cited_meeting_id" uuid,
	"author_id" uuid,
	"submitted_at" timestamp (3) with time zone,
	"validated_by" uuid,
	"validated_at" timestamp (3) with time zone,
	"published_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"unanswered_since" timestamp (3) with time zone,
	"closing_requested_by" text,
	"ended_from" text,
	"ended_by" text,
	"reinstating_requested_by" text,
	"state_reason" text,
	"state_note" text,
	"search" "tsvector",
	"search_disclosed" "tsvector",
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "needs_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "needs_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("needs"."state" in ('draft', 'submitted', 'returned', 'validated', 'published', 'on-hold', 'stale', 'fulfilled', 'closed-with-gap', 'withdrawn', 'rejected', 'discarded')),
	CONSTRAINT "priority_is_listed" CHECK ("needs"."priority" in ('critical', 'urgent', 'important', 'routine')),
	CONSTRAINT "disclosure_level_is_listed" CHECK ("needs"."disclosure_level" in ('partners', 'named-partners', 'facilitators')),
	CONSTRAINT "closing_requested_by_is_listed" CHECK ("needs"."closing_requested_by" in ('validator', 'facilitator')),
	CONSTRAINT "ended_from_is_listed" CHECK ("needs"."ended_from" in ('draft', 'submitted', 'returned', 'validated', 'published', 'on-hold', 'stale', 'fulfilled', 'closed-with-gap', 'withdrawn', 'rejected', 'discarded')),
	CONSTRAINT "ended_by_is_listed" CHECK ("needs"."ended_by" in ('requester', 'validator', 'facilitator')),
	CONSTRAINT "reinstating_requested_by_is_listed" CHECK ("needs"."reinstating_requested_by" in ('validator', 'facilitator')),
	CONSTRAINT "state_reason_is_listed" CHECK ("needs"."state_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "published_need_is_complete" CHECK ("needs"."state" not in ('published', 'stale', 'fulfilled') or ("needs"."disclosure_level" is not null and "needs"."summary" is not null and "needs"."confirmed_at" is not null)),
	CONSTRAINT "submitted_need_is_complete" CHECK ("needs"."state" in ('draft', 'returned', 'withdrawn', 'discarded') or ("needs"."needed_by" is not null and "needs"."respond_by" is not null)),
	CONSTRAINT "author_does_not_validate" CHECK ("needs"."validated_by" is null or "needs"."validated_by" is distinct from "needs"."author_id")
);
--> statement-breakpoint
CREATE TABLE "obstacle_actions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_actions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	CONSTRAINT "state_is_listed" CHECK ("obstacle_actions"."state" in ('open', 'done', 'cancelled')),
	CONSTRAINT "finished_action_says_when" CHECK (("obstacle_actions"."state" = 'open') = ("obstacle_actions"."finished_at" is null)),
	CONSTRAINT "cancelled_action_says_why" CHECK ("obstacle_actions"."state" <> 'cancelled' or "obstacle_actions"."note" is not null)
);
--> statement-breakpoint
CREATE TABLE "obstacle_blocks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_blocks_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"obstacle_id" uuid NOT NULL,
	"need_id" uuid,
	"match_id" uuid,
	"delivery_id" uuid,
	"taken_over_from" uuid,
	CONSTRAINT "block_names_one_thing" CHECK (num_nonnulls("obstacle_blocks"."need_id", "obstacle_blocks"."match_id", "obstacle_blocks"."delivery_id") = 1)
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
CREATE TABLE "obstacle_parties" (
	"obstacle_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	CONSTRAINT "one_row_per_party" PRIMARY KEY("obstacle_id","organisation_id")
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
	CONSTRAINT "state_is_listed" CHECK ("obstacle_steps"."state" in ('open', 'done', 'skipped')),
	CONSTRAINT "finished_step_says_when" CHECK (("obstacle_steps"."state" = 'open') = ("obstacle_steps"."finished_at" is null))
);
--> statement-breakpoint
CREATE TABLE "obstacles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obstacles_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('B') NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"severity_reason" text,
	"blocking" boolean NOT NULL,
	"blocks_milestone" text NOT NULL,
	"owner_id" uuid,
	"waiting_on_id" uuid,
	"next_action" jsonb,
	"next_action_on" date,
	"authority_id" uuid,
	"external_reference" text,
	"expected_on" date,
	"detail" jsonb NOT NULL,
	"escalation_level" integer DEFAULT 0 NOT NULL,
	"escalated_at" timestamp (3) with time zone,
	"reported_by" uuid,
	"reported_by_organisation" uuid,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"resolved_by" uuid,
	"resolved_by_organisation" uuid,
	"resolved_by_role" text,
	"barred_from_closing" uuid[],
	"named_closer" uuid,
	"named_closer_organisation" uuid,
	"closer_named_by" uuid,
	"resolved_at" timestamp (3) with time zone,
	"evidence" text,
	"evidence_document_id" uuid,
	"closed_by" uuid,
	"closed_by_organisation" uuid,
	"closed_at" timestamp (3) with time zone,
	"duplicate_of" uuid,
	"state_reason" text,
	"cause_key" text,
	"cause_gone_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "obstacles_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "obstacles_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("obstacles"."state" in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'closed', 'reopened', 'duplicate', 'not-an-obstacle', 'accepted-risk')),
	CONSTRAINT "severity_is_listed" CHECK ("obstacles"."severity" in ('low', 'medium', 'high', 'critical')),
	CONSTRAINT "resolved_by_role_is_listed" CHECK ("obstacles"."resolved_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "reported_by_acts_for_an_organisation" CHECK (("obstacles"."reported_by" is null) = ("obstacles"."reported_by_organisation" is null)),
	CONSTRAINT "resolved_by_acts_for_an_organisation" CHECK (("obstacles"."resolved_by" is null) = ("obstacles"."resolved_by_organisation" is null)),
	CONSTRAINT "named_closer_acts_for_an_organisation" CHECK (("obstacles"."named_closer" is null) = ("obstacles"."named_closer_organisation" is null)),
	CONSTRAINT "closed_by_acts_for_an_organisation" CHECK (("obstacles"."closed_by" is null) = ("obstacles"."closed_by_organisation" is null)),
	CONSTRAINT "open_obstacle_names_whose_move_it_is" CHECK ("obstacles"."state" not in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened') or num_nonnulls("obstacles"."waiting_on_id", "obstacles"."next_action", "obstacles"."next_action_on") = 3),
	CONSTRAINT "resolver_does_not_close" CHECK ("obstacles"."closed_by" is null or ("obstacles"."closed_by" is distinct from "obstacles"."resolved_by"
      and ("obstacles"."state" <> 'closed' or "obstacles"."closed_by_organisation" is distinct from "obstacles"."resolved_by_organisation"))),
	CONSTRAINT "barred_does_not_close" CHECK ("obstacles"."state" <> 'closed' or "obstacles"."barred_from_closing" is null or coalesce("obstacles"."closed_by_organisation" <> all ("obstacles"."barred_from_closing"), false)
      or coalesce("obstacles"."closed_by" = "obstacles"."named_closer", false)),
	CONSTRAINT "named_closer_is_another" CHECK (num_nonnulls("obstacles"."named_closer", "obstacles"."named_closer_organisation", "obstacles"."closer_named_by") in (0, 3)
      and ("obstacles"."named_closer" is null or ("obstacles"."named_closer" is distinct from "obstacles"."resolved_by" and "obstacles"."named_closer" <> "obstacles"."closer_named_by"
      and "obstacles"."named_closer_organisation" is distinct from "obstacles"."resolved_by_organisation"))),
	CONSTRAINT "wait_names_its_authority" CHECK ("obstacles"."state" <> 'waiting-external' or "obstacles"."authority_id" is not null),
	CONSTRAINT "nobody_may_waive" CHECK ("obstacles"."state" <> 'accepted-risk' or "obstacles"."kind" not in ('human-rights-allegation', 'hrddp-not-cleared', 'unit-vetting-pending', 'impact-assessment-missing', 'embargo-basis-undetermined', 'embargo-memo-missing', 'committee-notification-running', 'committee-approval-pending', 'diversion-or-loss')),
	CONSTRAINT "resolved_with_evidence" CHECK ("obstacles"."state" not in ('resolved', 'closed') or num_nonnulls("obstacles"."evidence", "obstacles"."evidence_document_id") > 0),
	CONSTRAINT "duplicate_names_original" CHECK (("obstacles"."state" = 'duplicate') = ("obstacles"."duplicate_of" is not null))
);
--> statement-breakpoint
CREATE TABLE "offer_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "offer_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"offer_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"item_type" text,
	"quantity" bigint,
	"goods_condition" text,
	"specifications" jsonb NOT NULL,
	"unit_value" numeric(18, 3),
	"unit_value_currency" text,
	"available_from" date,
	"lot_size" bigint DEFAULT 1 NOT NULL,
	"course" jsonb,
	"accompanies" uuid,
	"ceiling_amount" numeric(18, 3),
	"ceiling_currency" text,
	"may_buy_areas" text[] DEFAULT '{}' NOT NULL,
	"may_buy_item_types" text[] DEFAULT '{}' NOT NULL,
	"left_out_at" timestamp (3) with time zone,
	"committed" bigint DEFAULT 0 NOT NULL,
	"committed_amount" numeric(18, 3) DEFAULT '0' NOT NULL,
	CONSTRAINT "kind_is_listed" CHECK ("offer_lines"."kind" in ('item', 'funding')),
	CONSTRAINT "goods_condition_is_listed" CHECK ("offer_lines"."goods_condition" in ('new', 'refurbished', 'used', 'as-is')),
	CONSTRAINT "offer_line_is_item_or_funding" CHECK (case "offer_lines"."kind"
        when 'item' then num_nonnulls("offer_lines"."item_type", "offer_lines"."quantity") = 2 and "offer_lines"."quantity" > 0 and "offer_lines"."ceiling_amount" is null
        else num_nonnulls("offer_lines"."item_type", "offer_lines"."quantity") = 0 and num_nonnulls("offer_lines"."ceiling_amount", "offer_lines"."ceiling_currency") = 2
          and "offer_lines"."ceiling_amount" > 0
      end),
	CONSTRAINT "unit_value_is_money" CHECK (wasl.is_money("offer_lines"."unit_value", "offer_lines"."unit_value_currency")),
	CONSTRAINT "ceiling_is_money" CHECK (wasl.is_money("offer_lines"."ceiling_amount", "offer_lines"."ceiling_currency")),
	CONSTRAINT "offer_lot_size_is_positive" CHECK ("offer_lines"."lot_size" > 0),
	CONSTRAINT "offer_line_not_overpromised" CHECK ("offer_lines"."committed" >= 0 and ("offer_lines"."left_out_at" is null or "offer_lines"."committed" = 0) and ("offer_lines"."kind" = 'funding' or "offer_lines"."committed" <= coalesce("offer_lines"."quantity", 0))),
	CONSTRAINT "funding_line_not_overpromised" CHECK ("offer_lines"."committed_amount" >= 0 and ("offer_lines"."left_out_at" is null or "offer_lines"."committed_amount" = 0) and "offer_lines"."committed_amount" <= coalesce("offer_lines"."ceiling_amount", 0))
);
--> statement-breakpoint
CREATE TABLE "offer_revisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "offer_revisions_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"offer_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"state" text NOT NULL,
	"changes" jsonb NOT NULL,
	"before" jsonb NOT NULL,
	"reason" text NOT NULL,
	"reason_note" text,
	"proposed_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"decision_note" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "state_is_listed" CHECK ("offer_revisions"."state" in ('open', 'in-force', 'refused', 'withdrawn')),
	CONSTRAINT "reason_is_listed" CHECK ("offer_revisions"."reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "decision_reason_is_listed" CHECK ("offer_revisions"."decision_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days'))
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "offers_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	"ended_from" text,
	"state_reason" text,
	"state_note" text,
	"search" "tsvector",
	"search_disclosed" "tsvector",
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "offers_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "offers_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("offers"."state" in ('draft', 'submitted', 'returned', 'available', 'partly-reserved', 'exhausted', 'suspended', 'withdrawn', 'expired', 'discarded')),
	CONSTRAINT "modality_is_listed" CHECK ("offers"."modality" in ('in-kind-new', 'in-kind-used', 'state-asset-transfer', 'funding', 'training', 'expertise', 'service', 'works')),
	CONSTRAINT "incoterm_is_listed" CHECK ("offers"."incoterm" in ('EXW', 'FCA', 'CPT', 'CIP', 'CIF', 'DAP', 'DPU', 'DDP')),
	CONSTRAINT "ended_from_is_listed" CHECK ("offers"."ended_from" in ('draft', 'submitted', 'returned', 'available', 'partly-reserved', 'exhausted', 'suspended', 'withdrawn', 'expired', 'discarded')),
	CONSTRAINT "state_reason_is_listed" CHECK ("offers"."state_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "offer_window_is_a_span" CHECK ("offers"."valid_from" <= "offers"."valid_until"),
	CONSTRAINT "budget_is_money" CHECK (wasl.is_money("offers"."budget_amount", "offers"."budget_currency")),
	CONSTRAINT "budget_has_currency" CHECK (("offers"."budget_amount" is null) = ("offers"."budget_currency" is null))
);
--> statement-breakpoint
CREATE TABLE "delivery_steps" (
	"delivery_id" uuid NOT NULL,
	"milestone" text NOT NULL,
	"reached_on" date NOT NULL,
	"days" integer NOT NULL,
	"days_since_first" integer NOT NULL,
	CONSTRAINT "one_step_per_milestone" PRIMARY KEY("delivery_id","milestone"),
	CONSTRAINT "step_takes_its_time" CHECK ("delivery_steps"."days" between 0 and "delivery_steps"."days_since_first")
);
--> statement-breakpoint
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
	"quantity" bigint NOT NULL,
	CONSTRAINT "one_row_per_held_thing" PRIMARY KEY("kind","id"),
	CONSTRAINT "kind_is_listed" CHECK ("held_quantities"."kind" in ('need-line', 'match', 'delivery-line', 'arrived')),
	CONSTRAINT "priority_is_listed" CHECK ("held_quantities"."priority" in ('critical', 'urgent', 'important', 'routine')),
	CONSTRAINT "held_thing_is_something" CHECK ("held_quantities"."quantity" > 0 and cardinality("held_quantities"."obstacle_ids") > 0)
);
--> statement-breakpoint
CREATE TABLE "recorded_durations" (
	"source" text NOT NULL,
	"slug" text NOT NULL,
	"records" integer NOT NULL,
	"units" integer NOT NULL,
	"days" integer[] NOT NULL,
	"refreshed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_duration_per_slug" PRIMARY KEY("source","slug"),
	CONSTRAINT "source_is_listed" CHECK ("recorded_durations"."source" in ('milestone', 'obstacle-kind')),
	CONSTRAINT "duration_is_no_single_units" CHECK ("recorded_durations"."units" >= 3 and cardinality("recorded_durations"."days") between 1 and 200)
);
--> statement-breakpoint
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
	"quantity" bigint NOT NULL,
	"criticality" text NOT NULL,
	"dependency_types" text[] NOT NULL,
	"needed_for" text[] NOT NULL,
	CONSTRAINT "one_part_per_item" PRIMARY KEY("package_id","item_type"),
	CONSTRAINT "criticality_is_listed" CHECK ("package_parts"."criticality" in ('main', 'required', 'recommended')),
	CONSTRAINT "part_quantity_is_positive" CHECK ("package_parts"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "packages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "packages_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('K') NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"need_id" uuid,
	"title" text NOT NULL,
	"main_item_type" text NOT NULL,
	"quantity" bigint NOT NULL,
	"state" text NOT NULL,
	"end_reason" text,
	"assembled_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "packages_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "packages_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("packages"."state" in ('incomplete', 'complete', 'ready', 'dissolved')),
	CONSTRAINT "end_reason_is_listed" CHECK ("packages"."end_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "package_quantity_is_positive" CHECK ("packages"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "partnership_amendments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "partnership_amendments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"partnership_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text NOT NULL,
	"donor_signed_at" timestamp (3) with time zone,
	"recipient_signed_at" timestamp (3) with time zone,
	"end_reason" text,
	"proposed_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "state_is_listed" CHECK ("partnership_amendments"."state" in ('open', 'in-force', 'withdrawn')),
	CONSTRAINT "reason_is_listed" CHECK ("partnership_amendments"."reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "end_reason_is_listed" CHECK ("partnership_amendments"."end_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "amendment_in_force_has_both_signatures" CHECK (("partnership_amendments"."state" <> 'in-force') or ("partnership_amendments"."donor_signed_at" is not null and "partnership_amendments"."recipient_signed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "partnership_parties" (
	"partnership_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"part" text NOT NULL,
	CONSTRAINT "one_part_per_organisation" PRIMARY KEY("partnership_id","organisation_id","part"),
	CONSTRAINT "part_is_listed" CHECK ("partnership_parties"."part" in ('co-signatory', 'implementer', 'witness', 'observer'))
);
--> statement-breakpoint
CREATE TABLE "partnership_warnings" (
	"partnership_id" uuid NOT NULL,
	"valid_until" date NOT NULL,
	"threshold_days" integer NOT NULL,
	"warned_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_warning_per_end_and_threshold" PRIMARY KEY("partnership_id","valid_until","threshold_days")
);
--> statement-breakpoint
CREATE TABLE "partnerships" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "partnerships_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('P') NOT NULL,
	"donor_id" uuid NOT NULL,
	"recipient_id" uuid NOT NULL,
	"facilitator_id" uuid,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"signed_reference" text,
	"document_id" uuid,
	"conditions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"conditions_in_words" jsonb,
	"ceiling_amount" numeric(18, 3),
	"ceiling_currency" text,
	"used_amount" numeric(18, 3) DEFAULT '0' NOT NULL,
	"donor_signed_at" timestamp (3) with time zone,
	"recipient_signed_at" timestamp (3) with time zone,
	"ended_by_organisation" uuid,
	"valid_from" date NOT NULL,
	"valid_until" date NOT NULL,
	"end_signed_on" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "partnerships_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "partnerships_reference_unique" UNIQUE("reference"),
	CONSTRAINT "kind_is_listed" CHECK ("partnerships"."kind" in ('memorandum', 'technical-arrangement', 'grant')),
	CONSTRAINT "state_is_listed" CHECK ("partnerships"."state" in ('under-negotiation', 'signed', 'ended', 'discarded')),
	CONSTRAINT "partnership_window_is_a_span" CHECK ("partnerships"."valid_from" <= "partnerships"."valid_until"),
	CONSTRAINT "signed_partnership_has_both_signatures" CHECK (("partnerships"."state" in ('under-negotiation', 'discarded')) = ("partnerships"."donor_signed_at" is null or "partnerships"."recipient_signed_at" is null)),
	CONSTRAINT "end_of_partnership_names_its_hand" CHECK ("partnerships"."state" in ('ended', 'discarded') or "partnerships"."ended_by_organisation" is null),
	CONSTRAINT "partnership_ceiling_is_money" CHECK (wasl.is_money("partnerships"."ceiling_amount", "partnerships"."ceiling_currency")),
	CONSTRAINT "ceiling_has_currency" CHECK (("partnerships"."ceiling_amount" is null) = ("partnerships"."ceiling_currency" is null)),
	CONSTRAINT "partnership_ceiling_is_kept" CHECK ("partnerships"."used_amount" >= 0 and "partnerships"."used_amount" <= coalesce("partnerships"."ceiling_amount", "partnerships"."used_amount"))
);
--> statement-breakpoint
CREATE TABLE "exchange_rates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "exchange_rates_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"base" text NOT NULL,
	"quote" text NOT NULL,
	"rate" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_until" date NOT NULL,
	"source" text NOT NULL,
	"corrects" uuid,
	"state" text NOT NULL,
	"recorded_by" uuid NOT NULL,
	"recorded_by_organisation" uuid NOT NULL,
	"recorded_by_role" text NOT NULL,
	"decided_by" uuid,
	"decided_by_organisation" uuid,
	"decided_at" timestamp (3) with time zone,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exchange_rates_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "state_is_listed" CHECK ("exchange_rates"."state" in ('proposed', 'confirmed', 'refused', 'withdrawn', 'superseded')),
	CONSTRAINT "recorded_by_role_is_listed" CHECK ("exchange_rates"."recorded_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "decided_by_acts_for_an_organisation" CHECK (("exchange_rates"."decided_by" is null) = ("exchange_rates"."decided_by_organisation" is null)),
	CONSTRAINT "rate_is_of_two_currencies" CHECK ("exchange_rates"."base" <> "exchange_rates"."quote" and wasl.currency_decimals("exchange_rates"."base") is not null and wasl.currency_decimals("exchange_rates"."quote") is not null),
	CONSTRAINT "rate_is_decimal_text" CHECK ("exchange_rates"."rate" ~ '^[0-9]{1,9}([.][0-9]{1,9})?$' and "exchange_rates"."rate"::numeric > 0),
	CONSTRAINT "rate_days_are_a_span" CHECK ("exchange_rates"."valid_from" <= "exchange_rates"."valid_until" and "exchange_rates"."valid_until" - "exchange_rates"."valid_from" < 31),
	CONSTRAINT "rate_names_its_source" CHECK (not wasl.is_blank("exchange_rates"."source")),
	CONSTRAINT "confirmed_rate_has_two_hands" CHECK ("exchange_rates"."state" not in ('confirmed', 'superseded') or ("exchange_rates"."decided_by" is not null and "exchange_rates"."decided_by" <> "exchange_rates"."recorded_by"))
);
--> statement-breakpoint
CREATE TABLE "attributes" (
	"key" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"unit" text,
	"direction" text NOT NULL,
	"enumeration" text,
	"names" jsonb NOT NULL,
	CONSTRAINT "type_is_listed" CHECK ("attributes"."type" in ('enum', 'integer', 'number', 'boolean', 'text')),
	CONSTRAINT "direction_is_listed" CHECK ("attributes"."direction" in ('higher', 'lower', 'exact', 'ordinal', 'any-of', 'info'))
);
--> statement-breakpoint
CREATE TABLE "capability_areas" (
	"slug" text PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"names" jsonb NOT NULL,
	"scope" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cells" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL,
	"site_classes" text[] NOT NULL,
	"regions" text[] NOT NULL,
	"south" integer NOT NULL,
	"west" integer NOT NULL,
	"north" integer NOT NULL,
	"east" integer NOT NULL,
	"public_sites" integer NOT NULL,
	"merged_into" text,
	CONSTRAINT "cell_has_an_extent" CHECK ("cells"."south" <= "cells"."north" and "cells"."west" <= "cells"."east"),
	CONSTRAINT "site_classes_are_listed" CHECK ("cells"."site_classes" <@ array['land', 'sea', 'air', 'other'])
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
CREATE TABLE "item_dependencies" (
	"item_type" text NOT NULL,
	"needed_item_type" text NOT NULL,
	"type" text NOT NULL,
	"quantity" double precision NOT NULL,
	"per" double precision NOT NULL,
	"criticality" text NOT NULL,
	CONSTRAINT "one_dependency_per_pair" PRIMARY KEY("item_type","needed_item_type","type"),
	CONSTRAINT "criticality_is_listed" CHECK ("item_dependencies"."criticality" in ('required', 'recommended'))
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
	"decimals" smallint NOT NULL,
	"lethality" text NOT NULL,
	"attributes" jsonb NOT NULL,
	"unspsc" jsonb,
	"hs" jsonb,
	"control" jsonb NOT NULL,
	"unit_cost_low_eur" numeric(12, 2) NOT NULL,
	"unit_cost_high_eur" numeric(12, 2) NOT NULL,
	"note" text,
	CONSTRAINT "kind_is_listed" CHECK ("item_types"."kind" in ('equipment', 'spares', 'consumable', 'training', 'service', 'works')),
	CONSTRAINT "lethality_is_listed" CHECK ("item_types"."lethality" in ('non-lethal', 'protective', 'dual-use')),
	CONSTRAINT "courses_are_whole" CHECK ("item_types"."kind" <> 'training' or "item_types"."decimals" = 0),
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
	"auto_detection" text,
	CONSTRAINT "default_severity_is_listed" CHECK ("obstacle_kinds"."default_severity" in ('low', 'medium', 'high', 'critical'))
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
	"time_zone" text NOT NULL,
	CONSTRAINT "organisations_slug_unique" UNIQUE("slug"),
	CONSTRAINT "kind_is_listed" CHECK ("organisations"."kind" in ('requester', 'donor', 'facilitator', 'implementer', 'authority')),
	CONSTRAINT "organisation_has_a_zone" CHECK (wasl.is_zone("organisations"."time_zone"))
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
	"detail" jsonb NOT NULL,
	CONSTRAINT "confidence_is_listed" CHECK ("regimes"."confidence" in ('high', 'medium', 'low'))
);
--> statement-breakpoint
CREATE TABLE "regions" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "site_cells" (
	"site" text PRIMARY KEY NOT NULL,
	"cell" text NOT NULL
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
	"public_note" text,
	"time_zone" text NOT NULL,
	CONSTRAINT "coordinate_confidence_is_listed" CHECK ("sites"."coordinate_confidence" in ('high', 'medium', 'low')),
	CONSTRAINT "site_has_a_zone" CHECK (wasl.is_zone("sites"."time_zone"))
);
--> statement-breakpoint
CREATE TABLE "unit_types" (
	"slug" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "units_of_measure" (
	"code" text PRIMARY KEY NOT NULL,
	"names" jsonb NOT NULL,
	"decimals" smallint NOT NULL,
	CONSTRAINT "one_unit_with_its_decimals" UNIQUE("code","decimals"),
	CONSTRAINT "unit_has_few_decimals" CHECK ("units_of_measure"."decimals" between 0 and 3)
);
--> statement-breakpoint
CREATE TABLE "training_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "training_records_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text DEFAULT wasl.new_reference('Q') NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"courses" integer NOT NULL,
	"seats" integer,
	"completed_on" date NOT NULL,
	"valid_until" date,
	"delivery_line_id" uuid,
	"donor_id" uuid,
	"evidence" text,
	"state" text NOT NULL,
	"recorded_by" uuid,
	"recorded_by_organisation" uuid,
	"recorded_by_role" text,
	"confirmed_by" uuid,
	"confirmed_at" timestamp (3) with time zone,
	"state_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "training_records_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "training_records_reference_unique" UNIQUE("reference"),
	CONSTRAINT "state_is_listed" CHECK ("training_records"."state" in ('recorded', 'confirmed', 'refused', 'withdrawn')),
	CONSTRAINT "recorded_by_role_is_listed" CHECK ("training_records"."recorded_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "recorded_by_acts_for_an_organisation" CHECK (("training_records"."recorded_by" is null) = ("training_records"."recorded_by_organisation" is null)),
	CONSTRAINT "training_counts_are_positive" CHECK ("training_records"."courses" > 0 and ("training_records"."seats" is null or "training_records"."seats" > 0)),
	CONSTRAINT "training_has_a_source" CHECK (("training_records"."delivery_line_id" is null) = ("training_records"."evidence" is not null)),
	CONSTRAINT "training_expires_after_completion" CHECK ("training_records"."valid_until" is null or "training_records"."valid_until" >= "training_records"."completed_on"),
	CONSTRAINT "recorder_does_not_confirm" CHECK ("training_records"."confirmed_by" is null or "training_records"."confirmed_by" is distinct from "training_records"."recorded_by"),
	CONSTRAINT "training_is_confirmed_by_somebody" CHECK ("training_records"."state" <> 'confirmed' or "training_records"."delivery_line_id" is not null or num_nonnulls("training_records"."confirmed_by", "training_records"."confirmed_at") = 2)
);
--> statement-breakpoint
CREATE TABLE "entry_corrections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "entry_corrections_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"entry_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation_id" uuid NOT NULL,
	"proposed_by_role" text NOT NULL,
	"decided_by" uuid,
	"decided_by_organisation_id" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"restricted" boolean NOT NULL,
	CONSTRAINT "entry_corrections_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "state_is_listed" CHECK ("entry_corrections"."state" in ('proposed', 'in-force', 'refused', 'withdrawn')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("entry_corrections"."proposed_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "decided_by_acts_for_an_organisation" CHECK (("entry_corrections"."decided_by" is null) = ("entry_corrections"."decided_by_organisation_id" is null)),
	CONSTRAINT "entry_correction_makes_a_difference" CHECK ("entry_corrections"."before" <> "entry_corrections"."after"),
	CONSTRAINT "decided_entry_correction_says_when" CHECK (("entry_corrections"."state" = 'proposed') = ("entry_corrections"."decided_at" is null)),
	CONSTRAINT "refused_entry_correction_says_why" CHECK (("entry_corrections"."state" = 'refused') = ("entry_corrections"."decision_reason" is not null)),
	CONSTRAINT "other_hand_agrees_to_entry_correction" CHECK ("entry_corrections"."state" <> 'in-force' or (num_nonnulls("entry_corrections"."decided_by", "entry_corrections"."decided_by_organisation_id") = 2 and "entry_corrections"."decided_by" <> "entry_corrections"."proposed_by"
        and ("entry_corrections"."restricted" or "entry_corrections"."decided_by_organisation_id" <> "entry_corrections"."proposed_by_organisation_id")))
);
--> statement-breakpoint
CREATE TABLE "recipient_readiness" (
	"delivery_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"storage" boolean NOT NULL,
	"consignee" boolean NOT NULL,
	"operators" boolean NOT NULL,
	"fuel" boolean NOT NULL,
	"declared_by" uuid,
	"declared_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_readiness_per_unit" PRIMARY KEY("delivery_id","unit_id")
);
--> statement-breakpoint
CREATE TABLE "consignment_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "consignment_lines_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"consignment_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"planned" bigint NOT NULL,
	"shipped" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"rejected" bigint DEFAULT 0 NOT NULL,
	"lost" bigint DEFAULT 0 NOT NULL,
	"returned" bigint DEFAULT 0 NOT NULL,
	"surplus" bigint DEFAULT 0 NOT NULL,
	"surplus_left" bigint DEFAULT 0 NOT NULL,
	"surplus_taken_back" bigint DEFAULT 0 NOT NULL,
	"rejection_reason" text,
	"loss_reason" text,
	"return_reason" text,
	CONSTRAINT "rejection_reason_is_listed" CHECK ("consignment_lines"."rejection_reason" in ('damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'other')),
	CONSTRAINT "loss_reason_is_listed" CHECK ("consignment_lines"."loss_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "return_reason_is_listed" CHECK ("consignment_lines"."return_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "consigned_is_positive" CHECK ("consignment_lines"."planned" > 0),
	CONSTRAINT "shipped_within_consigned" CHECK ("consignment_lines"."shipped" between 0 and "consignment_lines"."planned"),
	CONSTRAINT "consigned_is_conserved" CHECK (least("consignment_lines"."accepted", "consignment_lines"."rejected", "consignment_lines"."lost", "consignment_lines"."returned") >= 0 and "consignment_lines"."accepted" + "consignment_lines"."rejected" + "consignment_lines"."lost" + "consignment_lines"."returned" <= "consignment_lines"."shipped"),
	CONSTRAINT "surplus_is_conserved" CHECK (least("consignment_lines"."surplus_left", "consignment_lines"."surplus_taken_back") >= 0 and "consignment_lines"."surplus_left" + "consignment_lines"."surplus_taken_back" <= "consignment_lines"."surplus"),
	CONSTRAINT "what_failed_has_a_reason" CHECK (("consignment_lines"."rejected" = 0 or "consignment_lines"."rejection_reason" is not null) and ("consignment_lines"."lost" = 0 or "consignment_lines"."loss_reason" is not null) and ("consignment_lines"."returned" = 0 or "consignment_lines"."return_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "consignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "consignments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"transport_mode" text NOT NULL,
	"carrier" text,
	"conveyance" text,
	"containers" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"shipped_on" date,
	"recorded_late_on" date,
	"release_recorded_late_on" date,
	"arrived_on" date,
	"ended_on" date,
	"stood_at" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "state_is_listed" CHECK ("consignments"."state" in ('planned', 'cleared', 'packed', 'shipped', 'arrived', 'at-customs', 'released', 'in-transit', 'received', 'lost', 'returned', 'seized', 'cancelled')),
	CONSTRAINT "transport_mode_is_listed" CHECK ("consignments"."transport_mode" in ('sea', 'air', 'road', 'none')),
	CONSTRAINT "stood_at_is_listed" CHECK ("consignments"."stood_at" in ('planned', 'cleared', 'packed', 'shipped', 'arrived', 'at-customs', 'released', 'in-transit', 'received', 'lost', 'returned', 'seized', 'cancelled')),
	CONSTRAINT "what_is_recorded_late_had_left" CHECK ("consignments"."recorded_late_on" is null or ("consignments"."shipped_on" is not null and "consignments"."shipped_on" < "consignments"."recorded_late_on")),
	CONSTRAINT "what_is_released_late_had_left" CHECK ("consignments"."release_recorded_late_on" is null or "consignments"."shipped_on" is not null)
);
--> statement-breakpoint
CREATE TABLE "delivery_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "delivery_documents_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"consignment_id" uuid,
	"type" text NOT NULL,
	"number" text NOT NULL,
	"issued_on" date,
	"issued_by" text,
	"document_id" uuid,
	"recorded_by" uuid,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" uuid,
	"withdrawal_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "type_is_listed" CHECK ("delivery_documents"."type" in ('bill-of-lading', 'cmr', 'air-waybill', 'packing-list', 'commercial-invoice', 'pro-forma-invoice', 'certificate-of-origin', 'certificate-of-inspection', 'insurance-certificate', 'dangerous-goods-declaration', 'ectn', 'delivery-order', 'note-verbale', 'diplomatic-exemption-form', 'import-licence', 'customs-declaration', 'release-order')),
	CONSTRAINT "withdrawal_says_why" CHECK (("delivery_documents"."withdrawn_at" is null) = ("delivery_documents"."withdrawal_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "packed_contents" (
	"packing_unit_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"delivery_line_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "packed_is_positive" CHECK ("packed_contents"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "packing_units" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "packing_units_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"consignment_id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"mark" text NOT NULL,
	"kind" text NOT NULL,
	"gross_weight_kg" numeric(12, 3),
	"net_weight_kg" numeric(12, 3),
	CONSTRAINT "kind_is_listed" CHECK ("packing_units"."kind" in ('crate', 'carton', 'pallet', 'drum', 'bag', 'roll', 'loose', 'vehicle')),
	CONSTRAINT "packing_unit_weighs_no_less_gross" CHECK (num_nonnulls("packing_units"."gross_weight_kg", "packing_units"."net_weight_kg") < 2 or "packing_units"."gross_weight_kg" >= "packing_units"."net_weight_kg")
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
	"item_type" text NOT NULL,
	"outcome" text DEFAULT 'under-way' NOT NULL,
	CONSTRAINT "outcome_is_listed" CHECK ("serial_numbers"."outcome" in ('under-way', 'accepted', 'rejected', 'lost', 'returned'))
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
	"accepted" bigint NOT NULL,
	"rejected" bigint NOT NULL,
	"lost" bigint NOT NULL,
	"surplus" bigint NOT NULL,
	"rejection_reason" text,
	"loss_reason" text,
	"accepted_serials" text[] NOT NULL,
	"rejected_serials" text[] NOT NULL,
	"lost_serials" text[] NOT NULL,
	"corrections" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rejection_reason_is_listed" CHECK ("receipt_lines"."rejection_reason" in ('damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'other')),
	CONSTRAINT "loss_reason_is_listed" CHECK ("receipt_lines"."loss_reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days')),
	CONSTRAINT "receipt_says_why" CHECK (("receipt_lines"."rejected" = 0 or "receipt_lines"."rejection_reason" is not null) and ("receipt_lines"."lost" = 0 or "receipt_lines"."loss_reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "receipts_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"delivery_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"received_on" date NOT NULL,
	"evidence" text,
	"received_by" uuid,
	"corrections" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follow_up_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "follow_up_links_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
CREATE TABLE "holding_moves" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "holding_moves_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"item_type" text NOT NULL,
	"kind" text NOT NULL,
	"entered_on" date NOT NULL,
	"happened_on" date,
	"holding_report_id" uuid,
	"proposed_holding_id" uuid,
	"delivery_line_id" uuid,
	"quantity" bigint,
	"serviceable" bigint,
	"unserviceable_repairable" bigint,
	"beyond_repair" bigint,
	"taken_back" text,
	"withdrawn" boolean DEFAULT false NOT NULL,
	CONSTRAINT "holding_moves_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "kind_is_listed" CHECK ("holding_moves"."kind" in ('counted', 'accepted', 'confirmed', 'taken-back', 'taken-over')),
	CONSTRAINT "taken_back_is_listed" CHECK ("holding_moves"."taken_back" in ('stays', 'leaves')),
	CONSTRAINT "move_says_how_much" CHECK (num_nonnulls("holding_moves"."quantity", "holding_moves"."serviceable") = 1),
	CONSTRAINT "found_in_three_figures" CHECK (num_nonnulls("holding_moves"."serviceable", "holding_moves"."unserviceable_repairable", "holding_moves"."beyond_repair") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "stock_corrections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "stock_corrections_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"unit_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"requirement_id" uuid,
	"holding_report_id" uuid,
	"proposed_holding_id" uuid,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text NOT NULL,
	"corrected_by" uuid,
	"corrected_by_organisation_id" uuid,
	"corrected_by_role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stock_corrections_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "corrected_by_role_is_listed" CHECK ("stock_corrections"."corrected_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "corrected_by_acts_for_an_organisation" CHECK (("stock_corrections"."corrected_by" is null) = ("stock_corrections"."corrected_by_organisation_id" is null)),
	CONSTRAINT "stock_correction_is_of_one_record" CHECK (num_nonnulls("stock_corrections"."requirement_id", "stock_corrections"."holding_report_id", "stock_corrections"."proposed_holding_id") = 1),
	CONSTRAINT "stock_correction_makes_a_difference" CHECK ("stock_corrections"."before" <> "stock_corrections"."after")
);
--> statement-breakpoint
CREATE TABLE "full_reads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "full_reads_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"need_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"match_id" uuid NOT NULL,
	"donor_id" uuid NOT NULL,
	"reader_id" uuid NOT NULL,
	"shown_by" text NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "full_reads_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "shown_by_is_listed" CHECK ("full_reads"."shown_by" in ('need', 'match', 'package', 'delivery', 'document', 'unit', 'obstacle', 'forecast', 'correction', 'training-record', 'event'))
);
--> statement-breakpoint
CREATE TABLE "obstacle_comments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_comments_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"obstacle_id" uuid NOT NULL,
	"text" jsonb NOT NULL,
	"document_id" uuid,
	"author_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "obstacle_corrections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_corrections_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"obstacle_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation_id" uuid NOT NULL,
	"proposed_by_role" text NOT NULL,
	"decided_by" uuid,
	"decided_by_organisation_id" uuid,
	"parties" uuid[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "obstacle_corrections_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "kind_is_listed" CHECK ("obstacle_corrections"."kind" in ('kind', 'wait', 'severity')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("obstacle_corrections"."proposed_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "decided_by_acts_for_an_organisation" CHECK (("obstacle_corrections"."decided_by" is null) = ("obstacle_corrections"."decided_by_organisation_id" is null)),
	CONSTRAINT "obstacle_correction_makes_a_difference" CHECK ("obstacle_corrections"."before" <> "obstacle_corrections"."after"),
	CONSTRAINT "another_side_agrees_to_obstacle_correction" CHECK ("obstacle_corrections"."decided_by" is null or ("obstacle_corrections"."decided_by" <> "obstacle_corrections"."proposed_by"
      and "obstacle_corrections"."decided_by_organisation_id" is not null and "obstacle_corrections"."decided_by_organisation_id" <> "obstacle_corrections"."proposed_by_organisation_id"))
);
--> statement-breakpoint
CREATE TABLE "obstacle_lifts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "obstacle_lifts_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"obstacle_id" uuid NOT NULL,
	"step" text NOT NULL,
	"lifting" jsonb NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_by_organisation" uuid NOT NULL,
	"proposed_by_role" text NOT NULL,
	"decided_by" uuid,
	"decided_by_organisation" uuid,
	"decided_at" timestamp (3) with time zone,
	"decision_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "step_is_listed" CHECK ("obstacle_lifts"."step" in ('dismiss', 'mark-duplicate', 'let-go', 'correct-kind')),
	CONSTRAINT "state_is_listed" CHECK ("obstacle_lifts"."state" in ('proposed', 'confirmed', 'refused', 'withdrawn', 'lapsed')),
	CONSTRAINT "proposed_by_role_is_listed" CHECK ("obstacle_lifts"."proposed_by_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator')),
	CONSTRAINT "decided_by_acts_for_an_organisation" CHECK (("obstacle_lifts"."decided_by" is null) = ("obstacle_lifts"."decided_by_organisation" is null)),
	CONSTRAINT "two_sides_lift_an_obstacle" CHECK ("obstacle_lifts"."state" <> 'confirmed' or (num_nonnulls("obstacle_lifts"."decided_by", "obstacle_lifts"."decided_by_organisation", "obstacle_lifts"."decided_at") = 3
        and "obstacle_lifts"."decided_by" <> "obstacle_lifts"."proposed_by" and "obstacle_lifts"."decided_by_organisation" <> "obstacle_lifts"."proposed_by_organisation")),
	CONSTRAINT "refused_lift_says_why" CHECK ("obstacle_lifts"."state" <> 'refused' or "obstacle_lifts"."decision_reason" is not null)
);
--> statement-breakpoint
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
	CONSTRAINT "state_is_listed" CHECK ("obstacle_periods"."state" in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'closed', 'reopened', 'duplicate', 'not-an-obstacle', 'accepted-risk')),
	CONSTRAINT "period_is_a_span" CHECK ("obstacle_periods"."ended_at" is null or "obstacle_periods"."ended_at" > "obstacle_periods"."began_at")
);
--> statement-breakpoint
CREATE TABLE "obstacle_risks" (
	"obstacle_id" uuid NOT NULL,
	"organisation_id" uuid NOT NULL,
	"role" text NOT NULL,
	"reason" text NOT NULL,
	"accepted_by" uuid NOT NULL,
	"accepted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "one_acceptance_per_organisation" PRIMARY KEY("obstacle_id","organisation_id"),
	CONSTRAINT "role_is_listed" CHECK ("obstacle_risks"."role" in ('donor', 'facilitator'))
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
	"creation_order" bigint GENERATED ALWAYS AS IDENTITY (sequence name "events_creation_order_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	"note" text,
	"before" jsonb,
	"after" jsonb,
	"parties" uuid[] NOT NULL,
	"request_id" text,
	CONSTRAINT "events_creation_order_unique" UNIQUE("creation_order"),
	CONSTRAINT "subject_type_is_listed" CHECK ("events"."subject_type" in ('account-change', 'agreement', 'allocation', 'api-key', 'calendar-correction', 'classification', 'compliance-entry', 'correction', 'delivery', 'document', 'exchange-rate', 'holding-report', 'invitation', 'match', 'meeting', 'need', 'obstacle', 'offer', 'package', 'partnership', 'proposed-holding', 'recommendation', 'regime-proposal', 'regime-version', 'requirement', 'requirement-proposal', 'session', 'training-record', 'unit', 'unit-change', 'user')),
	CONSTRAINT "actor_kind_is_listed" CHECK ("events"."actor_kind" in ('person', 'api-key', 'system')),
	CONSTRAINT "actor_role_is_listed" CHECK ("events"."actor_role" in ('requester', 'validator', 'donor', 'facilitator', 'auditor', 'administrator', 'system')),
	CONSTRAINT "reason_is_listed" CHECK ("events"."reason" in ('incomplete', 'specification-unclear', 'quantity-not-justified', 'out-of-scope', 'duplicate', 'no-longer-needed', 'covered-otherwise', 'no-offer-in-sight', 'due-diligence-review', 'security-situation', 'priorities-changed', 'plan-changed', 'unit-closed', 'typed-wrong', 'done-by-mistake', 'other', 'conditions-unclear', 'no-longer-available', 'stock-changed', 'budget-changed', 'policy-decision', 'quality-in-doubt', 'prolongation', 'not-suitable', 'specification-not-met', 'quantity-not-enough', 'exceeds-what-is-open', 'too-late', 'schedule-conflict', 'conditions-not-acceptable', 'offer-suspended', 'can-not-be-received', 'training-missing', 'agreed-at-the-table', 'training-planned', 'nearest-available', 'later-is-accepted', 'adaptation-planned', 'terms-changed', 'superseded', 'damaged', 'wrong-goods', 'not-as-specified', 'does-not-work', 'parts-missing', 'spoilt', 'papers-missing', 'not-ordered', 'missing', 'stolen', 'accident', 'destroyed', 'sunk', 'refused-entry', 'recalled', 'supplier-late', 'transport-late', 'customs-delay', 'permit-awaited', 'weather', 'route-changed', 'not-applicable', 'already-exempt', 'low-value', 'papers-in-order', 'under-investigation', 'found-again', 'seen-elsewhere', 'sold', 'taken-by-force', 'used-otherwise', 'handed-to-others', 'rumoured', 'hold-expired', 'proposal-expired', 'validity-ended', 'need-withdrawn', 'need-rejected', 'need-closed', 'need-closed-with-gap', 'need-discarded', 'need-revised', 'offer-withdrawn', 'offer-expired', 'offer-revised', 'match-cancelled', 'match-declined', 'match-lapsed', 'match-amended', 'expires-in-60-days', 'expires-in-30-days', 'expires-in-7-days'))
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
CREATE TABLE "scheduled_job_runs" (
	"name" text PRIMARY KEY NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"succeeded_at" timestamp (3) with time zone,
	"failed_at" timestamp (3) with time zone,
	"failures_in_a_row" integer NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "job_workers" (
	"id" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_baseline_id_allocations_id_fk" FOREIGN KEY ("baseline_id") REFERENCES "public"."allocations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_repeat_of_allocations_id_fk" FOREIGN KEY ("repeat_of") REFERENCES "public"."allocations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_recorded_by_organisation_organisations_id_fk" FOREIGN KEY ("recorded_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_confirmed_by_organisation_organisations_id_fk" FOREIGN KEY ("confirmed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_document_type_compliance_documents_slug_fk" FOREIGN KEY ("document_type") REFERENCES "public"."compliance_documents"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_evidence_document_id_documents_id_fk" FOREIGN KEY ("evidence_document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_recorded_by_organisation_organisations_id_fk" FOREIGN KEY ("recorded_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_entries" ADD CONSTRAINT "compliance_entries_confirmed_by_organisation_organisations_id_fk" FOREIGN KEY ("confirmed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_files" ADD CONSTRAINT "compliance_files_entry_id_compliance_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."compliance_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compliance_files" ADD CONSTRAINT "compliance_files_evidence_document_id_documents_id_fk" FOREIGN KEY ("evidence_document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_proposals" ADD CONSTRAINT "regime_proposals_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_proposals" ADD CONSTRAINT "regime_proposals_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_proposals" ADD CONSTRAINT "regime_proposals_proposed_by_organisation_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_proposals" ADD CONSTRAINT "regime_proposals_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regime_versions" ADD CONSTRAINT "regime_versions_regime_regimes_slug_fk" FOREIGN KEY ("regime") REFERENCES "public"."regimes"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_proposed_by_organisation_id_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_decided_by_organisation_id_organisations_id_fk" FOREIGN KEY ("decided_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_implementer_id_organisations_id_fk" FOREIGN KEY ("implementer_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_incoterm_place_sites_slug_fk" FOREIGN KEY ("incoterm_place") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_port_of_entry_sites_slug_fk" FOREIGN KEY ("port_of_entry") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_handover_document_id_documents_id_fk" FOREIGN KEY ("handover_document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD CONSTRAINT "delivery_forecasts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD CONSTRAINT "delivery_forecasts_milestone_milestones_slug_fk" FOREIGN KEY ("milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_forecasts" ADD CONSTRAINT "delivery_forecasts_by_organisation_id_organisations_id_fk" FOREIGN KEY ("by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "verifications" ADD CONSTRAINT "verifications_verified_by_organisation_id_organisations_id_fk" FOREIGN KEY ("verified_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_kind_compliance_documents_slug_fk" FOREIGN KEY ("kind") REFERENCES "public"."compliance_documents"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_uploaded_by_users_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_uploaded_by_organisation_organisations_id_fk" FOREIGN KEY ("uploaded_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_withdrawn_by_users_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_parties" ADD CONSTRAINT "agreement_parties_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agreement_parties" ADD CONSTRAINT "agreement_parties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_participants" ADD CONSTRAINT "meeting_participants_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_participants" ADD CONSTRAINT "meeting_participants_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_site_sites_slug_fk" FOREIGN KEY ("site") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_owed_by_organisations_id_fk" FOREIGN KEY ("owed_by") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obligations" ADD CONSTRAINT "obligations_owed_to_organisations_id_fk" FOREIGN KEY ("owed_to") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observance_assessments" ADD CONSTRAINT "observance_assessments_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_reports" ADD CONSTRAINT "holding_reports_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proposed_holdings" ADD CONSTRAINT "proposed_holdings_holding_report_id_holding_reports_id_fk" FOREIGN KEY ("holding_report_id") REFERENCES "public"."holding_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirement_proposals" ADD CONSTRAINT "requirement_proposals_unit_type_unit_types_slug_fk" FOREIGN KEY ("unit_type") REFERENCES "public"."unit_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirement_proposals" ADD CONSTRAINT "requirement_proposals_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirement_proposals" ADD CONSTRAINT "requirement_proposals_proposed_by_organisation_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirement_proposals" ADD CONSTRAINT "requirement_proposals_requirement_id_requirements_id_fk" FOREIGN KEY ("requirement_id") REFERENCES "public"."requirements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_unit_type_unit_types_slug_fk" FOREIGN KEY ("unit_type") REFERENCES "public"."unit_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requirements" ADD CONSTRAINT "requirements_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_changes" ADD CONSTRAINT "unit_changes_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_changes" ADD CONSTRAINT "unit_changes_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_changes" ADD CONSTRAINT "unit_changes_successor_id_units_id_fk" FOREIGN KEY ("successor_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unit_changes" ADD CONSTRAINT "unit_changes_proposed_by_organisation_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_site_sites_slug_fk" FOREIGN KEY ("site") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_unit_type_unit_types_slug_fk" FOREIGN KEY ("unit_type") REFERENCES "public"."unit_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_successor_id_units_id_fk" FOREIGN KEY ("successor_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_hand_over_to_users_id_fk" FOREIGN KEY ("hand_over_to") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_proposed_by_organisation_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_changes" ADD CONSTRAINT "account_changes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "familiar_places" ADD CONSTRAINT "familiar_places_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_users_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_invited_by_organisation_organisations_id_fk" FOREIGN KEY ("invited_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_approved_by_users_id_fk" FOREIGN KEY ("approved_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "matches" ADD CONSTRAINT "matches_rate_id_exchange_rates_id_fk" FOREIGN KEY ("rate_id") REFERENCES "public"."exchange_rates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_worth_rate_id_exchange_rates_id_fk" FOREIGN KEY ("worth_rate_id") REFERENCES "public"."exchange_rates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "matches" ADD CONSTRAINT "matches_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_lines" ADD CONSTRAINT "need_lines_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_revisions" ADD CONSTRAINT "need_revisions_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_revisions" ADD CONSTRAINT "need_revisions_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "need_revisions" ADD CONSTRAINT "need_revisions_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_region_regions_slug_fk" FOREIGN KEY ("region") REFERENCES "public"."regions"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "needs" ADD CONSTRAINT "needs_cell_cells_slug_fk" FOREIGN KEY ("cell") REFERENCES "public"."cells"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_actions" ADD CONSTRAINT "obstacle_actions_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_actions" ADD CONSTRAINT "obstacle_actions_assignee_id_organisations_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_blocks" ADD CONSTRAINT "obstacle_blocks_taken_over_from_obstacles_id_fk" FOREIGN KEY ("taken_over_from") REFERENCES "public"."obstacles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_dependencies" ADD CONSTRAINT "obstacle_dependencies_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_dependencies" ADD CONSTRAINT "obstacle_dependencies_depends_on_id_obstacles_id_fk" FOREIGN KEY ("depends_on_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_parties" ADD CONSTRAINT "obstacle_parties_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_parties" ADD CONSTRAINT "obstacle_parties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_steps" ADD CONSTRAINT "obstacle_steps_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_steps" ADD CONSTRAINT "obstacle_steps_step_playbook_steps_slug_fk" FOREIGN KEY ("step") REFERENCES "public"."playbook_steps"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_kind_obstacle_kinds_slug_fk" FOREIGN KEY ("kind") REFERENCES "public"."obstacle_kinds"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_blocks_milestone_milestones_slug_fk" FOREIGN KEY ("blocks_milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_waiting_on_id_organisations_id_fk" FOREIGN KEY ("waiting_on_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_authority_id_organisations_id_fk" FOREIGN KEY ("authority_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_reported_by_organisation_organisations_id_fk" FOREIGN KEY ("reported_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_resolved_by_organisation_organisations_id_fk" FOREIGN KEY ("resolved_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_named_closer_organisation_organisations_id_fk" FOREIGN KEY ("named_closer_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_evidence_document_id_documents_id_fk" FOREIGN KEY ("evidence_document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_closed_by_organisation_organisations_id_fk" FOREIGN KEY ("closed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacles" ADD CONSTRAINT "obstacles_duplicate_of_obstacles_id_fk" FOREIGN KEY ("duplicate_of") REFERENCES "public"."obstacles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_lines" ADD CONSTRAINT "offer_lines_accompanies_offer_lines_id_fk" FOREIGN KEY ("accompanies") REFERENCES "public"."offer_lines"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_revisions" ADD CONSTRAINT "offer_revisions_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_revisions" ADD CONSTRAINT "offer_revisions_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_implementer_id_organisations_id_fk" FOREIGN KEY ("implementer_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_incoterm_place_sites_slug_fk" FOREIGN KEY ("incoterm_place") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "partnership_amendments" ADD CONSTRAINT "partnership_amendments_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnership_parties" ADD CONSTRAINT "partnership_parties_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnership_parties" ADD CONSTRAINT "partnership_parties_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnership_warnings" ADD CONSTRAINT "partnership_warnings_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_recipient_id_organisations_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_facilitator_id_organisations_id_fk" FOREIGN KEY ("facilitator_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partnerships" ADD CONSTRAINT "partnerships_ended_by_organisation_organisations_id_fk" FOREIGN KEY ("ended_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_corrects_exchange_rates_id_fk" FOREIGN KEY ("corrects") REFERENCES "public"."exchange_rates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_recorded_by_users_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_recorded_by_organisation_organisations_id_fk" FOREIGN KEY ("recorded_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_decided_by_organisation_organisations_id_fk" FOREIGN KEY ("decided_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributes" ADD CONSTRAINT "attributes_unit_units_of_measure_code_fk" FOREIGN KEY ("unit") REFERENCES "public"."units_of_measure"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attributes" ADD CONSTRAINT "attributes_enumeration_enumerations_slug_fk" FOREIGN KEY ("enumeration") REFERENCES "public"."enumerations"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cells" ADD CONSTRAINT "cells_merged_into_cells_slug_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."cells"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_dependencies" ADD CONSTRAINT "item_dependencies_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_dependencies" ADD CONSTRAINT "item_dependencies_needed_item_type_item_types_slug_fk" FOREIGN KEY ("needed_item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_substitutions" ADD CONSTRAINT "item_substitutions_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_substitutions" ADD CONSTRAINT "item_substitutions_substitute_item_types_slug_fk" FOREIGN KEY ("substitute") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_types" ADD CONSTRAINT "item_types_area_capability_areas_slug_fk" FOREIGN KEY ("area") REFERENCES "public"."capability_areas"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_types" ADD CONSTRAINT "item_has_the_decimals_of_its_unit" FOREIGN KEY ("unit_of_measure","decimals") REFERENCES "public"."units_of_measure"("code","decimals") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_kinds" ADD CONSTRAINT "obstacle_kinds_group_obstacle_groups_slug_fk" FOREIGN KEY ("group") REFERENCES "public"."obstacle_groups"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_kinds" ADD CONSTRAINT "obstacle_kinds_blocks_milestone_milestones_slug_fk" FOREIGN KEY ("blocks_milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_parent_id_organisations_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regimes" ADD CONSTRAINT "regimes_blocks_milestone_milestones_slug_fk" FOREIGN KEY ("blocks_milestone") REFERENCES "public"."milestones"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_cells" ADD CONSTRAINT "site_cells_site_sites_slug_fk" FOREIGN KEY ("site") REFERENCES "public"."sites"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_cells" ADD CONSTRAINT "site_cells_cell_cells_slug_fk" FOREIGN KEY ("cell") REFERENCES "public"."cells"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_kind_site_kinds_slug_fk" FOREIGN KEY ("kind") REFERENCES "public"."site_kinds"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_region_regions_slug_fk" FOREIGN KEY ("region") REFERENCES "public"."regions"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_district_districts_iso_fk" FOREIGN KEY ("district") REFERENCES "public"."districts"("iso") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_neighbour_neighbours_iso_fk" FOREIGN KEY ("neighbour") REFERENCES "public"."neighbours"("iso") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "training_records" ADD CONSTRAINT "training_records_recorded_by_organisation_organisations_id_fk" FOREIGN KEY ("recorded_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_corrections" ADD CONSTRAINT "entry_corrections_entry_id_compliance_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."compliance_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_corrections" ADD CONSTRAINT "entry_corrections_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_corrections" ADD CONSTRAINT "entry_corrections_proposed_by_organisation_id_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entry_corrections" ADD CONSTRAINT "entry_corrections_decided_by_organisation_id_organisations_id_fk" FOREIGN KEY ("decided_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_readiness" ADD CONSTRAINT "recipient_readiness_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_readiness" ADD CONSTRAINT "recipient_readiness_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
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
ALTER TABLE "delivery_documents" ADD CONSTRAINT "delivery_documents_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_packing_unit_id_packing_units_id_fk" FOREIGN KEY ("packing_unit_id") REFERENCES "public"."packing_units"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packed_contents" ADD CONSTRAINT "packed_contents_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packing_units" ADD CONSTRAINT "packing_units_consignment_id_consignments_id_fk" FOREIGN KEY ("consignment_id") REFERENCES "public"."consignments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packing_units" ADD CONSTRAINT "packing_units_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "packing_units" ADD CONSTRAINT "packing_units_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_packing_unit_id_packing_units_id_fk" FOREIGN KEY ("packing_unit_id") REFERENCES "public"."packing_units"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_consignment_id_consignments_id_fk" FOREIGN KEY ("consignment_id") REFERENCES "public"."consignments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "serial_numbers" ADD CONSTRAINT "serial_numbers_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_receipt_id_receipts_id_fk" FOREIGN KEY ("receipt_id") REFERENCES "public"."receipts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_consignment_line_id_consignment_lines_id_fk" FOREIGN KEY ("consignment_line_id") REFERENCES "public"."consignment_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_delivery_line_id_delivery_lines_id_fk" FOREIGN KEY ("delivery_line_id") REFERENCES "public"."delivery_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipt_lines" ADD CONSTRAINT "receipt_lines_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_recommendation_id_recommendations_id_fk" FOREIGN KEY ("recommendation_id") REFERENCES "public"."recommendations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_partnership_id_partnerships_id_fk" FOREIGN KEY ("partnership_id") REFERENCES "public"."partnerships"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follow_up_links" ADD CONSTRAINT "follow_up_links_cited_agreement_id_agreements_id_fk" FOREIGN KEY ("cited_agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_moves" ADD CONSTRAINT "holding_moves_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_moves" ADD CONSTRAINT "holding_moves_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_moves" ADD CONSTRAINT "holding_moves_item_type_item_types_slug_fk" FOREIGN KEY ("item_type") REFERENCES "public"."item_types"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_moves" ADD CONSTRAINT "holding_moves_holding_report_id_holding_reports_id_fk" FOREIGN KEY ("holding_report_id") REFERENCES "public"."holding_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holding_moves" ADD CONSTRAINT "holding_moves_proposed_holding_id_proposed_holdings_id_fk" FOREIGN KEY ("proposed_holding_id") REFERENCES "public"."proposed_holdings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_corrections" ADD CONSTRAINT "stock_corrections_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_corrections" ADD CONSTRAINT "stock_corrections_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_corrections" ADD CONSTRAINT "stock_corrections_requirement_id_requirements_id_fk" FOREIGN KEY ("requirement_id") REFERENCES "public"."requirements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_corrections" ADD CONSTRAINT "stock_corrections_holding_report_id_holding_reports_id_fk" FOREIGN KEY ("holding_report_id") REFERENCES "public"."holding_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_corrections" ADD CONSTRAINT "stock_corrections_proposed_holding_id_proposed_holdings_id_fk" FOREIGN KEY ("proposed_holding_id") REFERENCES "public"."proposed_holdings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_corrections" ADD CONSTRAINT "stock_corrections_corrected_by_organisation_id_organisations_id_fk" FOREIGN KEY ("corrected_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "full_reads" ADD CONSTRAINT "full_reads_need_id_needs_id_fk" FOREIGN KEY ("need_id") REFERENCES "public"."needs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "full_reads" ADD CONSTRAINT "full_reads_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "full_reads" ADD CONSTRAINT "full_reads_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "full_reads" ADD CONSTRAINT "full_reads_match_id_matches_id_fk" FOREIGN KEY ("match_id") REFERENCES "public"."matches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "full_reads" ADD CONSTRAINT "full_reads_donor_id_organisations_id_fk" FOREIGN KEY ("donor_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "full_reads" ADD CONSTRAINT "full_reads_reader_id_users_id_fk" FOREIGN KEY ("reader_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_comments" ADD CONSTRAINT "obstacle_comments_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_comments" ADD CONSTRAINT "obstacle_comments_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_comments" ADD CONSTRAINT "obstacle_comments_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_corrections" ADD CONSTRAINT "obstacle_corrections_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_corrections" ADD CONSTRAINT "obstacle_corrections_proposed_by_organisation_id_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_corrections" ADD CONSTRAINT "obstacle_corrections_decided_by_organisation_id_organisations_id_fk" FOREIGN KEY ("decided_by_organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_lifts" ADD CONSTRAINT "obstacle_lifts_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_lifts" ADD CONSTRAINT "obstacle_lifts_proposed_by_organisation_organisations_id_fk" FOREIGN KEY ("proposed_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_lifts" ADD CONSTRAINT "obstacle_lifts_decided_by_organisation_organisations_id_fk" FOREIGN KEY ("decided_by_organisation") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_periods" ADD CONSTRAINT "obstacle_periods_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_periods" ADD CONSTRAINT "obstacle_periods_owner_id_organisations_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_periods" ADD CONSTRAINT "obstacle_periods_waiting_on_id_organisations_id_fk" FOREIGN KEY ("waiting_on_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_risks" ADD CONSTRAINT "obstacle_risks_obstacle_id_obstacles_id_fk" FOREIGN KEY ("obstacle_id") REFERENCES "public"."obstacles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "obstacle_risks" ADD CONSTRAINT "obstacle_risks_organisation_id_organisations_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "public"."organisations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "allocations_to_run" ON "allocations" USING btree ("id") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "allocations_by_account" ON "allocations" USING btree ("requested_by","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "one_correction_per_day" ON "calendar_corrections" USING btree ("calendar","day") WHERE withdrawn_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_classification_per_match" ON "classifications" USING btree ("match_id") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_entry_per_regime" ON "compliance_entries" USING btree ("delivery_id","regime");--> statement-breakpoint
CREATE UNIQUE INDEX "one_entry_per_document" ON "compliance_entries" USING btree ("delivery_id","document_type");--> statement-breakpoint
CREATE INDEX "compliance_entries_by_state" ON "compliance_entries" USING btree ("state","silence_ends_on");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_proposal_per_regime" ON "regime_proposals" USING btree ("regime") WHERE state = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_regime_per_version" ON "regime_versions" USING btree ("regime","version");--> statement-breakpoint
CREATE INDEX "corrections_by_delivery" ON "corrections" USING btree ("delivery_id","creation_order");--> statement-breakpoint
CREATE INDEX "corrections_by_time" ON "corrections" USING btree ("created_at","creation_order","id");--> statement-breakpoint
CREATE INDEX "deliveries_by_donor" ON "deliveries" USING btree ("donor_id","creation_order");--> statement-breakpoint
CREATE INDEX "deliveries_by_state" ON "deliveries" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "delivery_forecasts_by_delivery" ON "delivery_forecasts" USING btree ("delivery_id","creation_order");--> statement-breakpoint
CREATE UNIQUE INDEX "one_delivery_line_per_match" ON "delivery_lines" USING btree ("delivery_id","match_id");--> statement-breakpoint
CREATE INDEX "delivery_lines_by_match" ON "delivery_lines" USING btree ("match_id");--> statement-breakpoint
CREATE INDEX "delivery_lines_by_organisation" ON "delivery_lines" USING btree ("organisation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_verification_per_due_date" ON "verifications" USING btree ("delivery_id","due_on");--> statement-breakpoint
CREATE INDEX "verifications_by_due_date" ON "verifications" USING btree ("due_on","id") WHERE "verifications"."verified_on" is null;--> statement-breakpoint
CREATE INDEX "content_claims_by_content" ON "content_claims" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "documents_by_subject" ON "documents" USING btree ("subject_type","subject_id","creation_order");--> statement-breakpoint
CREATE INDEX "documents_by_content" ON "documents" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "documents_by_original" ON "documents" USING btree ("original_sha256");--> statement-breakpoint
CREATE INDEX "agreement_parties_by_organisation" ON "agreement_parties" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "meeting_participants_by_organisation" ON "meeting_participants" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "meetings_by_day" ON "meetings" USING btree ("starts_on","creation_order");--> statement-breakpoint
CREATE UNIQUE INDEX "one_obligation_per_position" ON "obligations" USING btree ("agreement_id","position");--> statement-breakpoint
CREATE INDEX "observance_assessments_by_obligation" ON "observance_assessments" USING btree ("obligation_id","assessed_on","creation_order");--> statement-breakpoint
CREATE INDEX "recommendation_notes_by_recommendation" ON "recommendation_notes" USING btree ("recommendation_id","creation_order");--> statement-breakpoint
CREATE INDEX "recommendation_owners_by_organisation" ON "recommendation_owners" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "recommendations_by_meeting" ON "recommendations" USING btree ("meeting_id","creation_order");--> statement-breakpoint
CREATE INDEX "recommendations_by_due_day" ON "recommendations" USING btree ("due_on") WHERE state in ('open', 'accepted', 'in-progress');--> statement-breakpoint
CREATE UNIQUE INDEX "one_count_per_unit_item_day" ON "holding_reports" USING btree ("unit_id","item_type","as_of") WHERE "holding_reports"."source" = 'count' and not "holding_reports"."withdrawn";--> statement-breakpoint
CREATE INDEX "holding_reports_by_unit_item" ON "holding_reports" USING btree ("unit_id","item_type","as_of","creation_order");--> statement-breakpoint
CREATE INDEX "proposed_holdings_by_unit" ON "proposed_holdings" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "open_proposed_holdings" ON "proposed_holdings" USING btree ("unit_id","item_type") WHERE "proposed_holdings"."state" = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_proposal_per_type_and_item" ON "requirement_proposals" USING btree ("unit_type","item_type") WHERE "requirement_proposals"."state" = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_requirement_per_type_item_day" ON "requirements" USING btree ("unit_type","item_type","effective_on") WHERE "requirements"."unit_type" is not null and not "requirements"."withdrawn";--> statement-breakpoint
CREATE UNIQUE INDEX "one_requirement_per_unit_item_day" ON "requirements" USING btree ("unit_id","item_type","effective_on") WHERE "requirements"."unit_id" is not null and not "requirements"."withdrawn";--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_change_per_unit" ON "unit_changes" USING btree ("unit_id") WHERE "unit_changes"."state" = 'proposed';--> statement-breakpoint
CREATE INDEX "units_by_organisation" ON "units" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "units_by_site" ON "units" USING btree ("site");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_change_per_account" ON "account_changes" USING btree ("user_id") WHERE state = 'proposed';--> statement-breakpoint
CREATE INDEX "api_keys_by_user" ON "api_keys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "familiar_places_by_age" ON "familiar_places" USING btree ("last_used_at");--> statement-breakpoint
CREATE INDEX "sessions_by_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_amendment" ON "match_amendments" USING btree ("match_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "matches_by_need_line" ON "matches" USING btree ("need_line_id");--> statement-breakpoint
CREATE INDEX "matches_by_offer_line" ON "matches" USING btree ("offer_line_id");--> statement-breakpoint
CREATE INDEX "matches_by_organisation" ON "matches" USING btree ("organisation_id","creation_order");--> statement-breakpoint
CREATE INDEX "matches_by_donor" ON "matches" USING btree ("donor_id","creation_order");--> statement-breakpoint
CREATE INDEX "matches_by_need" ON "matches" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "matches_by_offer" ON "matches" USING btree ("offer_id");--> statement-breakpoint
CREATE INDEX "matches_by_partnership" ON "matches" USING btree ("partnership_id","creation_order");--> statement-breakpoint
CREATE INDEX "matches_by_expiry" ON "matches" USING btree ("expires_at") WHERE state in ('proposed', 'requester-accepted', 'donor-accepted', 'reserved');--> statement-breakpoint
CREATE UNIQUE INDEX "one_line_per_position" ON "need_lines" USING btree ("need_id","position");--> statement-breakpoint
CREATE INDEX "need_lines_by_item" ON "need_lines" USING btree ("item_type");--> statement-breakpoint
CREATE INDEX "need_lines_by_unit" ON "need_lines" USING btree ("unit_id","item_type");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_need_revision" ON "need_revisions" USING btree ("need_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "needs_by_organisation" ON "needs" USING btree ("organisation_id","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_unit" ON "needs" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_region" ON "needs" USING btree ("region","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_state" ON "needs" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "needs_by_cited_meeting" ON "needs" USING btree ("cited_meeting_id");--> statement-breakpoint
CREATE INDEX "needs_by_confirmation" ON "needs" USING btree ("confirmed_at") WHERE state = 'published';--> statement-breakpoint
CREATE INDEX "needs_by_search" ON "needs" USING gin ("search");--> statement-breakpoint
CREATE INDEX "needs_by_disclosed_search" ON "needs" USING gin ("search_disclosed");--> statement-breakpoint
CREATE INDEX "obstacle_actions_by_obstacle" ON "obstacle_actions" USING btree ("obstacle_id");--> statement-breakpoint
CREATE INDEX "obstacle_actions_by_assignee" ON "obstacle_actions" USING btree ("assignee_id","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "one_block_per_thing" ON "obstacle_blocks" USING btree ("obstacle_id",coalesce("need_id", "match_id", "delivery_id"));--> statement-breakpoint
CREATE INDEX "obstacle_blocks_by_need" ON "obstacle_blocks" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "obstacle_blocks_by_match" ON "obstacle_blocks" USING btree ("match_id");--> statement-breakpoint
CREATE INDEX "obstacle_blocks_by_delivery" ON "obstacle_blocks" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "obstacle_dependencies_by_other" ON "obstacle_dependencies" USING btree ("depends_on_id");--> statement-breakpoint
CREATE INDEX "obstacle_parties_by_organisation" ON "obstacle_parties" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "obstacles_by_cause_key" ON "obstacles" USING btree ("cause_key");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_obstacle_per_cause" ON "obstacles" USING btree ("cause_key") WHERE "obstacles"."state" in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened');--> statement-breakpoint
CREATE INDEX "obstacles_by_state" ON "obstacles" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "obstacles_by_owner" ON "obstacles" USING btree ("owner_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_offer_line_per_position" ON "offer_lines" USING btree ("offer_id","position");--> statement-breakpoint
CREATE INDEX "offer_lines_by_item" ON "offer_lines" USING btree ("item_type");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_offer_revision" ON "offer_revisions" USING btree ("offer_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "offers_by_donor" ON "offers" USING btree ("donor_id","creation_order");--> statement-breakpoint
CREATE INDEX "offers_by_state" ON "offers" USING btree ("state","creation_order");--> statement-breakpoint
CREATE INDEX "offers_by_end" ON "offers" USING btree ("valid_until");--> statement-breakpoint
CREATE INDEX "offers_by_search" ON "offers" USING gin ("search");--> statement-breakpoint
CREATE INDEX "offers_by_disclosed_search" ON "offers" USING gin ("search_disclosed");--> statement-breakpoint
CREATE INDEX "held_quantities_by_need" ON "held_quantities" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "package_matches_by_package" ON "package_matches" USING btree ("package_id");--> statement-breakpoint
CREATE INDEX "package_matches_by_donor" ON "package_matches" USING btree ("donor_id","package_id");--> statement-breakpoint
CREATE INDEX "package_needs_by_package" ON "package_needs" USING btree ("package_id");--> statement-breakpoint
CREATE INDEX "packages_by_organisation" ON "packages" USING btree ("organisation_id","creation_order");--> statement-breakpoint
CREATE INDEX "packages_by_unit" ON "packages" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "packages_by_need" ON "packages" USING btree ("need_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_number_per_partnership_amendment" ON "partnership_amendments" USING btree ("partnership_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_partnership_amendment" ON "partnership_amendments" USING btree ("partnership_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "partnership_parties_by_organisation" ON "partnership_parties" USING btree ("organisation_id");--> statement-breakpoint
CREATE INDEX "partnerships_by_donor" ON "partnerships" USING btree ("donor_id");--> statement-breakpoint
CREATE INDEX "partnerships_by_recipient" ON "partnerships" USING btree ("recipient_id");--> statement-breakpoint
CREATE INDEX "partnerships_by_end" ON "partnerships" USING btree ("valid_until") WHERE state = 'signed';--> statement-breakpoint
CREATE INDEX "exchange_rates_by_pair" ON "exchange_rates" USING btree ("base","quote","valid_from");--> statement-breakpoint
CREATE INDEX "item_types_by_area" ON "item_types" USING btree ("area");--> statement-breakpoint
CREATE INDEX "sites_by_region" ON "sites" USING btree ("region");--> statement-breakpoint
CREATE INDEX "training_records_by_unit" ON "training_records" USING btree ("unit_id","item_type");--> statement-breakpoint
CREATE INDEX "training_records_by_delivery_line" ON "training_records" USING btree ("delivery_line_id");--> statement-breakpoint
CREATE INDEX "entry_corrections_by_delivery" ON "entry_corrections" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "entry_corrections_by_time" ON "entry_corrections" USING btree ("created_at","creation_order","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_correction_per_entry" ON "entry_corrections" USING btree ("entry_id") WHERE state = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_consignment_line_per_line" ON "consignment_lines" USING btree ("consignment_id","delivery_line_id");--> statement-breakpoint
CREATE INDEX "consignment_lines_by_line" ON "consignment_lines" USING btree ("delivery_line_id");--> statement-breakpoint
CREATE INDEX "consignment_lines_by_delivery" ON "consignment_lines" USING btree ("delivery_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_consignment_per_position" ON "consignments" USING btree ("delivery_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "one_row_per_paper" ON "delivery_documents" USING btree ("delivery_id","type",wasl.fold_identifier("number")) WHERE "delivery_documents"."withdrawn_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "one_content_per_line" ON "packed_contents" USING btree ("packing_unit_id","delivery_line_id");--> statement-breakpoint
CREATE INDEX "packed_contents_by_delivery" ON "packed_contents" USING btree ("delivery_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_packing_unit_per_mark" ON "packing_units" USING btree ("consignment_id",wasl.fold_identifier("mark"));--> statement-breakpoint
CREATE UNIQUE INDEX "piece_is_packed_once" ON "serial_numbers" USING btree ("consignment_id","item_type",wasl.fold_identifier("serial"));--> statement-breakpoint
CREATE UNIQUE INDEX "piece_is_given_once" ON "serial_numbers" USING btree ("donor_id","item_type",wasl.fold_identifier("serial")) WHERE "serial_numbers"."outcome" in ('under-way', 'accepted');--> statement-breakpoint
CREATE INDEX "serial_numbers_by_line" ON "serial_numbers" USING btree ("delivery_line_id");--> statement-breakpoint
CREATE INDEX "serial_numbers_by_packing_unit" ON "serial_numbers" USING btree ("packing_unit_id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_row_per_receipt_and_line" ON "receipt_lines" USING btree ("receipt_id","consignment_line_id");--> statement-breakpoint
CREATE INDEX "receipt_lines_by_delivery" ON "receipt_lines" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "receipts_by_delivery" ON "receipts" USING btree ("delivery_id","creation_order");--> statement-breakpoint
CREATE UNIQUE INDEX "one_link_per_thing" ON "follow_up_links" USING btree (coalesce("meeting_id", "recommendation_id", "agreement_id"),coalesce("need_id", "obstacle_id", "partnership_id", "delivery_id", "cited_agreement_id"));--> statement-breakpoint
CREATE INDEX "follow_up_links_by_need" ON "follow_up_links" USING btree ("need_id");--> statement-breakpoint
CREATE INDEX "follow_up_links_by_obstacle" ON "follow_up_links" USING btree ("obstacle_id");--> statement-breakpoint
CREATE INDEX "follow_up_links_by_partnership" ON "follow_up_links" USING btree ("partnership_id");--> statement-breakpoint
CREATE INDEX "follow_up_links_by_delivery" ON "follow_up_links" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "holding_moves_by_unit_item" ON "holding_moves" USING btree ("unit_id","item_type","creation_order");--> statement-breakpoint
CREATE INDEX "stock_corrections_by_unit" ON "stock_corrections" USING btree ("unit_id","creation_order");--> statement-breakpoint
CREATE INDEX "stock_corrections_by_time" ON "stock_corrections" USING btree ("created_at","creation_order","id");--> statement-breakpoint
CREATE INDEX "full_reads_by_need" ON "full_reads" USING btree ("need_id","creation_order");--> statement-breakpoint
CREATE INDEX "full_reads_by_match" ON "full_reads" USING btree ("match_id","reader_id");--> statement-breakpoint
CREATE INDEX "obstacle_comments_by_obstacle" ON "obstacle_comments" USING btree ("obstacle_id","creation_order");--> statement-breakpoint
CREATE INDEX "obstacle_corrections_by_obstacle" ON "obstacle_corrections" USING btree ("obstacle_id");--> statement-breakpoint
CREATE INDEX "obstacle_corrections_by_time" ON "obstacle_corrections" USING btree ("created_at","creation_order","id");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_lift_per_obstacle" ON "obstacle_lifts" USING btree ("obstacle_id") WHERE state = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "one_running_period" ON "obstacle_periods" USING btree ("obstacle_id") WHERE "obstacle_periods"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "events_by_subject" ON "events" USING btree ("subject_type","subject_id","creation_order");--> statement-breakpoint
CREATE INDEX "events_by_party" ON "events" USING gin ("parties");--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "idempotency_keys" USING btree ("created_at");