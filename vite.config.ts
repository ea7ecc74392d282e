// Builds the pages of web/ into web/dist, with compressed siblings.
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build, defineConfig, type Plugin } from 'vite'
import { worded } from './web/words/wordedPages.ts'

const web = (path: string) => fileURLToPath(new URL(`web/${path}`, import.meta.url))

/** Smaller files gain nothing that their headers would not eat up. */
const compressedBytesMin = 256

const textual = /\.(?:css|html|js|svg|webmanifest)$/

/** Writes `.br` and `.gz` beside every text, once, so that the server need not compress. */
const compressed = (): Plugin => ({
  name: 'compressed',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        const source = Buffer.from(file.type === 'asset' ? file.source : file.code)
        if (!textual.test(file.fileName) || source.length < compressedBytesMin) continue
        const params = { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT }
        const forms = { br: brotliCompressSync(source, { params }), gz: gzipSync(source) }
        for (const [suffix, form] of Object.entries(forms))
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.${suffix}`, source: form })
      }
    },
  },
})

/** A script that is one file and no module: what runs before the page, or without one. */
const standalone = async (entry: string, define: Record<string, string> = {}): Promise<string> => {
  const lib = { entry: web(entry), formats: ['iife' as const], name: 'passerby' }
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    build: { write: false, target: 'es2022', minify: true, lib },
  })
  const [output] = [built].flat()
  if (output === undefined || !('output' in output)) throw new Error(`${entry} gave no script`)
  return output.output[0].code
}

/** Modules run late: the theme's script is none, so that no page is seen in the wrong colours. */
const themeBeforePaint = (): Plugin => ({
  name: 'theme-before-paint',
  apply: 'build',
  async buildStart() {
    const source = await standalone('theme/beforePaint.ts')
    this.emitFile({ type: 'asset', name: 'theme.js', source })
  },
  transformIndexHtml: {
    order: 'post',
    handler(_, { path, bundle = {} }) {
      const script = Object.keys(bundle).find((name) => /^assets\/theme-[^/]*\.js$/.test(name))
      // What is for this machine alone is as light or dark as the system is.
      const isLocal = ['/replay.html', '/moderation.html'].includes(path)
      if (script === undefined || isLocal) return []
      return [{ tag: 'script', attrs: { src: `./${script}` }, injectTo: 'head' }]
    },
  },
})

/** Writes the service worker, which is told what the offline page is made of. */
const offlineWorker = (): Plugin => ({
  name: 'offline-worker',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    async handler(_, bundle) {
      const hash = createHash('sha256')
      for (const file of Object.values(bundle))
        hash.update(file.fileName).update(file.type === 'asset' ? file.source : file.code)
      const page = bundle['offline.html']
      const html = page?.type === 'asset' ? page.source.toString() : ''
      const loaded = [...html.matchAll(/"\.\/(assets\/[^"]+)"/g)].map(([, file]) => file)
      const source = await standalone('worker/worker.ts', {
        offlineFiles: JSON.stringify(['offline.html', ...loaded]),
        buildVersion: JSON.stringify(hash.digest('hex').slice(0, 16)),
      })
      this.emitFile({ type: 'asset', fileName: 'worker.js', source })
    },
  },
})

/** What homepage and chat both begin with. */
const onEveryPage = new RegExp(
  [
    'node_modules/preact/',
    'web/(characters|clock|closeCodes|doubleClick|fetchInTime|icon|inputMethod|logo|translation|unsentWords)\\.tsx?$',
    'web/work/takesLong\\.ts$',
    'web/session/(tabStorage|line/disconnectReason)\\.ts$',
    'src/events/limits\\.ts$',
  ].join('|'),
)

/** Of a chat, what is loaded once it stands; the rest it begins with. */
const laterInChat = [
  'main\\.',
  'settings/(settingsDialog|languageChoice)',
  'alerts/(?!calls)',
  'meeting/(wishForm|strayKeys)',
  'conversation/openers/(openersFor|bioTopics)',
  'hiding/(coveredText|hiddenField|hiddenWords)',
  'safety/(shieldDialog|outcome|suspended|warning|caution)',
].join('|')

const inEveryChat = new RegExp(
  `node_modules/xstate/|web/session/(?!safety/reportFrame)|web/chat/(?!${laterInChat})`,
)

export default defineConfig({
  root: web(''),
  // The pages name everything relative to themselves: they work below any path.
  base: './',
  plugins: [worded(), themeBeforePaint(), offlineWorker(), compressed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: web('dist'),
    emptyOutDir: true,
    target: 'es2022',
    // The pages' policy forbids inline anything.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // How long plugins take is nothing to whoever starts a server.
      checks: { pluginTimings: false },
      input: {
        index: web('index.html'),
        chat: web('chat.html'),
        replay: web('replay.html'),
        moderation: web('moderation.html'),
        privacy: web('privacy.html'),
        accessibility: web('accessibility.html'),
        safety: web('safety.html'),
        nothingHere: web('404.html'),
        work: web('work.html'),
        offline: web('offline.html'),
      },
      output: {
        // What a first load is made of is few files: each one more is compressed by itself.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'page', test: onEveryPage },
            { name: 'talk', test: inEveryChat },
          ],
        },
      },
    },
  },
})
