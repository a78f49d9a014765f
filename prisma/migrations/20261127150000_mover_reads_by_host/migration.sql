-- What is in it is told anew within a second.
DROP TABLE "mover_reads";

CREATE UNLOGGED TABLE "mover_reads" (
    "mover" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "datastore" TEXT NOT NULL,
    "disks" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mover_reads_pkey" PRIMARY KEY ("mover","connection_id","host","datastore")
);
