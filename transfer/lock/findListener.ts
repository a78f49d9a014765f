import { readdir, readFile, readlink } from 'node:fs/promises';

/** `__SO_ACCEPTCON` of include/uapi/linux/net.h, as /proc/net/unix prints it. */
const listening = '00010000';

/** Process that listens on an abstract socket, by the kernel's word (proc(5)); null: none that we may see. */
export async function findListener(name: string): Promise<number | null> {
  const inode = await inodeOf(name);
  if (inode === null) return null;
  const link = `socket:[${inode}]`;
  for (const pid of await readdir('/proc')) {
    if (!/^[0-9]+$/.test(pid)) continue;
    const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const file of files) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      if (target === link) return Number(pid);
    }
  }
  return null;
}

/** Columns: Num RefCount Protocol Flags Type St Inode Path; abstract names begin with @ there. */
async function inodeOf(name: string): Promise<string | null> {
  for (const line of (await readFile('/proc/net/unix', 'utf8')).split('\n')) {
    const [, , , flags, , , inode, path] = line.trim().split(/\s+/);
    if (path === `@${name}` && flags === listening && inode !== undefined) return inode;
  }
  return null;
}
