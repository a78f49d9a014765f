import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ClientMetadata, Provider } from 'oidc-provider';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { freePort } from '../../start/supervisor/freePort.ts';

export interface TestOidcServer {
  issuer: string;
  ca: string;
  /** Who is logged in at the provider when a browser comes by. */
  person: string;
  /** Changes what the token endpoint answers, as a provider gone bad would. */
  tamper: ((answer: Record<string, unknown>) => void) | null;
  close(): void;
}

/** npm oidc-provider over HTTPS on loopback. Whoever asks is `person`, and consents. Groups come with the user info. */
export async function startOidcServer(
  clients: ClientMetadata[],
  groups: Record<string, string[]>,
): Promise<TestOidcServer> {
  const { certPem, keyPem } = createSelfSigned({
    commonName: 'Provider',
    altNames: { dns: [], ip: ['127.0.0.1'] },
    days: 2,
  });
  const port = await freePort();
  const issuer = `https://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients,
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true } },
    cookies: { keys: ['test'] },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, preferred_username: id, groups: groups[id] }),
    }),
    async loadExistingGrant(context) {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const started: TestOidcServer = { issuer, ca: certPem, person: 'nobody', tamper: null, close: () => undefined };
  provider.use(async (context, next) => {
    if (context.path.startsWith('/interaction/')) {
      await provider.interactionFinished(context.req, context.res, { login: { accountId: started.person } });
      context.respond = false;
      return;
    }
    await next();
    if (context.path === '/token' && started.tamper !== null && context.status === 200) {
      started.tamper(context.body as Record<string, unknown>);
    }
  });
  const server = createServer({ cert: certPem, key: keyPem }, provider.callback());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  if (address.port !== port) throw new Error('The provider listens elsewhere.');
  started.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return started;
}
