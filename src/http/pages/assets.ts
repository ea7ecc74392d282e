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
  readonly privacy: Asset
  readonly safety: Asset
  readonly accessibility: Asset
  /** For people who ask for what is not there. */
  readonly nothingHere: Asset
  /** For people whose browser is to work before they are let in. */
  readonly work: Asset
  /** The replay debugger: the chat's server does not serve it. */
  readonly replay: Asset | null
  /** The moderators' page: the chat's server does not serve it either. */
  readonly moderation: Asset | null
  /** Everything else, by its path: `/assets/chat-1a2b3c.js`. */
  readonly files: ReadonlyMap<string, Asset>
}

/** Served under other names than theirs. */
const pages = {
  home: '/index.html',
  chat: '/chat.html',
  privacy: '/privacy.html',
  safety: '/safety.html',
  accessibility: '/accessibility.html',
  nothingHere: '/404.html',
  work: '/work.html',
} as const

/** For the machine of whoever runs their program. */
const debuggerPage = '/replay.html'
const moderationPage = '/moderation.html'

const isPage = (path: string): boolean =>
  [debuggerPage, moderationPage, ...Object.values<string>(pages)].includes(path)

/** The pages have not been built; `message` says what to do. */
export interface PagesMissing {
  readonly _tag: 'PagesMissing'
  readonly message: string
}

/** Reads the directory that `npm run build` makes. */
export const readAssets = (directory: string): Result.Result<Assets, PagesMissing> => {
  const missing = Object.values(pages).find((path) => !existsSync(join(directory, path)))
  if (missing !== undefined) {
    const message = `The web pages are not built (no ${join(directory, missing)}): run \`npm run build\`.`
    return Result.fail({ _tag: 'PagesMissing', message })
  }
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .map((path) => path.replaceAll('\\', '/').replace(/^\/*/, '/'))
  const readPage = (path: string): Asset => ({
    ...readAsset(directory, path),
    translations: translationsOf(directory, names, path),
  })
  const files = new Map(
    names.filter((path) => !isApart(path) && !isPage(path)).map((path) => [path, readPage(path)]),
  )
  return Result.succeed({
    home: readPage(pages.home),
    chat: readPage(pages.chat),
    privacy: readPage(pages.privacy),
    safety: readPage(pages.safety),
    accessibility: readPage(pages.accessibility),
    nothingHere: readPage(pages.nothingHere),
    work: readPage(pages.work),
    replay: names.includes(debuggerPage) ? readAsset(directory, debuggerPage) : null,
    moderation: names.includes(moderationPage) ? readAsset(directory, moderationPage) : null,
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

/** The page as it is to be served here, in each language, compressed anew. */
export const rewritten = (asset: Asset, rewrite: (text: string) => string): Asset => {
  const anew = (forms: readonly Form[]): readonly Form[] => {
    const plain = forms.find(({ encoding }) => encoding === null)
    return formsOf(Buffer.from(rewrite(String(plain?.body))))
  }
  const translations = [...asset.translations].map(([tag, forms]) => [tag, anew(forms)] as const)
  return { ...asset, forms: anew(asset.forms), translations: new Map(translations) }
}

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
  const isPart = /^text\/(css|javascript)/.test(asset.type) && asset.cache !== 'no-cache'
  return { status: isKnown ? 304 : 200, headers, body: isKnown ? '' : form.body, isPart }
}

/** The page's text in the caller's language, to be filled in for this caller alone. */
export const textIn = (asset: Asset, request: Request): { text: string; language: string } => {
  const language = languageOf(request, languagesOf(asset))
  const forms = asset.translations.get(language) ?? asset.forms
  return { language, text: String(forms.find(({ encoding }) => encoding === null)?.body) }
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
  const [page, ...ending] = path.split('.')
  if (ending.join('.') !== 'html') return new Map()
  const isTranslation = (parts: readonly string[]) =>
    parts.length === 3 && parts[0] === page && parts[2] === 'html'
  return new Map(
    names
      .map((name) => name.split('.'))
      .filter(isTranslation)
      .map((parts) => [parts[1] ?? '', readForms(directory, parts.join('.'), true)]),
  )
}

const readForms = (directory: string, path: string, isText: boolean): readonly Form[] => {
  const body = readFileSync(join(directory, path))
  const built = (suffix: string) => {
    const file = join(directory, path + suffix)
    return existsSync(file) ? readFileSync(file) : null
  }
  return isText ? formsOf(body, built) : [formOf(null, body)]
}

/** A text in every encoding that makes it smaller; what the build compressed is taken as it is. */
const formsOf = (
  body: Buffer,
  built: (suffix: string) => Buffer | null = () => null,
): readonly Form[] =>
  [
    formOf(null, body),
    formOf('br', built('.br') ?? brotliCompressSync(body, textual)),
    formOf('gzip', built('.gz') ?? gzipSync(body, { level: 9 })),
  ]
    .filter((form) => form.encoding === null || form.body.length < body.length)
    .sort((one, other) => one.body.length - other.body.length)

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
