-- AlterTable
ALTER TABLE "inventory_vm" ADD COLUMN     "tools" TEXT NOT NULL DEFAULT 'unknown';
