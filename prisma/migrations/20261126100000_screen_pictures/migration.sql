-- CreateTable
CREATE TABLE "screen_picture" (
    "migration_id" TEXT NOT NULL,
    "occasion" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "png" BYTEA,
    "problem" JSONB,

    CONSTRAINT "screen_picture_pkey" PRIMARY KEY ("migration_id","occasion")
);

-- AddForeignKey
ALTER TABLE "screen_picture" ADD CONSTRAINT "screen_picture_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;
