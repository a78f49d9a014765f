-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "actor_id" TEXT,
ADD COLUMN     "address" TEXT,
ADD COLUMN     "after" JSONB,
ADD COLUMN     "before" JSONB,
ADD COLUMN     "code" TEXT,
ADD COLUMN     "credential" TEXT,
ADD COLUMN     "outcome" TEXT NOT NULL DEFAULT 'done',
ADD COLUMN     "workflow_id" TEXT;

-- CreateTable
CREATE TABLE "audit_link" (
    "position" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_link_pkey" PRIMARY KEY ("position")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_link_event_id_key" ON "audit_link"("event_id");

-- CreateIndex
CREATE INDEX "audit_event_action_id_idx" ON "audit_event"("action", "id");

-- CreateIndex
CREATE INDEX "audit_event_correlation_id_idx" ON "audit_event"("correlation_id");

-- AddForeignKey
ALTER TABLE "audit_link" ADD CONSTRAINT "audit_link_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "audit_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the hash of an event covers: every column, as one jsonb object in the spelling of PostgreSQL, which orders keys
-- by length and then by bytes. proof/auditChain.ts spells it the same way.
CREATE FUNCTION audit_event_content("event" "audit_event") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'id', event.id::text,
    'at', to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'actor', event.actor,
    'actorId', event.actor_id,
    'address', event.address,
    'credential', event.credential,
    'action', event.action,
    'subject', event.subject,
    'outcome', event.outcome,
    'code', event.code,
    'before', event.before,
    'after', event.after,
    'detail', event.detail,
    'requestId', event.correlation_id,
    'workflowId', event.workflow_id
  )::text;
$$;

-- Runs when the transaction of the event commits: whoever waits for the lock holds up nobody but other commits, and no
-- two transactions can wait for one another. A statement of its own sees what the last holder of the lock committed.
CREATE FUNCTION link_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head "audit_link";
  next_position bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('drover audit chain', 0));
  SELECT * INTO head FROM "audit_link" ORDER BY "position" DESC LIMIT 1;
  next_position := coalesce(head.position, 0) + 1;
  INSERT INTO "audit_link" ("position", "event_id", "hash") VALUES (
    next_position,
    NEW.id,
    encode(sha256(convert_to(
      coalesce(head.hash, repeat('0', 64)) || E'\n' || next_position || E'\n' || audit_event_content(NEW), 'UTF8'
    )), 'hex')
  );
  RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER audit_event_linked AFTER INSERT ON "audit_event"
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION link_audit_event();

-- The chain begins with an event that tells how many there were before it. Those are kept, but nothing vouches for them.
INSERT INTO "audit_event" ("actor", "action", "subject", "detail")
SELECT 'drover', 'audit.begin', 'audit', jsonb_build_object('earlierEvents', count(*)) FROM "audit_event";
SET CONSTRAINTS ALL IMMEDIATE;

CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON "audit_link"
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_event_not_emptied BEFORE TRUNCATE ON "audit_event"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_link_not_emptied BEFORE TRUNCATE ON "audit_link"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
