import type { ServerResponse } from 'node:http';

/** Writes a piece of a body and waits until there is room for more, or nobody is left to read it. */
export async function sendPiece(response: ServerResponse, piece: Buffer): Promise<void> {
  if (response.write(piece) || response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
