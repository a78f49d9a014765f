const pageBytes = 65536;

interface MemoryConstructor {
  new (descriptor: { initial: number; maximum: number; shared: true }): { buffer: SharedArrayBuffer };
}

/** Shared memory that begins on a page, as O_DIRECT wants it: what V8 gives for WebAssembly always does. */
export function pageMemory(bytes: number): SharedArrayBuffer {
  const pages = Math.ceil(bytes / pageBytes);
  return new (memoryConstructor())({ initial: pages, maximum: pages, shared: true }).buffer;
}

/** The type is not part of the compiler's ES libraries; every Node has the class. */
function memoryConstructor(): MemoryConstructor {
  const { WebAssembly: api } = globalThis as unknown as { WebAssembly: { Memory: MemoryConstructor } };
  return api.Memory;
}
