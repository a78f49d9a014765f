import { connect } from 'node:net';

/** `stalled`: it holds the lock and says nothing. `gone`: it let go in the meantime. */
export type HolderAnswer = 'leaving' | 'same' | 'newer' | 'stalled' | 'gone';

/** A process that runs answers in milliseconds, on a busy machine in hundreds of them. */
const patienceMs = 5000;

/** Tells the holder of a lock that an attempt with this epoch wants it. */
export function askHolder(name: string, epoch: number): Promise<HolderAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ path: `\0${name}` });
    const timer = setTimeout(() => end('stalled'), patienceMs);
    let told = '';
    const end = (answer: HolderAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => socket.write(`${epoch}\n`));
    socket.on('data', (bytes) => {
      told += bytes.toString('latin1');
    });
    socket.on('end', () => end(told === 'leaving' || told === 'same' || told === 'newer' ? told : 'gone'));
    // The queue of a process that takes up no connections fills; then connecting fails with EAGAIN.
    socket.on('error', (error) => end('code' in error && error.code === 'EAGAIN' ? 'stalled' : 'gone'));
  });
}
