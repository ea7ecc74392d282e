// Draws the README's pictures: a chat in light and dark, and its replay.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { openBrowser, openWindow } from './browser.ts'
import { playScenes } from './chat/scenes.ts'
import { allLooks, type Look, lookName, wear } from './looks.ts'
import { debug } from './replay/logs.ts'
import { playReplayScenes } from './replay/scenes.ts'

const pictures = resolve(import.meta.dirname, '../../docs')

/** `all` draws every scene in every look into a folder of its own, to be looked at. */
const [wish, folder = pictures] = process.argv.slice(2)

const plain = { width: 1440, height: 900 }

const wanted = new Map([
  ['home 1440 light', 'home.png'],
  ['chatting 1440 light', 'chat.png'],
  ['chatting 1440 dark', 'chat-dark.png'],
])

const schemes = ['light', 'dark'] as const

/** The scene that is on, in each of the looks; the page is left as it was. */
async function drawLooks(scene: string, page: Page, looks: readonly Look[]): Promise<void> {
  for (const look of looks) {
    await wear(page, look)
    await page.screenshot({ path: resolve(folder, `${scene}-${lookName(look)}.png`) })
  }
  await wear(page, plain)
}

const isForReplay = ({ height, isLarge, isSpaced }: Look): boolean =>
  height > 500 && isLarge !== true && isSpaced !== true

/** The conversations that were just had, at the moment when the first two were matched. */
async function drawReplay(): Promise<void> {
  if (wish === 'all') {
    await playReplayScenes(browser, {
      look: plain,
      watch: (scene, page) => drawLooks(`replay-${scene}`, page, allLooks.filter(isForReplay)),
    })
    return
  }
  const { address, replay, close } = await debug(data)
  const { page } = await openWindow(browser, address, { width: 1440, height: 900 })
  const { history } = replay
  const match = Array.from({ length: history.length }, (_, index) => index).find(
    (index) => history.type(index) === 'session.matched',
  )
  await page.goto(`/#${history.seq(match ?? 0)}`)
  await page.locator('.chart-arrow-taken').waitFor()
  await page.locator('.events [aria-selected=true] .event-row-seq').waitFor()
  await page.locator('.conversation [aria-selected=true] .arrow-name').waitFor()
  await page.screenshot({ path: resolve(folder, 'replay.png') })
  close()
}

const folderOfAll = temporaryFolder()
/** A name to be seen in a picture. */
const data = join(folderOfAll, 'data')
const server = await startServer({
  DATA_DIR: data,
  LIMIT_JOINS_PER_MINUTE: '0',
  RELAX_SECONDS: '1',
})
const browser = await openBrowser()
mkdirSync(folder, { recursive: true })
if (wish === 'all')
  await playScenes(browser, server.address, {
    look: plain,
    watch: (scene, page) => drawLooks(scene, page, allLooks),
  })
else
  for (const scheme of schemes) {
    await playScenes(browser, server.address, {
      look: { ...plain, scheme },
      watch: async (scene, page) => {
        const name = wanted.get(`${scene} ${plain.width} ${scheme}`)
        if (name !== undefined) await page.screenshot({ path: resolve(folder, name) })
      },
    })
  }
await server.end('SIGTERM')
await drawReplay()
await browser.close()
removeFolder(folderOfAll)
