// Builds the three pages of web/ into web/dist, with compressed siblings.
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
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

export default defineConfig({
  root: web(''),
  // The pages name everything relative to themselves: they work below any path.
  base: './',
  plugins: [worded(), compressed()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: web('dist'),
    emptyOutDir: true,
    target: 'es2022',
    // The pages' policy forbids inline anything.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: web('index.html'),
        chat: web('chat.html'),
        replay: web('replay.html'),
      },
    },
  },
})
