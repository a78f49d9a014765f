-- AlterTable
ALTER TABLE "inventory_vm" ADD COLUMN     "datastores" JSONB,
ADD COLUMN     "networks" JSONB;

-- AlterTable
ALTER TABLE "migration" ADD COLUMN     "plan_id" TEXT;

-- CreateTable
CREATE TABLE "mapping_preset" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source_connection_id" TEXT NOT NULL,
    "target_connection_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "mapping_preset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_plan" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "preset_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "bulk_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bulk_plan_vm" (
    "plan_id" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "overrides" JSONB NOT NULL,

    CONSTRAINT "bulk_plan_vm_pkey" PRIMARY KEY ("plan_id","ref")
);

-- CreateIndex
CREATE UNIQUE INDEX "mapping_preset_name_key" ON "mapping_preset"("name");

-- CreateIndex
CREATE INDEX "mapping_preset_source_connection_id_idx" ON "mapping_preset"("source_connection_id");

-- CreateIndex
CREATE INDEX "mapping_preset_target_connection_id_idx" ON "mapping_preset"("target_connection_id");

-- CreateIndex
CREATE UNIQUE INDEX "bulk_plan_name_key" ON "bulk_plan"("name");

-- CreateIndex
CREATE INDEX "bulk_plan_preset_id_idx" ON "bulk_plan"("preset_id");

-- CreateIndex
CREATE INDEX "migration_plan_id_idx" ON "migration"("plan_id");

-- AddForeignKey
ALTER TABLE "mapping_preset" ADD CONSTRAINT "mapping_preset_source_connection_id_fkey" FOREIGN KEY ("source_connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mapping_preset" ADD CONSTRAINT "mapping_preset_target_connection_id_fkey" FOREIGN KEY ("target_connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_plan" ADD CONSTRAINT "bulk_plan_preset_id_fkey" FOREIGN KEY ("preset_id") REFERENCES "mapping_preset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bulk_plan_vm" ADD CONSTRAINT "bulk_plan_vm_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "bulk_plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
