// What a first visit has to load, computed from the built pages.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const dist = resolve(import.meta.dirname, '../../web/dist')
const read = (path: string) => readFileSync(join(dist, path))

const isCatalogue = (path: string) => /\/(en|de|es|ar)-[^/]+\.js$/.test(path)

/** First lines to a stranger: firstLine.test.ts sees that they are loaded once there is one. */
const isForStranger = (path: string) => /\/(openerChips|in[A-Z][a-z]+)-[^/]+\.js$/.test(path)

/** The form of wishes in the chat: meeting.test.ts sees that it is loaded when it is asked for. */
const isForWishes = (path: string) => /\/(wishForm|interestChips)-[^/]+\.js$/.test(path)

/**
 * The page and all that it names, and what those name in turn; of the languages, which its script
 * knows all, only the one that the page itself names.
 */
const filesOf = (page: string): ReadonlySet<string> => {
  const found = new Set<string>()
  const isOtherLanguage = (path: string) => isCatalogue(path) && !read(page).includes(`.${path}`)
  const follow = (path: string) => {
    if (found.has(path) || !existsSync(join(dist, path)) || isOtherLanguage(path)) return
    if (isForStranger(path) || (page.startsWith('/chat') && isForWishes(path))) return
    found.add(path)
    const text = read(path).toString()
    for (const [, named] of text.matchAll(/["'(]\.?(\/[\w./-]+\.\w+)["')]/g)) follow(named ?? '')
    for (const [, sibling] of text.matchAll(/["']\.\/([\w.-]+\.js)["']/g))
      follow(`/assets/${sibling}`)
  }
  follow(page)
  return found
}

/** What is shorter gains nothing: see vite.config.ts. */
const compressedBytesMin = 256

const inEveryLanguage = ['/index', '/chat'].flatMap((page) =>
  ['', '.de', '.es', '.ar'].map((language) => `${page}${language}.html`),
)

it.each(inEveryLanguage)('%s loads in at most 60 kB, gzipped', (page) => {
  const files = [...filesOf(page)]
  expect(files.some((path) => path.endsWith('.js'))).toBe(true)
  expect(files.some((path) => path.endsWith('.css'))).toBe(true)
  expect(files).toContain('/icon.svg')
  expect(files.filter(isCatalogue)).toHaveLength(1)
  const bytes = files.reduce((sum, path) => sum + gzipSync(read(path)).length, 0)
  expect(bytes).toBeLessThanOrEqual(60_000)
})

it.each(inEveryLanguage)('%s has no inline script or style', (page) => {
  const html = read(page).toString()
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
})

it('comes with compressed siblings', () => {
  for (const path of inEveryLanguage.flatMap((page) => [...filesOf(page)])) {
    const isShort = read(path).length < compressedBytesMin
    if (isShort || !/\.(html|js|css)$/.test(path)) continue
    expect(existsSync(join(dist, `${path}.br`)), path).toBe(true)
    expect(existsSync(join(dist, `${path}.gz`)), path).toBe(true)
  }
})
