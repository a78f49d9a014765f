-- CreateTable
CREATE TABLE "plan_schedule" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "vms" JSONB,
    "time_zone" TEXT NOT NULL,
    "calendar" JSONB NOT NULL,
    "cutover" JSONB NOT NULL,
    "overlap" TEXT NOT NULL,
    "catch_up_minutes" INTEGER NOT NULL,
    "jitter_seconds" INTEGER NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT,
    "active_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "plan_schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule_run" (
    "id" TEXT NOT NULL,
    "schedule_id" TEXT NOT NULL,
    "scheduled_at" TIMESTAMPTZ(3) NOT NULL,
    "began_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "started_by" TEXT NOT NULL,
    "by_hand" BOOLEAN NOT NULL,
    "outcome" TEXT NOT NULL,
    "cutover" JSONB,
    "vms" JSONB NOT NULL,

    CONSTRAINT "schedule_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "plan_schedule_name_key" ON "plan_schedule"("name");

-- CreateIndex
CREATE INDEX "plan_schedule_plan_id_idx" ON "plan_schedule"("plan_id");

-- CreateIndex
CREATE INDEX "schedule_run_schedule_id_scheduled_at_id_idx" ON "schedule_run"("schedule_id", "scheduled_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "plan_schedule" ADD CONSTRAINT "plan_schedule_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "bulk_plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_run" ADD CONSTRAINT "schedule_run_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "plan_schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
