export interface ArchiveEntry {
  path: string;
  /** Type and permissions as in stat(2), e.g. 0o100755. */
  mode: number;
  /** A file's bytes, a symbolic link's target, nothing for a folder. */
  content: Buffer;
}

/** An archive in cpio's "newc" form, as the kernel unpacks it (Documentation/driver-api/early-userspace/buffer-format.rst). */
export function newcArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts: Buffer[] = [];
  const end: ArchiveEntry = { path: 'TRAILER!!!', mode: 0, content: Buffer.alloc(0) };
  for (const [index, entry] of [...entries, end].entries()) {
    const name = Buffer.from(`${entry.path}\0`);
    // inode, mode, uid, gid, links, mtime, file size, device numbers (4 words), name size, checksum
    const words = [index + 1, entry.mode, 0, 0, 1, 0, entry.content.length, 0, 0, 0, 0, name.length, 0];
    const header = `070701${words.map((word) => word.toString(16).padStart(8, '0')).join('')}`;
    parts.push(padded(Buffer.concat([Buffer.from(header), name])), padded(entry.content));
  }
  return Buffer.concat(parts);
}

function padded(bytes: Buffer): Buffer {
  return bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))]);
}
