-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "approve_cutover" BOOLEAN NOT NULL DEFAULT false,
    "approve_deletion" BOOLEAN NOT NULL DEFAULT false,
    "approval_hours" INTEGER NOT NULL DEFAULT 24,
    "own_only" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- What exists belongs to it.
INSERT INTO "project" ("id", "name", "updated_by") VALUES ('default', 'Default', 'drover');

-- CreateTable
CREATE TABLE "project_grant" (
    "project_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "granted_by" TEXT NOT NULL,

    CONSTRAINT "project_grant_pkey" PRIMARY KEY ("project_id","user_id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_name" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "user_account" ALTER COLUMN "role" DROP NOT NULL;

-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "project_id" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "migration" ADD COLUMN     "project_id" TEXT NOT NULL DEFAULT 'default';

-- CreateIndex
CREATE UNIQUE INDEX "project_name_key" ON "project"("name");

-- CreateIndex
CREATE INDEX "project_grant_user_id_idx" ON "project_grant"("user_id");

-- CreateIndex
CREATE INDEX "approval_project_id_requested_at_id_idx" ON "approval"("project_id", "requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approval_requested_at_id_idx" ON "approval"("requested_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approval_subject_idx" ON "approval"("subject");

-- CreateIndex
CREATE INDEX "connection_project_id_idx" ON "connection"("project_id");

-- CreateIndex
CREATE INDEX "migration_project_id_created_at_id_idx" ON "migration"("project_id", "created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "project_grant" ADD CONSTRAINT "project_grant_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project_grant" ADD CONSTRAINT "project_grant_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "migration" ADD CONSTRAINT "migration_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One request waits per action and subject. Prisma's schema language does not know partial indexes.
CREATE UNIQUE INDEX "approval_one_waits" ON "approval"("action", "subject") WHERE "status" = 'pending';
