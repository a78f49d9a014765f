import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { DroverError } from '../../contract/errors.ts';

/**
 * Keeps connections to one server whose certificate is the pinned one; the request is written only after the
 * certificate was compared. Without a pin, public trust decides as usual.
 */
export class PinnedAgent extends Agent {
  readonly #fingerprint256: string | undefined;

  constructor(fingerprint256: string | undefined, options: AgentOptions) {
    super({ ...options, keepAlive: true });
    this.#fingerprint256 = fingerprint256;
  }

  override createConnection(
    options: ConnectionOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const pin = this.#fingerprint256;
    // No session is reused: a resumed one would carry no certificate to compare.
    const socket = connect({ ...options, session: undefined, rejectUnauthorized: pin === undefined });
    const settle = (error: Error | null) => {
      socket.off('error', settle);
      if (error !== null) socket.destroy();
      callback(error, socket);
    };
    socket.once('error', settle);
    socket.once('secureConnect', () => {
      const shown = socket.getPeerCertificate().fingerprint256;
      if (pin === undefined || shown === pin) settle(null);
      else {
        const message = `The server ${options.host} shows another certificate than the one confirmed.`;
        settle(new DroverError('platform.certificate', message, { evidence: [`shown: ${shown}`, `pinned: ${pin}`] }));
      }
    });
  }
}
