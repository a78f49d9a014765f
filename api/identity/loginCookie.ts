import { z } from 'zod';
import type { LoginSecrets } from '../../ports/identityProvider.ts';
import type { SecretStore } from '../../ports/secretStore.ts';
import { ApiError } from '../http/apiError.ts';
import { cookieNamed } from '../session/cookieNamed.ts';

const lastsSeconds = 600;
const name = 'drover_provider_login';
const sealedFor = 'provider-login';
const content = z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string(), until: z.number() });

/** What binds a login at the provider to the browser that began it: sealed, out of reach of scripts, for ten minutes. */
export function loginCookie(secrets: SecretStore, secure: boolean) {
  const attributes = `Path=/api/v1/auth/provider; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    async make(login: LoginSecrets): Promise<string> {
      const until = Date.now() + lastsSeconds * 1000;
      const sealed = await secrets.seal(JSON.stringify({ ...login, until }), sealedFor);
      return `${name}=${sealed}; Max-Age=${lastsSeconds}; ${attributes}`;
    },
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
    /** @throws ApiError auth.login-lost when there is none, it is too old or not ours */
    async read(header: string | undefined): Promise<LoginSecrets> {
      try {
        const login = content.parse(JSON.parse(await secrets.open(cookieNamed(name, header) ?? '', sealedFor)));
        if (login.until > Date.now()) return login;
      } catch {
        // Told below: what is wrong with a forged cookie is nobody's business.
      }
      throw new ApiError('auth.login-lost', 'This browser has begun no login at the provider, or too long ago.');
    },
  };
}
