// What a first visit has to load, computed from the built pages.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const dist = resolve(import.meta.dirname, '../../web/dist')
const read = (path: string) => readFileSync(join(dist, path))

/** The page and all that it names, and what those name in turn. */
const filesOf = (page: string): ReadonlySet<string> => {
  const found = new Set<string>()
  const follow = (path: string) => {
    if (found.has(path) || !existsSync(join(dist, path))) return
    found.add(path)
    const text = read(path).toString()
    for (const [, named] of text.matchAll(/["'(]\.?(\/[\w./-]+\.\w+)["')]/g)) follow(named ?? '')
    for (const [, sibling] of text.matchAll(/["']\.\/([\w.-]+\.js)["']/g))
      follow(`/assets/${sibling}`)
  }
  follow(page)
  return found
}

const inEveryLanguage = ['/index', '/chat'].flatMap((page) =>
  ['', '.de', '.es', '.ar'].map((language) => `${page}${language}.html`),
)

it.each(inEveryLanguage)('%s loads in at most 60 kB, gzipped', (page) => {
  const files = [...filesOf(page)]
  expect(files.some((path) => path.endsWith('.js'))).toBe(true)
  expect(files.some((path) => path.endsWith('.css'))).toBe(true)
  expect(files).toContain('/icon.svg')
  const catalogues = files.filter((path) => /\/(en|de|es|ar)-[^/]+\.js$/.test(path))
  expect(catalogues).toHaveLength(1)
  const bytes = files.reduce((sum, path) => sum + gzipSync(read(path)).length, 0)
  expect(bytes).toBeLessThanOrEqual(60_000)
})

it.each(inEveryLanguage)('%s has no inline script or style', (page) => {
  const html = read(page).toString()
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
})

it('comes with compressed siblings', () => {
  for (const path of inEveryLanguage.flatMap((page) => [...filesOf(page)])) {
    if (!/\.(html|js|css)$/.test(path)) continue
    expect(existsSync(join(dist, `${path}.br`)), path).toBe(true)
    expect(existsSync(join(dist, `${path}.gz`)), path).toBe(true)
  }
})
