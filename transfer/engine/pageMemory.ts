import { readFileSync } from 'node:fs';

/** Memory that threads share. */
export interface PageMemory {
  memory: SharedArrayBuffer;
  /** Where its first page begins. */
  offset: number;
}

const pageBytes = 4096;
/** What glibc writes before an allocation that has a mapping of its own (malloc/malloc.c, `mmapped chunk`). */
const chunkHeaderBytes = 16;
/** Longer allocations have mappings of their own, whatever was freed before (malloc/malloc.c, DEFAULT_MMAP_THRESHOLD_MAX). */
const longestUnmapped = 32 * 1024 * 1024;
const wasmPageBytes = 65536;

interface MemoryConstructor {
  new (descriptor: { initial: number; maximum: number; shared: true }): { buffer: SharedArrayBuffer };
}

/**
 * Shared memory that begins on a page, as O_DIRECT wants it. From glibc's malloc where that is ours, which asks for huge
 * pages when GLIBC_TUNABLES says so: the kernel writes from them at a third more speed. Else what V8 gives for WebAssembly,
 * which always begins on a page.
 */
export function pageMemory(bytes: number): PageMemory {
  glibc ??= mallocIsGlibc(readFileSync('/proc/self/maps', 'utf8'));
  if (glibc) {
    // Pages that nobody touches take no memory.
    const memory = new SharedArrayBuffer(Math.max(bytes + pageBytes, longestUnmapped + pageBytes));
    return { memory, offset: pageBytes - chunkHeaderBytes };
  }
  const pages = Math.ceil(bytes / wasmPageBytes);
  return { memory: new (memoryConstructor())({ initial: pages, maximum: pages, shared: true }).buffer, offset: 0 };
}

let glibc: boolean | undefined;

/** @param maps of a process, as proc_pid_maps(5) describes: neither musl nor another malloc put before glibc's */
export function mallocIsGlibc(maps: string): boolean {
  return /\/libc\.so\.6$/m.test(maps) && !/\/lib[^/]*(malloc|hoard)[^/]*\.so/.test(maps);
}

/** The type is not part of the compiler's ES libraries; every Node has the class. */
function memoryConstructor(): MemoryConstructor {
  const { WebAssembly: api } = globalThis as unknown as { WebAssembly: { Memory: MemoryConstructor } };
  return api.Memory;
}
