// The built pages and what they load, read once and kept in memory.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { Result } from 'effect'
import type { Answer } from '../exchange/answer.ts'
import { firstLanguage, languageOf, languageVaries } from '../exchange/language.ts'
import type { Request } from '../exchange/request.ts'

/** A file, in every encoding that makes it smaller; the best first. */
export interface Asset {
  readonly type: string
  readonly cache: string
  readonly forms: readonly Form[]
  /** The same page in other languages, each by its tag; empty for what has no words. */
  readonly translations: ReadonlyMap<string, readonly Form[]>
}

interface Form {
  readonly encoding: 'br' | 'gzip' | null
  readonly body: Buffer
  readonly etag: string
}

export interface Assets {
  readonly home: Asset
  readonly chat: Asset
  /** The replay debugger: the chat's server does not serve it. */
  readonly replay: Asset | null
  /** Everything else, by its path: `/assets/chat-1a2b3c.js`. */
  readonly files: ReadonlyMap<string, Asset>
}

/** Served under other names than theirs, or not by everybody. */
const pages = ['/index.html', '/chat.html', '/replay.html']

/** The pages have not been built; `message` says what to do. */
export interface PagesMissing {
  readonly _tag: 'PagesMissing'
  readonly message: string
}

/** Reads the directory that `npm run build` makes. */
export const readAssets = (directory: string): Result.Result<Assets, PagesMissing> => {
  const missing = ['index.html', 'chat.html'].find((name) => !existsSync(join(directory, name)))
  if (missing !== undefined) {
    const message = `The web pages are not built (no ${join(directory, missing)}): run \`npm run build\`.`
    return Result.fail({ _tag: 'PagesMissing', message })
  }
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .map((path) => path.replaceAll('\\', '/').replace(/^\/*/, '/'))
  const files = new Map(
    names
      .filter((path) => !isApart(path) && !pages.includes(path))
      .map((path) => [path, readAsset(directory, path)]),
  )
  const readPage = (path: string): Asset => ({
    ...readAsset(directory, path),
    translations: translationsOf(directory, names, path),
  })
  return Result.succeed({
    home: readPage('/index.html'),
    chat: readPage('/chat.html'),
    replay: names.includes('/replay.html') ? readAsset(directory, '/replay.html') : null,
    files,
  })
}

/** An asset that is made here. */
export const assetOf = (type: string, text: string): Asset => ({
  type,
  cache: 'no-cache',
  forms: [formOf(null, Buffer.from(text))],
  translations: new Map(),
})

/** The tags of the languages in which there is a page. */
export const languagesOf = ({ translations }: Asset): readonly string[] => [
  firstLanguage,
  ...translations.keys(),
]

/** The asset in the best form that the caller can read; 304 if it has that one already. */
export const serve = (asset: Asset, request: Request): Answer => {
  const { header } = request
  const isWorded = asset.translations.size > 0
  const language = isWorded ? languageOf(request, languagesOf(asset)) : firstLanguage
  const forms = asset.translations.get(language) ?? asset.forms
  const accepted = acceptedEncodings(header('accept-encoding'))
  const form =
    forms.find(({ encoding }) => encoding === null || accepted.has(encoding)) ??
    (forms.at(-1) as Form)
  const headers = {
    'Cache-Control': asset.cache,
    ETag: form.etag,
    Vary: isWorded ? `Accept-Encoding, ${languageVaries}` : 'Accept-Encoding',
    'Content-Type': asset.type,
    ...(isWorded && { 'Content-Language': language }),
    ...(form.encoding !== null && { 'Content-Encoding': form.encoding }),
  }
  const known = header('if-none-match')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  const isKnown = known.includes(form.etag) || known.includes('*')
  return { status: isKnown ? 304 : 200, headers, body: isKnown ? '' : form.body }
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Served as a form of another file, or not at all: what begins with a dot is for the build. */
const isApart = (path: string): boolean => /\.(br|gz)$|\/\.|\.[a-z]{2}\.html$/.test(path)

const readAsset = (directory: string, path: string): Asset => {
  const type = types[extname(path)] ?? 'application/octet-stream'
  return {
    type,
    cache: path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    forms: readForms(directory, path, /charset/.test(type)),
    translations: new Map(),
  }
}

/** What the build made of `/index.html` in other languages: `/index.de.html`. */
const translationsOf = (
  directory: string,
  names: readonly string[],
  path: string,
): Asset['translations'] => {
  const beginning = path.slice(0, -'html'.length)
  const translated = names.filter((name) => name.startsWith(beginning) && name !== path)
  return new Map(
    translated
      .filter((name) => name.endsWith('.html'))
      .map((name) => [name.split('.')[1] ?? '', readForms(directory, name, true)]),
  )
}

const readForms = (directory: string, path: string, isText: boolean): readonly Form[] => {
  const body = readFileSync(join(directory, path))
  const built = (suffix: string) => {
    const file = join(directory, path + suffix)
    return existsSync(file) ? readFileSync(file) : null
  }
  const forms = [formOf(null, body)]
  if (isText) {
    forms.push(formOf('br', built('.br') ?? brotliCompressSync(body, textual)))
    forms.push(formOf('gzip', built('.gz') ?? gzipSync(body, { level: 9 })))
  }
  const isSmaller = (form: Form) => form.encoding === null || form.body.length < body.length
  return forms.filter(isSmaller).sort((one, other) => one.body.length - other.body.length)
}

const textual = { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }

const formOf = (encoding: Form['encoding'], body: Buffer): Form => ({
  encoding,
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
})

const acceptedEncodings = (accept: string): ReadonlySet<string> =>
  new Set(
    accept
      .toLowerCase()
      .split(',')
      .map((item) => item.trim().split(/\s*;\s*/))
      .filter(([, quality]) => quality === undefined || !/^q=0(\.0*)?$/.test(quality))
      .map(([encoding = '']) => encoding),
  )
