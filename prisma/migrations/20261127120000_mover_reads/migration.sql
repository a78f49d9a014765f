-- Not logged: movers tell all of it anew within a second.
CREATE UNLOGGED TABLE "mover_reads" (
    "mover" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "disks" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mover_reads_pkey" PRIMARY KEY ("mover","connection_id")
);
