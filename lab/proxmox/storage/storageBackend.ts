export type ContentType = 'images' | 'import' | 'iso' | 'backup' | 'snippets' | 'vztmpl' | 'rootdir';
export type ImageFormat = 'raw' | 'qcow2' | 'vmdk';

/** An entry of `/etc/pve/storage.cfg`. */
export interface StorageConfig {
  storage: string;
  type: 'dir' | 'nfs' | 'lvmthin';
  content: ContentType[];
  shared: boolean;
  disabled: boolean;
  /** Other keys of the entry, e.g. `path`, `vgname`, `thinpool`. */
  details: Record<string, string>;
}

export interface Volume {
  /** `STORAGE:VOLNAME`. */
  volid: string;
  volname: string;
  content: ContentType;
  format: string;
  /** Virtual size in bytes. */
  size: number;
  /** Bytes that are really taken. */
  used: number;
  /** Owner, parsed from the name. */
  vmid?: number;
  /** Seconds since the epoch. */
  ctime: number;
  /** Node-local path of the file or block device. */
  path: string;
}

export interface AllocationRequest {
  vmid: number;
  /** Chosen by the storage (`vm-ID-disk-N`, lowest free N) when absent. */
  name?: string | undefined;
  format: ImageFormat;
  bytes: number;
}

/** One storage on one node. Methods throw ApiError with PVE's texts. */
export interface StorageBackend {
  readonly config: StorageConfig;
  /** Has a path, so that files can be uploaded to it. */
  readonly fileBased: boolean;
  readonly formats: readonly ImageFormat[];
  readonly defaultFormat: ImageFormat;
  /** Whether volumes of this format can be snapshotted. */
  canSnapshot(format: string): boolean;
  active(): boolean;
  usage(): Promise<{ total: number; used: number; avail: number }>;
  allocate(request: AllocationRequest): Promise<string>;
  free(volname: string): Promise<void>;
  list(): Promise<Volume[]>;
  /** @throws ApiError 500 when there is no such volume. */
  describe(volname: string): Promise<Volume>;
  /** What a name means, whether or not it exists. @throws ApiError when malformed. */
  parse(volname: string): { content: ContentType; vmid?: number; format: string };
  pathOf(volname: string): string;
  /** Makes a volume belong to another VM. @returns its new name. */
  rename(volname: string, vmid: number): Promise<string>;
  resize(volname: string, bytes: number): Promise<void>;
  snapshot(volname: string, name: string, action: 'create' | 'delete' | 'rollback'): Promise<void>;
  /** Folder for files of a content type. @throws when not file based. */
  contentDir(content: ContentType): string;
}
