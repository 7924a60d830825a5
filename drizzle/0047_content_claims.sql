CREATE TABLE "content_claims" (
	"id" uuid PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "claim_hash_is_a_sha256" CHECK ("content_claims"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE INDEX "content_claims_by_content" ON "content_claims" USING btree ("sha256");