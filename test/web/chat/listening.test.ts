// What a screen reader says through a whole visit, in order.
import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Running, removeFolder, startServer, temporaryFolder } from '../../kit/process.ts'
import { composer, endChat, hear, joinAs, openBrowser, openWindow, say, sees } from '../browser.ts'

let folder: string
let server: Running
let browser: Browser

beforeAll(async () => {
  folder = temporaryFolder()
  // On a busy machine, too, a search is told of before it goes further.
  server = await startServer({ DATA_DIR: folder, LIMIT_JOINS_PER_MINUTE: '0', RELAX_SECONDS: '3' })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.end('SIGTERM')
  removeFolder(folder)
})

/**
 * Notes what a screen reader would say: what takes the focus, by its name, and what changes in a
 * live region that was there before. Regions within others that are `off` are silent; of a status
 * the whole is read, of a log what is added.
 */
const listen = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const regions = '[aria-live], [role=log], [role=status], [role=alert]'
    const words = (node: Node) => node.textContent?.replace(/\s+/g, ' ').trim() ?? ''
    const regionOf = (node: Node): Element | null => {
      const element = node instanceof Element ? node : node.parentElement
      const region = element?.closest(regions) ?? null
      return region?.getAttribute('aria-live') === 'off' ? null : region
    }
    const note = (records: readonly MutationRecord[]) => {
      const changed = new Set<Element>()
      const fresh = new Set(records.flatMap(({ addedNodes }) => [...addedNodes]))
      const isNew = (region: Element) => [...fresh].some((node) => node.contains(region))
      const added: string[] = []
      for (const { target, addedNodes, type } of records) {
        const region = regionOf(target)
        if (region === null || isNew(region)) continue
        if (region.matches('[role=log]'))
          for (const node of type === 'characterData' ? [target] : addedNodes) {
            const silent = node instanceof Element ? node.querySelectorAll('[aria-live=off]') : []
            if (node instanceof Element && node.matches('[aria-live=off]')) continue
            const quiet = [...silent].reduce(
              (rest, off) => rest.replace(words(off), ''),
              words(node),
            )
            if (quiet.trim() !== '' && node.isConnected) added.push(quiet.trim())
          }
        else changed.add(region)
      }
      for (const text of new Set(added)) said.push(text)
      for (const region of changed) if (words(region) !== '') said.push(words(region))
    }
    const nameOf = (element: Element) => {
      const spoken = element.cloneNode(true) as Element
      for (const silent of spoken.querySelectorAll('[aria-hidden=true]')) silent.remove()
      return element.getAttribute('aria-label') ?? words(spoken)
    }
    document.addEventListener('DOMContentLoaded', () => {
      new MutationObserver(note).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
      })
    })
    document.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element) said.push(`→ ${nameOf(target)}`)
    })
  })
}

/** The page's line to the server, to be cut and mended. */
const breakableLine = async (page: Page) => {
  let isCut = false
  let open: WebSocketRoute[] = []
  const closeAll = () => {
    for (const socket of open) void socket.close({ code: 1001 })
    open = []
  }
  await page.routeWebSocket('**/ws*', (socket) => {
    open.push(socket)
    // A line that is cut takes every call and answers none.
    if (!isCut) socket.connectToServer()
  })
  return {
    cut: () => {
      isCut = true
      closeAll()
    },
    mend: () => {
      isCut = false
      closeAll()
    },
  }
}

/** Waits until this is what was said next; what is said after it is for the next time. */
const hears = async (page: Page, expected: readonly string[]): Promise<void> => {
  const isAll = (count: number) => (window as unknown as { said: string[] }).said.length >= count
  // Where less is said, that is what is to be shown.
  await page.waitForFunction(isAll, expected.length).catch(() => undefined)
  const heard = await page.evaluate(
    (count) => (window as unknown as { said: string[] }).said.splice(0, count),
    expected.length,
  )
  expect(heard).toEqual(expected)
}

const othersWait =
  'Fewer than 5 others are waiting. Nobody found yet who likes tea; soon, anyone who suits you will do.'

it('a visit is told in these words, and in no others', async () => {
  const { page: ann } = await openWindow(browser, server.address)
  const { page: bea } = await openWindow(browser, server.address)
  await listen(ann)
  const line = await breakableLine(ann)
  await joinAs(ann, { username: 'Ann', interests: ['tea'] })
  await sees(ann, 'Looking for someone')
  await hears(ann, ['→ Looking for someone', othersWait])
  await hears(ann, ['Anyone who suits you will do now.'])

  await joinAs(bea, { username: 'Bea', interests: ['tea'] })
  await composer(ann).waitFor()
  await hears(ann, ['→ Message to Bea', 'You are talking with Bea. You both like tea.'])

  await say(bea, 'Hello')
  await hear(ann, 'Hello')
  await say(ann, 'Good evening')
  await say(ann, 'Rain here')
  await Promise.all([
    ann.getByText('Bea is typing').waitFor(),
    composer(bea).pressSequentially('So'),
  ])
  await say(bea, 'Rain here too')
  await hear(ann, 'Rain here too')
  await hears(ann, ['Bea: Hello', 'You: Good evening', 'You: Rain here', 'Bea: Rain here too'])

  await bea.goto('about:blank')
  await hears(ann, ['Bea lost the connection and may come back.'])
  await bea.goto('/chat')
  await hears(ann, ['Bea is back.'])

  line.cut()
  await hears(ann, ['Connection lost. Finding the way back…'])
  await composer(ann).fill('Written in a tunnel')
  await composer(ann).press('Enter')
  await hears(ann, ['You: Written in a tunnel', 'Your message is still on its way.'])
  line.mend()
  await hear(bea, 'Written in a tunnel')
  await hears(ann, ['You are connected again.', 'Your message has arrived.'])

  await ann.getByRole('button', { name: 'End chat' }).press('Enter')
  await hears(ann, ['→ End chat', '→ You walked on', 'You can undo it for 8 seconds.'])
  await ann.getByRole('button', { name: 'Undo' }).press('Enter')
  await hears(ann, ['→ Undo', '→ Message to Bea', 'You stayed.'])

  await endChat(bea)
  await sees(ann, 'Bea walked on')
  await ann.getByRole('button', { name: 'Talk again with Bea' }).press('Enter')
  await ann.getByText('If Bea wants it too').waitFor()
  await hears(ann, [
    '→ Bea walked on',
    '→ Talk again with Bea',
    '→ If Bea wants it too, you are back together. Nobody is told otherwise.',
  ])
  await bea.getByRole('button', { name: 'Talk again with Ann' }).press('Enter')
  await composer(ann).waitFor()
  await hears(ann, [
    '→ Message to Bea',
    'You are talking with Bea. You both wanted to talk again. You both like tea.',
  ])

  await endChat(bea)
  await sees(ann, 'Bea walked on')
  await ann.getByRole('button', { name: 'Find another' }).press('Enter')
  await sees(ann, 'Looking for someone')
  await hears(ann, [
    '→ Bea walked on',
    '→ Find another',
    '→ Looking for someone',
    othersWait,
    'Anyone who suits you will do now.',
  ])
})
