ALTER TABLE "observance_assessments" ADD COLUMN "agreement_id" uuid;--> statement-breakpoint
-- Their owner, too, is held by their policies, and they are never changed: but for this one column, once.
alter table observance_assessments no force row level security, disable trigger observance_assessments_are_append_only;
--> statement-breakpoint
alter table obligations no force row level security;
--> statement-breakpoint
update observance_assessments set agreement_id = obligations.agreement_id from obligations where obligations.id = obligation_id;
--> statement-breakpoint
alter table observance_assessments force row level security, enable trigger observance_assessments_are_append_only;
--> statement-breakpoint
alter table obligations force row level security;
--> statement-breakpoint
ALTER TABLE "observance_assessments" ALTER COLUMN "agreement_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "observance_assessments" ADD CONSTRAINT "observance_assessments_agreement_id_agreements_id_fk" FOREIGN KEY ("agreement_id") REFERENCES "public"."agreements"("id") ON DELETE no action ON UPDATE no action;
