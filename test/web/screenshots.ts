// test/web/screenshots.ts — draws the README's pictures: a chat in the light, and one in the dark.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { removeFolder, startServer, temporaryFolder } from '../kit/process.ts'
import { openBrowser } from './browser.ts'
import { playScenes } from './scenes.ts'

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

const data = temporaryFolder()
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
await browser.close()
await server.end('SIGTERM')
removeFolder(data)
