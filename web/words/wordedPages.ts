// Makes each page that has places for words once for every language; the build does.
import type { Plugin, Rolldown } from 'vite'
import { fillTemplate, hasPlaces } from './fillTemplate.ts'
import { type Language, languages } from './languages.ts'

type Bundle = Rolldown.OutputBundle

const chunkOf = (bundle: Bundle, source: string): Rolldown.OutputChunk | undefined =>
  Object.values(bundle)
    .filter((file) => file.type === 'chunk')
    .find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/web/words/${source}`)))

/** What the homepage says beside what every page may say: see `home/lists.ts`. */
const homeSources: Readonly<Record<Language, string>> = {
  en: 'home/inEnglish.ts',
  de: 'home/inGerman.ts',
  es: 'home/inSpanish.ts',
  ar: 'home/inArabic.ts',
}

/** Begins to load what the page's script will ask for first, together with the script. */
const preloads = (bundle: Bundle, language: Language, page: string): string => {
  const sources = [`${language}.ts`, ...(page === 'index.html' ? [homeSources[language]] : [])]
  const files = sources
    .map((source) => chunkOf(bundle, source))
    .flatMap((chunk) => (chunk === undefined ? [] : [chunk.fileName, ...chunk.imports]))
  return [...new Set(files)]
    .map((file) => `    <link rel="modulepreload" crossorigin href="./${file}">\n`)
    .join('')
}

/** English keeps the page's name; `index.html` is `index.de.html` in German. */
const nameIn = (language: Language, page: string): string =>
  language === 'en' ? page : page.replace(/\.html$/, `.${language}.html`)

export const worded = (): Plugin => ({
  name: 'worded',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const reader = chunkOf(bundle, 'words.ts')?.fileName ?? ''
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue
        const template = String(file.source)
        if (!hasPlaces(template)) continue
        for (const language of Object.keys(languages) as Language[]) {
          const hints = template.includes(reader) ? preloads(bundle, language, file.fileName) : ''
          const source = fillTemplate(template, language).replace('  </head>', `${hints}  </head>`)
          const fileName = nameIn(language, file.fileName)
          if (fileName === file.fileName) file.source = source
          else this.emitFile({ type: 'asset', fileName, source })
        }
      }
    },
  },
})
