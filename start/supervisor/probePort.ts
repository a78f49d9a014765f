import { connect } from 'node:net';

/** Whether somebody listens there, on loopback. @throws Error when nobody does */
export function probePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
