// The small pure pieces: chips, counters, sentences, turns, what is kept.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanMessage } from '../../src/http/text.ts'
import { breathMs, turnsOf } from '../../web/chat/conversation/turns.ts'
import { countWords } from '../../web/home/counter.ts'
import { finish, noInterests, remove, type } from '../../web/home/interests.ts'
import { faultsIn } from '../../web/home/join.ts'
import { onlineWords } from '../../web/home/stats.ts'
import { nothingKept } from '../../web/session/context.ts'
import { forgetKept, readKept, writeKept } from '../../web/session/kept.ts'
import { charactersIn, isBlank } from '../../web/text.ts'
import { minutesAndSeconds, sharedWords } from '../../web/words.ts'
import { dawn, fromPartner, fromYou } from './session/page.ts'

describe('interests', () => {
  it('come in with a comma, several at once, without blanks and repetitions', () => {
    const { list, rest } = type(noInterests, ' tea ,, Tea,night   trains,  ch')
    expect(list).toEqual(['tea', 'night trains'])
    expect(rest).toBe('  ch')
    expect(finish(type(noInterests, 'chess')).list).toEqual(['chess'])
  })

  it('stay in the field, with a reason, when too long or too many', () => {
    const long = type(noInterests, `${'x'.repeat(25)},`)
    expect(long).toMatchObject({ list: [], fault: 'Make it 1 character shorter.' })
    const ten = type(noInterests, 'a,b,c,d,e,f,g,h,i,j,')
    expect(ten.list).toHaveLength(10)
    expect(type(ten, 'k,')).toMatchObject({ list: ten.list, rest: 'k' })
    expect(type(ten, 'k,').fault).toContain('Ten')
    expect(finish({ ...remove(ten, 'a'), rest: 'k' }).list).toContain('k')
  })
})

describe('the join form', () => {
  it('counts characters as the server does', () => {
    expect(charactersIn('a🚶‍♀️'.normalize())).toBe([...'a🚶‍♀️'].length)
    expect(countWords(0, 280)).toBe('At most 280 characters')
    expect(countWords(279, 280)).toBe('1 left')
    expect(countWords(282, 280)).toBe('2 too many')
  })

  it('names every fault by its field', () => {
    const fields = { username: 'x'.repeat(33), bio: 'x'.repeat(281), interests: [] }
    expect(Object.keys(faultsIn(fields, false)).sort()).toEqual([
      'bio',
      'confirmed',
      'gender',
      'seeks',
      'username',
    ])
    const good = { username: '', bio: '', gender: 'other', seeks: 'anyone', interests: [] }
    expect(faultsIn(good, true)).toEqual({})
  })

  it('says how many are here', () => {
    expect(onlineWords(0, 0)).toBe('Nobody here yet')
    expect(onlineWords(1, 1)).toBe('1 here now, 1 waiting')
    expect(onlineWords(12, 0)).toBe('12 here now')
  })
})

describe('words', () => {
  it('join what both like', () => {
    expect(sharedWords(['tea'])).toBe('You both like tea.')
    expect(sharedWords(['tea', 'rain', 'maps'])).toBe('You both like tea, rain and maps.')
  })

  it('count down to zero and no further', () => {
    expect([75_000, 9_000, 0, -5].map(minutesAndSeconds)).toEqual(['1:15', '0:09', '0:00', '0:00'])
  })
})

describe('a text', () => {
  it('is blank where the server would leave nothing of it', () => {
    expect(['', ' \n\t', '\u0007', '\u200b\u2800', '\u3164\ufe0f', '\u202e'].every(isBlank)).toBe(
      true,
    )
    const anything = fc.string({ unit: 'binary' })
    const nothing = fc.string({
      unit: fc.constantFrom(' ', '\n', '\u0000', '\u00ad', '\u200d', '\u2800', '\u3164', '\ufe0f'),
    })
    fc.assert(
      fc.property(fc.oneof(anything, nothing), (text) => {
        if (cleanMessage(text) === '') expect(isBlank(text)).toBe(true)
      }),
      { seed: 7 },
    )
  })

  it('is not blank where something of it is seen', () => {
    const seen = ['.', ' a ', '\u200bé', '❤\ufe0f', '🚶\u200d♀\ufe0f', 'क\u094d\u200d', '\u0301']
    expect(seen.filter(isBlank)).toEqual([])
  })
})

describe('turns', () => {
  it('hold what one said in one breath, and end where the other speaks or time goes by', () => {
    const later = { ...fromYou(4, 'd', 'm4'), at: dawn + 10 + 2 * breathMs }
    const said = [fromPartner(1, 'a'), fromPartner(2, 'b'), fromYou(3, 'c', 'm3'), later]
    const unsent = { id: 'm5', text: 'e', at: later.at + 1, state: 'flying' } as const
    const turns = turnsOf(said, [unsent])
    expect(turns.map(({ from, lines }) => `${from} ${lines.map(({ text }) => text)}`)).toEqual([
      'partner a,b',
      'you c',
      'you d,e',
    ])
    expect(turns.at(-1)?.lines.map(({ state }) => state)).toEqual(['sent', 'pending'])
  })
})

describe('what a tab keeps', () => {
  const storage = (): Storage => {
    const items = new Map<string, string>()
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => items.set(key, value),
      removeItem: (key: string) => items.delete(key),
    } as unknown as Storage
  }

  it('comes back as it was, until it is forgotten', () => {
    const tab = storage()
    const kept = { ...nothingKept, room: 'r1', shared: ['tea'] }
    writeKept(() => tab, kept)
    expect(readKept(() => tab)).toEqual(kept)
    forgetKept(() => tab)
    expect(readKept(() => tab)).toEqual(nothingKept)
  })

  it('is nothing where storage is broken or forbidden', () => {
    const broken = storage()
    broken.setItem('passerby', '{')
    expect(readKept(() => broken)).toEqual(nothingKept)
    const forbidden = (): Storage => {
      throw new DOMException('denied', 'SecurityError')
    }
    expect(readKept(forbidden)).toEqual(nothingKept)
    expect(() => writeKept(forbidden, nothingKept)).not.toThrow()
  })
})
