import type { ConnectionInput, ConnectionTest } from '../contract/connection.ts';
import type { AddressGuard } from './addressGuard.ts';
import type { SourcePlatform } from './sourcePlatform.ts';
import type { TargetPlatform } from './targetPlatform.ts';

/** Opens platforms by connection id; keeps one session per connection and process. */
export interface Platforms {
  /** @throws DroverError request.not-found | platform.* */
  source(connectionId: string): Promise<SourcePlatform>;
  target(connectionId: string): Promise<TargetPlatform>;
  /** Tests step by step and names the first that fails. Never throws for a bad connection: that is its result. Also of settings that are not saved, by their id. */
  test(connectionId: string): Promise<ConnectionTest>;
  close(): Promise<void>;
}

/** What an adapter needs to log in. Exists in memory only. */
export type PlatformCredentials = Pick<ConnectionInput, 'url' | 'fingerprint256' | 'username' | 'password'> & {
  /** Where connections may go; absent: anywhere. */
  guard?: AddressGuard;
};
