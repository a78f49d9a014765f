/** How slow, how patient and how stingy the simulated vCenter is. Times in milliseconds unless named otherwise. */
export interface VsphereSettings {
  /** How long an ordinary task takes. */
  taskMilliseconds: number;
  /** How long finished tasks can still be asked for. */
  taskRetentionMilliseconds: number;
  sessionIdleMilliseconds: number;
  /** Most objects in one page of properties, whatever the client asks. */
  objectsPerPage: number;
  /** Most areas in one answer of QueryChangedDiskAreas. */
  changedAreasPerPage: number;
  /** One answer of QueryChangedDiskAreas describes at most this range, bytes (larger on disks that would need over 64). */
  changedRangePerPage: number;
  /** How long a synthetic guest takes to shut down. */
  shutdownMilliseconds: number;
  leaseTimeoutSeconds: number;
}

export const defaultSettings: VsphereSettings = {
  taskMilliseconds: 250,
  taskRetentionMilliseconds: 10 * 60_000,
  sessionIdleMilliseconds: 30 * 60_000,
  objectsPerPage: 100,
  changedAreasPerPage: 2000,
  changedRangePerPage: 32 * 1024 * 1024,
  shutdownMilliseconds: 800,
  leaseTimeoutSeconds: 300,
};
