-- CreateTable
CREATE TABLE "payload_key" (
    "version" INTEGER NOT NULL,
    "sealed_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payload_key_pkey" PRIMARY KEY ("version")
);
