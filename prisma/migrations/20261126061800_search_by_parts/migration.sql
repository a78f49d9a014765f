-- Parts of names are looked for in tens of thousands of rows. The extension is one that a database's owner may make.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateIndex
CREATE INDEX "inventory_vm_name_parts_idx" ON "inventory_vm" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "inventory_vm_path_parts_idx" ON "inventory_vm" USING GIN ("path" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "migration_vm_name_parts_idx" ON "migration" USING GIN ("vm_name" gin_trgm_ops);
