import axe from 'axe-core';
import type { Page } from 'playwright-core';

const settled =
  'Promise.allSettled(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished))';

/** What axe finds in the page that is shown, in the light theme, and of its colours in the dark one. */
export async function axeViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const theme of ['light', 'dark']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    // Colours that are still on their way are nobody's.
    await page.evaluate(settled);
    // Only colours depend on the theme.
    const options = theme === 'light' ? {} : { runOnly: ['color-contrast'] };
    const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
    for (const { id, nodes } of violations) found.push(`${theme} ${id}: ${nodes[0]?.html}`);
  }
  return found;
}
