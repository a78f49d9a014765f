-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "updated_by" TEXT;

-- CreateTable
CREATE TABLE "connection_draft" (
    "id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "fingerprint_256" TEXT,
    "username" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_draft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "connection_draft_created_at_idx" ON "connection_draft"("created_at");

-- CreateIndex
CREATE INDEX "connection_draft_connection_id_idx" ON "connection_draft"("connection_id");

-- AddForeignKey
ALTER TABLE "connection_draft" ADD CONSTRAINT "connection_draft_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;
