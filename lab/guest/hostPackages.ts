/**
 * Debian packages that must be installed where the lab runs. What goes into the guests, and the tools that make their
 * disks, are downloaded and unpacked beside the images (`debianPackages.ts`) and leave the host as it is.
 */
export const labHostPackages: readonly string[] = ['qemu-system-x86', 'qemu-utils', 'ovmf', 'e2fsprogs'];
