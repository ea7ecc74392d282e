// Lighthouse's four scores for the pages, on the browser that is open already.

import lighthouse from 'lighthouse'
import type { Browser } from 'playwright-core'
import { visitor } from '../visitor.ts'
import { converse } from './conversation.ts'

/** A look at one page: its four scores, 0 to 100, and what cost points. */
const scores = async (url: string, port: number) => {
  const result = await lighthouse(url, {
    port,
    logLevel: 'error',
    // The cookie of the visit stays.
    disableStorageReset: true,
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
  })
  if (result === undefined) throw new Error(`Lighthouse said nothing of ${url}`)
  const { categories, audits, runtimeError } = result.lhr
  if (runtimeError !== undefined) throw new Error(`${url}: ${runtimeError.message}`)
  return Object.values(categories).map(({ id, score, auditRefs }) => ({
    id,
    score: Math.round(100 * (score ?? 0)),
    faults: auditRefs
      .filter(({ weight, id }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${id} (${audits[id]?.displayValue ?? audits[id]?.title})`),
  }))
}

/** Looks at the homepage, and at the chat while waiting and while talking. */
export const lighthouseScores = async (
  browser: Browser,
  port: number,
  address: string,
  tell: (what: string, score: number, faults: string) => void,
): Promise<void> => {
  const cdp = await browser.newBrowserCDPSession()
  const comeAs = async (cookie: string) => {
    const [name = '', value = ''] = cookie.split('=')
    await cdp.send('Storage.clearCookies')
    await cdp.send('Storage.setCookies', { cookies: [{ name, value, url: address }] })
  }
  const look = async (name: string, path: string) => {
    for (const { id, score, faults } of await scores(`${address}${path}`, port))
      tell(`${name}: lighthouse ${id}`, score, faults.join(', '))
  }
  await look('home', '/')
  await comeAs((await visitor(address, 'nobody else')).cookie)
  await look('waiting', '/chat')
  await comeAs((await converse(address, 20, 'turns')).ann.cookie)
  await look('chatting', '/chat')
}
