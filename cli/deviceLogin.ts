import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../client/client.ts';
import type { CommandContext } from './commands/context.ts';

type DeviceSession = NonNullable<Awaited<ReturnType<Client['pollDeviceLogin']>>['session']>;

/** What the provider wants the interval to grow by each time it is asked too soon (RFC 8628, 3.5). */
const slowDownMs = 5_000;

/** A login at the provider that a person confirms in any browser; Drover asks for it on behalf of this program. */
export async function deviceLogin(client: Client, { output, signal }: CommandContext): Promise<DeviceSession> {
  const { handle, ...shown } = await client.beginDeviceLogin();
  const { userCode, completeUrl, verificationUrl } = shown;
  output.event({ type: 'confirm', ...shown }, () => undefined);
  output.note(`Open ${completeUrl ?? verificationUrl} in a browser, and confirm the code ${userCode} there.`);
  let pauseMs = shown.intervalSeconds * 1000;
  for (;;) {
    await wait(pauseMs, undefined, { signal });
    const { state, session } = await client.pollDeviceLogin({ body: { handle }, signal });
    if (session !== null) return session;
    if (state === 'slow-down') pauseMs += slowDownMs;
  }
}
