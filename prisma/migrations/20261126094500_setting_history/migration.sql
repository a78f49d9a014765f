-- CreateTable
CREATE TABLE "setting_change" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "before" JSONB NOT NULL,
    "after" JSONB NOT NULL,
    "reset" BOOLEAN NOT NULL,
    "correlation_id" TEXT,

    CONSTRAINT "setting_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "setting_change_key_id_idx" ON "setting_change"("key", "id");

-- The history is only ever added to.
CREATE FUNCTION refuse_setting_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'setting_change rows are never changed or removed';
END;
$$;
CREATE TRIGGER setting_change_append_only BEFORE UPDATE OR DELETE ON "setting_change"
FOR EACH ROW EXECUTE FUNCTION refuse_setting_history_change();
