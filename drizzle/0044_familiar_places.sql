CREATE TABLE "familiar_places" (
	"user_id" uuid NOT NULL,
	"place" text NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "familiar_places_pkey" PRIMARY KEY("user_id","place")
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "unlocked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "familiar_places" ADD CONSTRAINT "familiar_places_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "familiar_places_by_age" ON "familiar_places" USING btree ("last_used_at");