-- CreateTable
CREATE TABLE "user_account" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "fingerprint_256" TEXT,
    "username" TEXT NOT NULL,
    "sealed_secret" TEXT NOT NULL,
    "product" TEXT,
    "checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventory_vm" (
    "connection_id" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "power" TEXT NOT NULL,
    "firmware" TEXT NOT NULL,
    "guest_full_name" TEXT NOT NULL,
    "cpus" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "disk_count" INTEGER NOT NULL,
    "capacity_bytes" BIGINT NOT NULL,
    "snapshot_count" INTEGER NOT NULL,
    "change_tracking" BOOLEAN NOT NULL,
    "template" BOOLEAN NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inventory_vm_pkey" PRIMARY KEY ("connection_id","ref")
);

-- CreateTable
CREATE TABLE "migration" (
    "id" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "strategy" TEXT,
    "route" TEXT,
    "source_connection_id" TEXT NOT NULL,
    "target_connection_id" TEXT NOT NULL,
    "vm_ref" TEXT NOT NULL,
    "vm_name" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "detail" JSONB NOT NULL,
    "requested_by" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "migration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "migration_disk" (
    "migration_id" TEXT NOT NULL,
    "disk_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "capacity_bytes" BIGINT NOT NULL,
    "volume" TEXT,
    "ledger_root" TEXT,
    "target_root" TEXT,

    CONSTRAINT "migration_disk_pkey" PRIMARY KEY ("migration_id","disk_id")
);

-- CreateTable
CREATE TABLE "migration_round" (
    "migration_id" TEXT NOT NULL,
    "disk_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "changed_bytes" BIGINT NOT NULL,
    "read_bytes" BIGINT NOT NULL,
    "written_bytes" BIGINT NOT NULL,
    "ms" BIGINT NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "full" BOOLEAN NOT NULL,

    CONSTRAINT "migration_round_pkey" PRIMARY KEY ("migration_id","disk_id","round","kind")
);

-- CreateTable
CREATE TABLE "disk_progress" (
    "migration_id" TEXT NOT NULL,
    "disk_id" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "done_bytes" BIGINT NOT NULL,
    "total_bytes" BIGINT NOT NULL,
    "bytes_per_second" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disk_progress_pkey" PRIMARY KEY ("migration_id","disk_id")
);

-- CreateTable
CREATE TABLE "artifact" (
    "key" TEXT NOT NULL,
    "migration_id" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "modified_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "correlation_id" TEXT,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_account_name_key" ON "user_account"("name");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "connection_name_key" ON "connection"("name");

-- CreateIndex
CREATE INDEX "connection_kind_idx" ON "connection"("kind");

-- CreateIndex
CREATE INDEX "inventory_vm_connection_id_name_ref_idx" ON "inventory_vm"("connection_id", "name", "ref");

-- CreateIndex
CREATE INDEX "inventory_vm_connection_id_seen_at_idx" ON "inventory_vm"("connection_id", "seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "migration_workflow_id_key" ON "migration"("workflow_id");

-- CreateIndex
CREATE INDEX "migration_created_at_id_idx" ON "migration"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "migration_status_created_at_id_idx" ON "migration"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "migration_source_connection_id_vm_ref_idx" ON "migration"("source_connection_id", "vm_ref");

-- CreateIndex
CREATE INDEX "migration_target_connection_id_idx" ON "migration"("target_connection_id");

-- CreateIndex
CREATE UNIQUE INDEX "migration_requested_by_idempotency_key_key" ON "migration"("requested_by", "idempotency_key");

-- CreateIndex
CREATE INDEX "migration_round_ended_at_idx" ON "migration_round"("ended_at");

-- CreateIndex
CREATE INDEX "artifact_migration_id_idx" ON "artifact"("migration_id");

-- CreateIndex
CREATE INDEX "audit_event_subject_id_idx" ON "audit_event"("subject", "id");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_idx" ON "audit_event"("actor", "id");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inventory_vm" ADD CONSTRAINT "inventory_vm_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "migration_disk" ADD CONSTRAINT "migration_disk_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "migration_round" ADD CONSTRAINT "migration_round_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disk_progress" ADD CONSTRAINT "disk_progress_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact" ADD CONSTRAINT "artifact_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One open migration per VM. Prisma's schema language does not know partial indexes.
CREATE UNIQUE INDEX "migration_one_open_per_vm" ON "migration"("source_connection_id", "vm_ref")
WHERE "status" NOT IN ('completed', 'cancelled', 'rolled-back');

-- The audit trail is only ever added to.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_event rows are never changed or removed';
END;
$$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON "audit_event"
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
