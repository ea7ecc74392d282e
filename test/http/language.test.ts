// In which language the pages come: as the visitor chose, else as their browser prefers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joined } from './client.ts'
import { builtPages, startServer, type TestServer } from './testServer.ts'

let running: TestServer
beforeAll(async () => {
  const pages = builtPages()
  const write = (name: string, title: string) =>
    writeFileSync(join(pages, name), `<!doctype html><title>${title}</title>`)
  write('index.de.html', 'Die Startseite')
  writeFileSync(join(pages, 'index.de.html.gz'), gzipSync('as the build compressed it'))
  write('index.ar.html', 'الصفحة الرئيسية')
  write('chat.de.html', 'Der Chat')
  running = await startServer({ basePath: '/deep/' }, pages)
})
afterAll(() => running.stop())

const get = (path: string, headers: Record<string, string>) =>
  fetch(`${running.origin}${path}`, { headers, redirect: 'manual' })

const choose = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${running.origin}/language`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  })

it.each([
  ['', '', 'en'],
  ['*', '', 'en'],
  ['de', '', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', '', 'de'],
  ['DE', '', 'de'],
  ['fr-FR, ar;q=0.7, en;q=0.5', '', 'ar'],
  ['fr, it;q=0.5', '', 'en'],
  ['de;q=0, ar;q=0.1', '', 'ar'],
  [';;q=,,=', '', 'en'],
  ['de', 'passerby-language=ar', 'ar'],
  ['de', 'a=b; passerby-language=en; c=d', 'en'],
  ['de', 'passerby-language=fr', 'de'],
  ['de', 'passerby-language=__proto__', 'de'],
])(
  'a browser that prefers "%s" and has the cookie "%s" gets %s',
  async (wish, cookie, language) => {
    const answer = await get('/', { 'Accept-Language': wish, Cookie: cookie })
    expect(answer.headers.get('content-language')).toBe(language)
    const titles = { en: 'The homepage', de: 'Die Startseite', ar: 'الصفحة الرئيسية' }
    expect(await answer.text()).toContain(titles[language as keyof typeof titles])
  },
)

it('tells caches what the page depends on, and each language has its own mark', async () => {
  const [english, german] = await Promise.all(
    ['en', 'de'].map((wish) => get('/', { 'Accept-Language': wish })),
  )
  expect(german?.headers.get('vary')).toBe('Accept-Encoding, Accept-Language, Cookie')
  const mark = german?.headers.get('etag') ?? ''
  expect(mark).not.toBe(english?.headers.get('etag'))
  const again = (wish: string) => get('/', { 'Accept-Language': wish, 'If-None-Match': mark })
  expect((await again('de')).status).toBe(304)
  expect((await again('en')).status).toBe(200)
  const script = await get('/assets/app-1a2b3c.js', { 'Accept-Language': 'de' })
  expect(script.headers.get('vary')).toBe('Accept-Encoding')
  expect(script.headers.get('content-language')).toBeNull()
})

it('serves the chat in the same language, where it is there, and to visitors alone', async () => {
  const Cookie = await joined(running)
  const german = await get('/chat', { Cookie, 'Accept-Language': 'de' })
  expect(await german.text()).toContain('Der Chat')
  expect(german.headers.get('cache-control')).toBe('no-store')
  const arabic = await get('/chat', { Cookie, 'Accept-Language': 'ar' })
  expect(arabic.headers.get('content-language')).toBe('en')
  expect((await get('/chat', { 'Accept-Language': 'de' })).status).toBe(303)
})

it('keeps a choice in a cookie, and leads back to the page that asked', async () => {
  const answer = await choose({ language: 'de', page: 'chat' })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toBe('/deep/chat')
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^passerby-language=de; Path=\/deep\/; Max-Age=\d+; SameSite=Lax$/)
  const chosen = { 'Accept-Language': 'ar', Cookie: cookie.split(';')[0] ?? '' }
  expect((await get('/', chosen)).headers.get('content-language')).toBe('de')
})

it.each([
  [{ language: 'de', page: '//evil.example' }, '/deep/'],
  [{ language: 'de', page: 'https://evil.example' }, '/deep/'],
  [{ language: 'de' }, '/deep/'],
  [{ language: 'fr', page: 'chat' }, '/deep/chat'],
  [{ language: 'de; Domain=example' }, '/deep/'],
  [{}, '/deep/'],
])('leads %o nowhere but home', async (fields, home) => {
  const answer = await choose(fields as Record<string, string>)
  expect(answer.headers.get('location')).toBe(home)
  const isOffered = 'language' in fields && fields.language === 'de'
  expect(answer.headers.get('set-cookie') !== null).toBe(isOffered)
})

it('takes no choice from pages that are not ours', async () => {
  const answer = await choose({ language: 'de' }, { Origin: 'https://evil.example' })
  expect(answer.status).toBe(403)
})

it('does not serve a translation under its own name', async () => {
  expect((await get('/index.de.html', {})).status).toBe(404)
})
