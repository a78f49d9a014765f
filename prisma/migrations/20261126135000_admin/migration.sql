-- The role is called as its commands and documents call it.
UPDATE "user_account" SET "role" = 'admin' WHERE "role" = 'administrator';
