import { z } from 'zod';
import type { DeviceLogin } from '../../ports/identityProvider.ts';
import type { SecretStore } from '../../ports/secretStore.ts';
import { ApiError } from '../http/apiError.ts';

const sealedFor = 'device-login';
const content = z.object({ deviceCode: z.string(), until: z.number() });

/** The provider's device code, sealed: the program that waits holds it, and no process of the API has to remember it. */
export function sealDevice(secrets: SecretStore, login: DeviceLogin): Promise<string> {
  const until = Date.now() + login.expiresInSeconds * 1000;
  return secrets.seal(JSON.stringify({ deviceCode: login.deviceCode, until }), sealedFor);
}

/** @throws ApiError auth.login-lost */
export async function openDevice(secrets: SecretStore, handle: string): Promise<string> {
  try {
    const { deviceCode, until } = content.parse(JSON.parse(await secrets.open(handle, sealedFor)));
    if (until > Date.now()) return deviceCode;
  } catch {
    // Told below.
  }
  throw new ApiError('auth.login-lost', 'There is no such login, or nobody has confirmed it in time.');
}
