// Interests as they are typed: what goes in, and what does not.
import { describe, expect, it } from 'vitest'
import {
  composed,
  finishWord,
  noInterests,
  removeInterest,
  typed,
} from '../../../web/home/interestList.ts'

describe('interests', () => {
  it('come in with a comma, several at once, without blanks and repetitions', () => {
    const { list, unfinished } = typed(noInterests, ' tea ,, Tea,night   trains,  ch')
    expect(list).toEqual(['tea', 'night trains'])
    expect(unfinished).toBe('  ch')
    expect(finishWord(typed(noInterests, 'chess')).list).toEqual(['chess'])
  })

  it('come in with the commas of every keyboard, but not while a word is being composed', () => {
    const { list, unfinished } = typed(noInterests, '音楽，茶、شاي،tea；go､ch')
    expect(list).toEqual(['音楽', '茶', 'شاي', 'tea', 'go'])
    expect(unfinished).toBe('ch')
    const writing = composed(noInterests, '音，楽')
    expect(writing).toEqual({ list: [], unfinished: '音，楽', fault: null })
    expect(typed(writing, writing.unfinished)).toMatchObject({ list: ['音'], unfinished: '楽' })
  })

  it('stay in the field, with a reason, when too long or too many', () => {
    const long = typed(noInterests, `${'x'.repeat(25)},`)
    expect(long).toMatchObject({ list: [], fault: 'Make it 1 character shorter.' })
    const ten = typed(noInterests, 'a,b,c,d,e,f,g,h,i,j,')
    expect(ten.list).toHaveLength(10)
    expect(typed(ten, 'k,')).toMatchObject({ list: ten.list, unfinished: 'k' })
    expect(typed(ten, 'k,').fault).toContain('Ten')
    expect(finishWord({ ...removeInterest(ten, 'a'), unfinished: 'k' }).list).toContain('k')
  })
})
