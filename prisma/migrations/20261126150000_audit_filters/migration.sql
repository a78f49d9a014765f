-- CreateIndex
CREATE INDEX "audit_event_outcome_id_idx" ON "audit_event"("outcome", "id");

-- CreateIndex
CREATE INDEX "audit_event_address_id_idx" ON "audit_event"("address", "id");

-- CreateIndex
CREATE INDEX "audit_event_workflow_id_id_idx" ON "audit_event"("workflow_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");
