import type { Logger } from 'pino';
import { DroverError } from '../../contract/errors.ts';
import { rolesOfGroups } from '../../contract/groupRole.ts';
import type { GroupRole, Realm } from '../../contract/identity.ts';
import type { Grant } from '../../contract/project.ts';
import type { identityRoutes } from '../../contract/routes/identity.ts';
import type { VouchedIdentity } from '../../ports/vouchedIdentity.ts';
import { listGroupRoles } from '../../prisma/queries/groupRoles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { demandOwnOrigin } from '../session/crossSite.ts';
import { bearerAnswer, consoleAnswer } from '../session/loginAnswers.ts';
import type { LoginPlace } from '../session/openSession.ts';
import { openDevice, sealDevice } from './deviceHandle.ts';
import { externalLogin } from './externalLogin.ts';
import { addGroupRole, changeGroupRole, removeGroupRole } from './groupRoles.ts';
import { loginCookie } from './loginCookie.ts';
import { tellRefusedLogin } from './refusedLogin.ts';

/** Where the provider sends browsers back to: a page of the console, which hands the query to the API. */
const callbackPath = '/login/provider';

interface Request extends LoginPlace {
  log: Logger;
}

export function identityHandlers(dependencies: ApiDependencies): HandlersOf<typeof identityRoutes> {
  const { database, secrets, sessionCookie, directory, identityProvider, publicUrl } = dependencies;
  const { prisma } = database;
  const cookie = loginCookie(secrets, publicUrl?.startsWith('https:') === true);
  // Where it is not known, no provider is set up (config/oidc.ts).
  const callbackUrl = new URL(`${publicUrl ?? 'http://127.0.0.1'}${callbackPath}`);

  return {
    async listLoginWays() {
      return { directory: directory !== null, provider: identityProvider?.name ?? null };
    },

    async loginDirectory({ body, ...request }) {
      return bearerLogin('ldap', await askDirectory(body, request), request);
    },

    async loginDirectoryConsole({ body, setCookie, ...request }) {
      demandOwnOrigin(request.headers, dependencies);
      return consoleLogin('ldap', await askDirectory(body, request), { ...request, setCookie });
    },

    async beginProviderLogin({ headers, log, setCookie }) {
      demandOwnOrigin(headers, dependencies);
      const provider = offered(identityProvider, 'provider');
      const { url, secrets: login } = await quietly(log, () => provider.begin(callbackUrl.href));
      setCookie(await cookie.make(login));
      return { url };
    },

    async finishProviderLogin({ body, setCookie, ...request }) {
      demandOwnOrigin(request.headers, dependencies);
      const provider = offered(identityProvider, 'provider');
      const login = await cookie.read(request.headers.cookie);
      // Good for one try, however it ends.
      setCookie(cookie.clear());
      const url = new URL(callbackUrl);
      url.search = body.query;
      const vouched = await askProvider(() => provider.finish(url, login), request);
      return consoleLogin('oidc', vouched, { ...request, setCookie });
    },

    async beginDeviceLogin({ log }) {
      const provider = offered(identityProvider, 'provider');
      const login = await quietly(log, () => provider.beginDevice());
      const { userCode, verificationUrl, completeUrl, intervalSeconds } = login;
      const expiresAt = new Date(Date.now() + login.expiresInSeconds * 1000).toISOString();
      const handle = await sealDevice(secrets, login);
      return { handle, userCode, verificationUrl, completeUrl, expiresAt, intervalSeconds };
    },

    async pollDeviceLogin({ body, ...request }) {
      const provider = offered(identityProvider, 'provider');
      const deviceCode = await openDevice(secrets, body.handle);
      const vouched = await askProvider(() => provider.pollDevice(deviceCode), request);
      if (typeof vouched === 'string') return { state: vouched, session: null };
      return { state: 'done', session: await bearerLogin('oidc', vouched, request) };
    },

    async checkDirectory({ body }) {
      // Whoever may set it up is told everything that went wrong.
      const user = await offered(directory, 'directory').lookUp(body.username);
      if (user === null) return { user: null };
      const { role, inProjects } = rolesOfGroups('ldap', user.groups, await listGroupRoles(prisma));
      return { user: { ...user, role, grants: inProjects.map(grantByGroup) } };
    },

    async listGroupRoles() {
      return { items: await listGroupRoles(prisma) };
    },
    createGroupRole: ({ body, ...author }) => addGroupRole(database, body, author),
    updateGroupRole: ({ params, body, ...author }) => changeGroupRole(database, { ...params, ...body }, author),
    deleteGroupRole: ({ params, ...author }) => removeGroupRole(database, params.id, author),
  };

  async function askDirectory({ username, password }: { username: string; password: string }, request: Request) {
    const vouched = await quietly(request.log, () => offered(directory, 'directory').authenticate(username, password));
    if (vouched !== null) return vouched;
    await tellRefusedLogin(prisma, { realm: 'ldap', name: `${username}@ldap`, code: 'auth.invalid' }, request);
    throw new ApiError('auth.invalid', 'The directory has no such user, or the password is another.');
  }

  async function askProvider<T>(ask: () => Promise<T>, request: Request): Promise<T> {
    try {
      return await quietly(request.log, ask);
    } catch (error) {
      const code = error instanceof DroverError ? error.code : 'internal';
      await tellRefusedLogin(prisma, { realm: 'oidc', name: 'unknown@oidc', code }, request);
      throw error;
    }
  }

  async function bearerLogin(realm: Realm, vouched: VouchedIdentity, place: LoginPlace) {
    return bearerAnswer(await externalLogin(database, { realm, vouched, kind: 'bearer', place }));
  }

  async function consoleLogin(
    realm: Realm,
    vouched: VouchedIdentity,
    { setCookie, ...place }: LoginPlace & { setCookie(header: string): void },
  ) {
    const opened = await externalLogin(database, { realm, vouched, kind: 'cookie', place });
    setCookie(sessionCookie.set(opened.token));
    return consoleAnswer(opened);
  }
}

function grantByGroup({ projectId, projectName, role, group }: GroupRole & { projectId: string }): Grant {
  return { projectId, projectName: projectName ?? projectId, role, group };
}

function offered<T>(way: T | null, name: string): T {
  if (way === null) throw new ApiError('auth.not-offered', `No ${name} is set up.`);
  return way;
}

/** Who is not logged in learns that it failed; addresses and names of the inside are in the log. */
async function quietly<T>(log: Logger, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DroverError) || !error.code.startsWith('identity.')) throw error;
    log.warn({ code: error.code, detail: error.message }, 'login elsewhere failed');
    throw new ApiError(
      error.code,
      'The login could not be completed. The log has the reason under the correlation id.',
    );
  }
}
