import { connectNbd, type NbdClient } from '../qemu/nbdClient.ts';
import type { QemuProcess } from '../qemu/qemuProcess.ts';
import type { LabExtent } from './vmBacking.ts';

const ALLOCATION = 'base:allocation';
const HOLE = 1;
const DIRTY = 1;

/** Reads nodes of QEMU's block graph through its own NBD server. */
export interface NodeExports {
  read(node: string, offset: number, length: number): Promise<Buffer>;
  /** Where the node, or what it stands on, holds data. */
  allocated(node: string): Promise<LabExtent[]>;
  /** What a disabled bitmap of that node marks. */
  dirty(node: string, bitmap: string): Promise<LabExtent[]>;
  /** Ends the reading of a node, so that it can be removed. */
  forget(node: string): Promise<void>;
}

export async function openNodeExports(machine: QemuProcess): Promise<NodeExports> {
  const { monitor, sockets } = machine;
  await monitor.execute('nbd-server-start', { addr: { type: 'unix', data: { path: sockets.nbd } } });
  const open = new Map<string, Promise<NbdClient>>();

  const add = async (id: string, node: string, bitmap?: string): Promise<NbdClient> => {
    const bitmaps = bitmap === undefined ? undefined : [bitmap];
    await monitor.execute('block-export-add', {
      type: 'nbd',
      id,
      name: id,
      'node-name': node,
      writable: false,
      bitmaps,
    });
    const contexts = [bitmap === undefined ? ALLOCATION : `qemu:dirty-bitmap:${bitmap}`];
    return connectNbd({ path: sockets.nbd, exportName: id, contexts });
  };
  const remove = async (id: string, client: NbdClient) => {
    client.close();
    const gone = monitor.nextEvent((event) => event.name === 'BLOCK_EXPORT_DELETED' && event.data['id'] === id);
    gone.catch(() => {});
    await monitor.execute('block-export-del', { id, mode: 'hard' });
    await gone;
  };
  const clientOf = (node: string) => {
    const known = open.get(node);
    if (known) return known;
    const client = add(`read-${node}`, node);
    open.set(node, client);
    client.catch(() => open.delete(node));
    return client;
  };
  return {
    read: async (node, offset, length) => (await clientOf(node)).read(offset, length),
    allocated: async (node) => {
      const client = await clientOf(node);
      return (await client.blockStatus(ALLOCATION)).filter((extent) => (extent.flags & HOLE) === 0).map(place);
    },
    dirty: async (node, bitmap) => {
      const id = `dirty-${node}-${bitmap}`;
      const client = await add(id, node, bitmap);
      try {
        const status = await client.blockStatus(`qemu:dirty-bitmap:${bitmap}`);
        return status.filter((extent) => (extent.flags & DIRTY) !== 0).map(place);
      } finally {
        await remove(id, client);
      }
    },
    forget: async (node) => {
      const client = open.get(node);
      open.delete(node);
      if (client) await remove(`read-${node}`, await client);
    },
  };
}

function place(extent: LabExtent): LabExtent {
  return { start: extent.start, length: extent.length };
}
