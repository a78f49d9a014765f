-- AlterTable
ALTER TABLE "artifact" ADD COLUMN     "sha256" TEXT;

-- CreateIndex
CREATE INDEX "artifact_modified_at_key_idx" ON "artifact"("modified_at" DESC, "key" DESC);
