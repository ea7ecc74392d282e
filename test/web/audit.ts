// What is wrong with a page that is open: for screen readers, and for its width.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What there is to be found in other colours, where nothing else is other. */
export const colourRules: readonly string[] = ['color-contrast', 'link-in-text-block']

/** What axe-core finds by these rules, or by all it has; a line for each element. */
export const audit = async (page: Page, rules: readonly string[] = []): Promise<string[]> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(only.length === 0 ? {} : { runOnly: [...only] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    )
  }, rules)
}

/** Whether something reaches out of the page sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
