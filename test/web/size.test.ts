// What a first visit has to load, computed from the built pages.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const dist = resolve(import.meta.dirname, '../../web/dist')
const read = (path: string) => readFileSync(join(dist, path))

const isCatalogue = (path: string) => /\/(en|de|es|ar)-[^/]+\.js$/.test(path)

const named = /["'(]\.?(\/[\w./-]+\.\w+)["')]/g

/** What a script imports at once; what it calls for later stands in brackets. */
const imported = /\b(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g

/** The page and all that it names, and what those need before they run. */
const filesOf = (page: string): ReadonlySet<string> => {
  const found = new Set<string>()
  const follow = (path: string) => {
    if (found.has(path) || !existsSync(join(dist, path))) return
    found.add(path)
    const text = read(path).toString()
    if (path.endsWith('.js'))
      for (const [, sibling] of text.matchAll(imported)) follow(`/assets/${sibling}`)
    else for (const [, file] of text.matchAll(named)) follow(file ?? '')
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
