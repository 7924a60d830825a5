ALTER TABLE "users" ADD COLUMN "designated" boolean DEFAULT false NOT NULL;
