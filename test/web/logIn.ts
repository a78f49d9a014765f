import type { Page } from 'playwright-core';

/** By the form, as the admin of the tests. */
export async function logIn(on: Page, url: string): Promise<void> {
  await on.goto(`${url}/`);
  await on.getByLabel('User').fill('admin');
  await on.getByLabel('Password').fill('test');
  await on.getByRole('button', { name: 'Log in' }).click();
  await on.locator('[data-live="live"]').waitFor();
}
