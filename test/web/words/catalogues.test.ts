// Every language says everything, in its own words; and nothing is said outside the catalogues.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'
import { catalogues, pageCatalogues, safetyCatalogues } from '../../../web/words/catalogues.ts'
import type { Language } from '../../../web/words/languages.ts'

const web = resolve(import.meta.dirname, '../../../web')

type Told = Map<string, string>

/** Every text by its path; what takes parameters is told with the name Ann and the number 5. */
const textsOf = (value: unknown, path = '', found: Told = new Map()): Told => {
  if (typeof value === 'string') found.set(path, value)
  else if (typeof value === 'function') textsOf(told(value as Teller), path, found)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) textsOf(inner, `${path}.${key}`, found)
  return found
}

type Teller = (...parameters: unknown[]) => unknown

/** Whichever kind of parameters it takes: the first with which it tells something whole. */
const told = (teller: Teller): unknown => {
  const kinds = [[5, 5, 5], [['Ann', 'Bea']], ['Ann'], ['female', 'male']]
  for (const parameters of kinds) {
    try {
      const text = teller(...parameters)
      if (!/NaN|undefined|\[object/.test(JSON.stringify(text))) return text
    } catch {
      // It takes another kind.
    }
  }
  throw new Error(`nothing can be told with ${teller}`)
}

/** The same in every language: a name, what is made of names alone, and a unit. */
const unworded =
  /^\.theme\.system$|^\.chat\.(title|tab\.chatting|message\.partner)$|\.(seconds|inSeconds)$/

const all = (language: Language) => ({
  ...catalogues[language],
  ...pageCatalogues[language],
  safetyDialog: safetyCatalogues[language],
})

describe.each(['de', 'es', 'ar'] as const)('%s', (language) => {
  const english = textsOf(all('en'))
  const texts = textsOf(all(language))

  it('has every text, and none of them blank', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
    expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('has left no text in English', () => {
    const left = [...texts].filter(([path, text]) => english.get(path) === text)
    expect(left.filter(([path]) => !unworded.test(path))).toEqual([])
  })

  it('says the names and numbers that English says', () => {
    const lost = [...texts].filter(([path, text]) =>
      ['Ann', 'Bea', '5'].some((word) => english.get(path)?.includes(word) && !text.includes(word)),
    )
    expect(lost).toEqual([])
  })
})

it('counts in Arabic with all six forms', () => {
  const forms = [0, 1, 2, 3, 11, 100].map((count) => catalogues.ar.chat.log.fresh(count))
  expect(forms).toEqual([
    'لا رسائل جديدة',
    'رسالة جديدة واحدة',
    'رسالتان جديدتان',
    '3 رسائل جديدة',
    '11 رسالة جديدة',
    '100 رسالة جديدة',
  ])
})

const pages = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(tsx?|html)$/.test(path))
  .filter((path) => !/^(dist|moderation|replay|words)\b/.test(path))

/** What stands in a page's template between and inside its tags, but its places and the name. */
const saidInTemplate = (html: string): string[] =>
  [
    ...html.replace(/<!--[\s\S]*?-->/g, '').matchAll(/>([^<]+)</g),
    ...html.matchAll(/\b(?:placeholder|aria-label|alt|title|description)="([^"]*)"/g),
  ]
    .map(([, text = '']) => text.replace(/\{\{[^}]*\}\}|Passerby/g, '').trim())
    .filter((text) => /\p{L}/u.test(text))

/** The name is the same everywhere. */
const isWorded = (text: string) => /\p{L}{2}/u.test(text) && text.trim() !== 'Passerby'

const saidInScript = (path: string, text: string): string[] => {
  const { program } = parseSync(path, text)
  const found: string[] = []
  // What is thrown is said to us.
  let throwing = 0
  const say = (words: string) => {
    if (throwing === 0) found.push(words)
  }
  new Visitor({
    JSXText: ({ value }) => {
      if (isWorded(value)) say(value.trim())
    },
    JSXAttribute: ({ name, value }) => {
      const isSaid = /^(aria-label|placeholder|title|alt)$/.test(String(name.name))
      if (isSaid && value?.type === 'Literal') say(String(value.value))
    },
    // A sentence: it begins with a capital and goes on after a blank.
    Literal: ({ value }) => {
      if (typeof value === 'string' && /^\p{Lu}\p{Ll}+ \p{Ll}/u.test(value)) say(value)
    },
    TemplateElement: ({ value: { raw } }) => {
      if (/^\p{Lu}\p{Ll}+ \p{Ll}| \p{Ll}{2,} \p{Ll}{2,}/u.test(raw)) say(raw)
    },
    ThrowStatement: () => {
      throwing += 1
    },
    'ThrowStatement:exit': () => {
      throwing -= 1
    },
  }).visit(program)
  return found
}

it('lets no page say anything outside the catalogues', () => {
  const said = pages.flatMap((path) => {
    const text = readFileSync(join(web, path), 'utf8')
    const found = path.endsWith('.html') ? saidInTemplate(text) : saidInScript(path, text)
    return found.map((words) => `${path}: ${words}`)
  })
  const isLocal = (line: string) => /^(replay|moderation)\.html/.test(line)
  expect(said.filter((line) => !isLocal(line))).toEqual([])
})
