-- What was written since the last vacuum waits in a list that every search reads whole. At the default of 4 MB it is so
-- long that reading the whole table seems, and is planned as, less work.
ALTER INDEX "inventory_vm_name_parts_idx" SET (gin_pending_list_limit = 512);
ALTER INDEX "inventory_vm_path_parts_idx" SET (gin_pending_list_limit = 512);

-- The new length holds from the next write on: what waits now is sorted in here.
SELECT gin_clean_pending_list('inventory_vm_name_parts_idx'), gin_clean_pending_list('inventory_vm_path_parts_idx');
