-- CreateTable
CREATE TABLE "disk_blocks" (
    "migration_id" TEXT NOT NULL,
    "disk_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "capacity_bytes" BIGINT NOT NULL,
    "cell_bytes" BIGINT NOT NULL,
    "cells" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disk_blocks_pkey" PRIMARY KEY ("migration_id","disk_id")
);

-- AddForeignKey
ALTER TABLE "disk_blocks" ADD CONSTRAINT "disk_blocks_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;
