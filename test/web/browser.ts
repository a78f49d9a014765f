import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';

const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
const pictures = join(import.meta.dirname, '../../.cache/screenshots');

export interface OpenPage {
  page: Page;
  context: BrowserContext;
  /** Errors that the page wrote to its console or threw. */
  complaints: string[];
  /** Keeps a picture for people to look at, where `SCREENSHOTS` is set: sixty of whole pages take a minute. */
  shoot(name: string): Promise<void>;
}

/** Debian's Chromium. Call it in `beforeAll`. */
export async function openBrowser(): Promise<(options?: Parameters<Browser['newContext']>[0]) => Promise<OpenPage>> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...switches, ...quiet] });
  afterAll(() => browser.close());
  mkdirSync(pictures, { recursive: true });
  return async (options) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    return {
      ...{ page, context, complaints },
      async shoot(name) {
        if (!process.env.SCREENSHOTS) return;
        // What sticks to the window would else lie in the middle of the picture.
        await page.evaluate('window.scrollTo(0, 0)');
        await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, animations: 'disabled' });
      },
    };
  };
}
