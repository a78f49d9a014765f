import type { VouchedIdentity } from './vouchedIdentity.ts';

/** What only the browser that began a login may know until it ends it. */
export interface LoginSecrets {
  state: string;
  nonce: string;
  codeVerifier: string;
}

export interface DeviceLogin {
  deviceCode: string;
  /** What a person types in at `verificationUrl`. */
  userCode: string;
  verificationUrl: string;
  /** With the code in it; null: the provider gives none. */
  completeUrl: string | null;
  expiresInSeconds: number;
  /** How long to wait between two questions. */
  intervalSeconds: number;
}

/** Somebody who logs people in on pages of their own. All methods throw DroverError identity.*. */
export interface IdentityProvider {
  /** How people know it. */
  name: string;
  /** Where to send the browser, which comes back to `redirectUrl`. */
  begin(redirectUrl: string): Promise<{ url: string; secrets: LoginSecrets }>;
  /** @param callbackUrl the redirect URL as the browser came back to it, with its query */
  finish(callbackUrl: URL, secrets: LoginSecrets): Promise<VouchedIdentity>;
  /** A login for a program without a browser (RFC 8628). */
  beginDevice(): Promise<DeviceLogin>;
  /** Asks once. `pending`: nobody has confirmed yet; `slow-down`: the same, and it was asked too soon. */
  pollDevice(deviceCode: string): Promise<VouchedIdentity | 'pending' | 'slow-down'>;
}
