-- CreateTable
CREATE TABLE "group_role" (
    "id" TEXT NOT NULL,
    "realm" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "group_key" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "group_role_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "group_role_realm_group_key_key" ON "group_role"("realm", "group_key");
