CREATE TABLE "delivery_steps" (
	"delivery_id" uuid NOT NULL,
	"milestone" text NOT NULL,
	"reached_on" date NOT NULL,
	"days" integer NOT NULL,
	"days_since_first" integer NOT NULL,
	CONSTRAINT "one_step_per_milestone" PRIMARY KEY("delivery_id","milestone"),
	CONSTRAINT "step_takes_its_time" CHECK ("delivery_steps"."days" between 0 and "delivery_steps"."days_since_first")
);
