// The first lines that are offered: made of what is known, stable, and whole sentences.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bioCharactersMax,
  interestCharactersMax,
  messageCharactersMax,
} from '../../../../src/events/limits.ts'
import { cleanBio, cleanInterests, cleanMessage } from '../../../../src/http/exchange/text.ts'
import { charactersIn } from '../../../../web/characters.ts'
import { bioTopics } from '../../../../web/chat/conversation/openers/bioTopics.ts'
import {
  type Acquaintance,
  openersFor,
  openersOffered,
} from '../../../../web/chat/conversation/openers/openersFor.ts'
import { openersInArabic } from '../../../../web/words/openers/inArabic.ts'
import { openersInEnglish } from '../../../../web/words/openers/inEnglish.ts'
import { openersInGerman } from '../../../../web/words/openers/inGerman.ts'
import { openersInSpanish } from '../../../../web/words/openers/inSpanish.ts'

const lists = {
  en: openersInEnglish,
  de: openersInGerman,
  es: openersInSpanish,
  ar: openersInArabic,
}
const languages = ['en', 'de', 'es', 'ar'] as const
const english = lists.en

const met = (bio = '', shared: readonly string[] | null = [], room = 'r1'): Acquaintance => ({
  room,
  partner: { username: 'Bea', bio, gender: 'female' },
  shared,
})

const baker = 'Night-shift baker. Ask me about sourdough, or about the moon over an empty street.'

const topicsOf = (acquaintance: Acquaintance) =>
  openersFor(acquaintance, english).map(({ topic }) => topic)

describe('what is offered', () => {
  it.each([
    [
      'what both like and the bio, and then something general',
      met(baker, ['tea']),
      ['tea', 'sourdough', 'moon'],
    ],
    ['what both like first', met('', ['tea', 'rain']), ['tea', 'rain', null]],
    ['the bio where nothing is shared', met(baker), ['sourdough', 'moon', null]],
    ['the bio where nobody knows what is shared', met(baker, null), ['sourdough', 'moon', null]],
    ['something general where nothing is known', met(), [null, null, null]],
    ['nothing twice', met('Tea. TEA! And tea.', ['Tea']), ['Tea', null, null]],
    ['nothing longer than an interest may be', met('', ['x'.repeat(25)]), [null, null, null]],
    [
      'nothing that would be taken for a place of ours',
      met('', ['{interest}']),
      [null, null, null],
    ],
  ])('is %s', (_, acquaintance, topics) => {
    expect([...topicsOf(acquaintance)].sort()).toEqual([...topics].sort())
    expect(topicsOf(acquaintance).at(-1)).toBe(topics.at(-1))
  })

  it('is a whole sentence about it, with the question that fits', () => {
    const [opener] = openersFor(met('', ['sourdough']), english)
    expect(opener).toMatchObject({ topic: 'sourdough', chip: 'Ask about {interest}' })
    expect(opener?.draft).toMatch(/sourdough.* What do you bake\?$/)
    const [green] = openersFor(met('', ['green tea']), english)
    expect(green?.draft).toMatch(/green tea.* What is in your cup right now\?$/)
  })

  it('differs between rooms', () => {
    const rooms = Array.from({ length: 20 }, (_, n) => met('', null, `room ${n}`))
    const offers = rooms.map((room) => JSON.stringify(openersFor(room, english)))
    expect(new Set(offers).size).toBeGreaterThan(english.general.length / 2)
  })
})

describe('what a bio may be asked about', () => {
  it.each([
    ['I fix violins by day and lose at chess by night.', ['violins', 'chess']],
    ['Tea,chess;rain. TEA!', ['Tea', 'chess']],
    ['I love my boats. Absolutely everything else bores me.', ['boats']],
    [
      'See https://example.org/sourdough or write to bea@example.org or @bea_1999, +49 170 1234567',
      [],
    ],
    ['A constructor in Northumberland', ['Northumberland', 'constructor']],
    ['Something about everybody, sometimes.', []],
    ['我喜欢在雨天读书，也喜欢喝茶', ['我喜欢在雨天读书']],
    ['Hi', []],
  ])('%s', (bio, topics) => {
    expect(bioTopics(bio, english, 2)).toEqual(topics)
  })
})

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('tea', 'שחמט', 'الشاي', '{interest}', '{question}', '$&', '$1', 'constructor'),
)
const anyBio = fc
  .array(fc.oneof(words, fc.constantFrom(...english.cues, '__proto__')), { maxLength: 12 })
  .map((parts) => cleanBio(parts.join(' ')).slice(0, bioCharactersMax))

const anybody = fc.record({
  room: fc.string({ minLength: 1, maxLength: 36 }),
  bio: anyBio,
  shared: fc.option(fc.array(words, { maxLength: 10 }).map(cleanInterests)),
})

it.each(languages)('every line offered in %s is a message that can be sent as it stands', (tag) => {
  fc.assert(
    fc.property(anybody, ({ room, bio, shared }) => {
      const offered = openersFor(met(bio, shared, room), lists[tag])
      expect(offered).toHaveLength(openersOffered)
      expect(new Set(offered.map(({ draft }) => draft)).size).toBe(openersOffered)
      expect(openersFor(met(bio, shared, room), lists[tag])).toEqual(offered)
      for (const { draft, topic } of offered) {
        expect(draft).not.toMatch(/[{}]|undefined/)
        expect(charactersIn(draft)).toBeGreaterThanOrEqual(1)
        expect(charactersIn(draft)).toBeLessThanOrEqual(messageCharactersMax)
        // Nothing invisible is in it that the server would take away again.
        expect(cleanMessage(draft)).toBe(draft)
        if (topic !== null) expect(draft).toContain(topic)
      }
    }),
    { seed: 9, numRuns: 300 },
  )
})

describe.each(languages)('the list in %s', (tag) => {
  const list = lists[tag]
  const { questions, general } = list

  it('has a place for what a line is about, and for the question, once', () => {
    const places = (text: string) => (text.match(/\{\w*\}/g) ?? []).sort()
    const leads = [...list.shared, ...list.written]
    expect(leads.filter((lead) => places(lead).join() !== '{interest},{question}')).toEqual([])
    expect(places(list.chip)).toEqual(['{interest}'])
    const whole = [...questions.anything, ...Object.values(questions.about)]
    const lines = [list.label, ...whole, ...general.flatMap(({ chip, draft }) => [chip, draft])]
    expect(lines.filter((line) => places(line).length > 0 || line.trim() !== line)).toEqual([])
    expect(whole.filter((question) => !/[?؟]$/.test(question))).toEqual([])
  })

  it('is enough for anybody, names nothing twice, and looks words up as they are kept', () => {
    expect(general.length).toBeGreaterThanOrEqual(openersOffered)
    expect(questions.anything.length).toBeGreaterThan(1)
    const keys = [...Object.keys(questions.about), ...list.cues, ...list.dull]
    expect(keys.filter((key) => key !== key.toLowerCase())).toEqual([])
    for (const words of [list.dull, list.cues, list.shared, list.written, questions.anything])
      expect(new Set(words).size).toBe(words.length)
    expect(new Set(general.map(({ draft }) => draft)).size).toBe(general.length)
    expect(
      Object.keys(questions.about).filter((key) => charactersIn(key) > interestCharactersMax),
    ).toEqual([])
  })
})
