-- DropIndex
DROP INDEX "group_role_realm_group_key_key";

-- AlterTable
ALTER TABLE "group_role" ADD COLUMN     "project_id" TEXT;

-- AlterTable
ALTER TABLE "project_grant" DROP CONSTRAINT "project_grant_pkey",
ADD COLUMN     "group_role_id" TEXT,
ADD COLUMN     "id" TEXT NOT NULL DEFAULT (gen_random_uuid())::text,
ADD CONSTRAINT "project_grant_pkey" PRIMARY KEY ("id");

-- DropIndex
DROP INDEX "project_grant_user_id_idx";

-- CreateIndex
CREATE INDEX "group_role_project_id_idx" ON "group_role"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "group_role_realm_group_key_project_id_key" ON "group_role"("realm", "group_key", "project_id");

-- CreateIndex
CREATE INDEX "project_grant_project_id_user_id_idx" ON "project_grant"("project_id", "user_id");

-- CreateIndex
CREATE INDEX "project_grant_group_role_id_idx" ON "project_grant"("group_role_id");

-- CreateIndex
CREATE UNIQUE INDEX "project_grant_user_id_group_role_id_key" ON "project_grant"("user_id", "group_role_id");

-- AddForeignKey
ALTER TABLE "project_grant" ADD CONSTRAINT "project_grant_group_role_id_fkey" FOREIGN KEY ("group_role_id") REFERENCES "group_role"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_role" ADD CONSTRAINT "group_role_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A unique index tells nulls apart: a group has one role of the instance, a user one by hand in each project.
-- Prisma's schema language does not know partial indexes.
CREATE UNIQUE INDEX "group_role_one_of_instance" ON "group_role"("realm", "group_key") WHERE "project_id" IS NULL;
CREATE UNIQUE INDEX "project_grant_one_by_hand" ON "project_grant"("project_id", "user_id") WHERE "group_role_id" IS NULL;
