// Draws the README's pictures: a chat in light and dark, and its replay.
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { openBrowser, openWindow } from './browser.ts'
import { playScenes } from './chat/scenes.ts'
import { debug } from './replay/logs.ts'
import { playReplayScenes } from './replay/scenes.ts'

const pictures = resolve(import.meta.dirname, '../../docs')

/** `all` draws every scene at every size into a folder of its own, to be looked at. */
const [wish, folder = pictures] = process.argv.slice(2)

const sizes = [
  { width: 320, height: 640, scale: 2 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
  { width: 1600, height: 1000 },
]

const wanted = new Map([
  ['home 1440 light', 'home.png'],
  ['chatting 1440 light', 'chat.png'],
  ['chatting 1440 dark', 'chat-dark.png'],
])

const looks = (['light', 'dark'] as const).flatMap((scheme) =>
  sizes
    .filter(({ width }) => wish === 'all' || width === 1440)
    .map((size) => ({ ...size, scheme })),
)

/** The conversations that were just had, at the moment when the first two were matched. */
async function drawReplay(): Promise<void> {
  if (wish === 'all') {
    for (const look of looks) {
      await playReplayScenes(browser, {
        look,
        watch: async (scene, page) => {
          const name = `replay-${scene}-${look.width}-${look.scheme}.png`
          await page.screenshot({ path: resolve(folder, name), fullPage: look.width < 1_280 })
        },
      })
    }
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
for (const look of looks) {
  await playScenes(browser, server.address, {
    look,
    watch: async (scene, page) => {
      const { width, scheme } = look
      const name =
        wish === 'all'
          ? `${scene}-${width}-${scheme}.png`
          : wanted.get(`${scene} ${width} ${scheme}`)
      if (name !== undefined) await page.screenshot({ path: resolve(folder, name) })
    },
  })
}
await server.end('SIGTERM')
await drawReplay()
await browser.close()
removeFolder(folderOfAll)
