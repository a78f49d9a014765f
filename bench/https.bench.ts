import { join } from 'node:path';
import type { RangeLocation } from '../ports/diskLocation.ts';
import { createTransfer } from '../transfer/createTransfer.ts';
import { type Bench, type BenchRow, inTurns, seconds, timeRow } from './bench.ts';
import { freshVolume, GiB, MiB, makeStripedDisk, runTool, unwatched, wholeDisk } from './benchDisk.ts';
import { withFolder } from './benchFolder.ts';
import { withNbdkit } from './nbdkitServer.ts';
import { type NginxServer, withNginx } from './nginxServer.ts';

const runs = 5;
const size = GiB;
/** What the adapter of vSphere allows itself. */
const parallelReads = 4;
const mostReads = 8;

/** How the peer is started. Tuned: as many connections and as long requests as it takes to hide a delay. */
const peers = {
  plain: { name: 'nbdkit curl, nbdcopy --flush', nbdkit: [], settings: [], nbdcopy: [] },
  tuned: {
    name: 'the same with 4 connections and requests of 4 MiB',
    nbdkit: ['--filter=multi-conn'],
    settings: ['multi-conn-mode=unsafe'],
    nbdcopy: ['--request-size=4194304'],
  },
};

/**
 * Ranges of a flat file behind nginx to a raw file. In the second group of rows nginx waits 5 ms before it answers a
 * request, whoever asks. It cannot tell which parts are zeros, so ours and peers read all of it.
 */
export const bench: Bench = {
  name: 'full copy over https',
  run: () =>
    withFolder(async (folder) => {
      await makeStripedDisk(join(folder, 'disk.raw'), { size, stride: 16 * MiB });
      return withNginx(folder, async (server) => [
        ...(await rowsOf(folder, server, 'plain')),
        ...(await rowsOf(folder, server, 'slow')),
      ]);
    }),
};

async function rowsOf(folder: string, server: NginxServer, pace: 'plain' | 'slow'): Promise<BenchRow[]> {
  const url = `${pace === 'slow' ? server.slowOrigin : server.origin}/disk.raw`;
  const what = `${size / GiB} GiB, half sparse${pace === 'slow' ? ', 5 ms before each answer' : ''}`;
  const path = join(folder, 'target.raw');
  const { fingerprint256 } = server;
  const source: RangeLocation = {
    ...{ transport: 'https', url, fingerprint256, capacityBytes: size, parallelReads, mostReads },
    authorisation: () => Promise.resolve({ Cookie: 'vmware_soap_session=bench' }),
  };
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const ours = async (run: number) => {
    const target = await freshVolume(path, size);
    const identity = { migrationId: `${pace}-${run}`, diskId: 'd', capacityBytes: size };
    return seconds(() => transfer.copy({ ...wholeDisk, ...identity, source, target }, unwatched()));
  };
  const peer = async ({ nbdkit, settings, nbdcopy }: (typeof peers)['plain' | 'tuned']) => {
    await freshVolume(path, size);
    const args = ['--readonly', ...nbdkit, 'curl', `url=${url}`, 'sslverify=false', ...settings];
    return withNbdkit(folder, args, (socket) =>
      seconds(() => runTool('nbdcopy', '--flush', ...nbdcopy, `nbd+unix:///?socket=${socket}`, path)),
    );
  };
  const took = await inTurns(runs, { plain: () => peer(peers.plain), ours, tuned: () => peer(peers.tuned) });
  const row = (name: 'plain' | 'tuned', aim: string) =>
    timeRow({ what, ours: took.ours, peer: took[name], peerName: peers[name].name, aim, runs });
  return [row('plain', pace === 'slow' ? 'at least 3' : 'at least 1'), row('tuned', 'nothing; to compare with')];
}
