DROP INDEX "one_row_per_paper";--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD COLUMN "withdrawn_by" uuid;--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD COLUMN "withdrawal_reason" text;--> statement-breakpoint
CREATE UNIQUE INDEX "one_row_per_paper" ON "delivery_documents" USING btree ("delivery_id","type","number") WHERE "delivery_documents"."withdrawn_at" is null;--> statement-breakpoint
ALTER TABLE "delivery_documents" ADD CONSTRAINT "withdrawal_says_why" CHECK (("delivery_documents"."withdrawn_at" is null) = ("delivery_documents"."withdrawal_reason" is null));