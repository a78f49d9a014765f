import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeSetupToken } from '../../api/session/setUp.ts';
import { createClient } from '../../client/client.ts';
import { firstUser, makeFirstLogin } from '../../start/stack/firstLogin.ts';
import { ensureSecrets, readSecret } from '../../start/stack/instanceSecrets.ts';
import { startApi } from '../api/apiUnderTest.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('npm start spends the set-up token on the login that it prints, also when it was cut off before', async () => {
  const api = await startApi();
  const secrets = ensureSecrets(folder);
  await makeFirstLogin(api.url, secrets);
  expect(existsSync(secrets.adminPasswordFile)).toBe(false);
  writeFileSync(secrets.setupTokenFile, `${await makeSetupToken(api.database)}\n`);
  await makeFirstLogin(api.url, secrets);
  expect(existsSync(secrets.setupTokenFile)).toBe(false);
  expect(statSync(secrets.adminPasswordFile).mode & 0o777).toBe(0o600);
  // The next start finds a token that was spent, because the one before did not come to throw it away.
  writeFileSync(secrets.setupTokenFile, 'drover_setup_spent\n');
  await makeFirstLogin(api.url, secrets);
  const login = { username: firstUser, password: readSecret(secrets.adminPasswordFile) };
  const { user } = await createClient({ baseUrl: api.url }).login({ body: login });
  expect(user).toMatchObject({ name: 'admin', role: 'admin' });
});
