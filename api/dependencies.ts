import type { PayloadCodec } from '@temporalio/common';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ArtifactStore } from '../ports/artifactStore.ts';
import type { Directory } from '../ports/directory.ts';
import type { IdentityProvider } from '../ports/identityProvider.ts';
import type { SealedPayloadKey } from '../ports/payloadKeys.ts';
import type { SecretStore } from '../ports/secretStore.ts';
import type { Database } from '../prisma/database.ts';
import type { SigningKey } from '../proof/signingKey.ts';
import type { Redis } from './budgets/redis.ts';
import type { AccessTokens } from './session/accessTokens.ts';
import type { SessionCookie } from './session/sessionCookie.ts';
import type { WorkflowGateway } from './temporal/workflowGateway.ts';

/** Checks links to artifacts; `storage/artifactLinks.ts` makes them. */
export interface LinkCheck {
  /** @throws DroverError artifact.link-invalid */
  check(key: string, given: { expires: string; signature: string }): void;
}

export interface ApiDependencies {
  database: Database;
  /** Where requests are counted for all processes; null: each for itself. */
  redis: Redis | null;
  workflows: WorkflowGateway;
  artifacts: ArtifactStore;
  links: LinkCheck;
  secrets: SecretStore;
  /** Encrypts and decrypts what workflows say. */
  payloadCodec: PayloadCodec;
  /** A new payload key, sealed. */
  makePayloadKey(version: number): Promise<SealedPayloadKey>;
  accessTokens: AccessTokens;
  sessionCookie: SessionCookie;
  /** Whose users may log in with their password there; null: none. */
  directory: Directory | null;
  /** Who logs people in on pages of its own; null: nobody. */
  identityProvider: IdentityProvider | null;
  /** A keyed hash, the same in every process of the instance. */
  fingerprint(text: string): string;
  /** Signs how far the audit trail reaches; null: this process has no key. */
  signingKey: SigningKey | null;
  log: Logger;
  /** Makes a span of each request (`tracing/requestSpans.ts`); null: no traces. */
  requestSpans: RequestHandler | null;
  /** Lets a scraper read the metrics; undefined: only logins may. */
  metricsToken: string | undefined;
  version: string;
  temporalNamespace: string;
  /** Temporal Web, for links. */
  temporalWebUrl: string | undefined;
  /** Folder of the built console. */
  webDir: string | undefined;
  /** Address under which people reach the API; undefined: any under which it answers. */
  publicUrl: string | undefined;
  /** Reverse proxies whose X-Forwarded headers are believed. */
  trustedProxies: string[];
  /** 0: browsers are not told to insist on HTTPS. */
  hstsSeconds: number;
  /** For tests and development. */
  strictResponses: boolean;
}
