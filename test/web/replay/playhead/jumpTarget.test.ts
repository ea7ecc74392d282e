// Where somebody who types a number or a time wants to go.
import { describe, expect, it } from 'vitest'
import { jumpTargetOf } from '../../../../web/replay/playhead/jumpTarget.ts'

describe('a jump', () => {
  const firstAt = new Date(2026, 10, 25, 23, 50).getTime()
  const log = { firstAt, lastAt: firstAt + 3_600_000 }

  it.each([
    ['1234', { seq: 1234 }],
    ['#7', { seq: 7 }],
    ['1795606142181', { at: 1795606142181 }],
    ['23:55', { at: firstAt + 300_000 }],
    ['23:55:01', { at: firstAt + 301_000 }],
    ['23:55:01.2', { at: firstAt + 301_200 }],
    ['0:10', { at: firstAt + 1_200_000 }],
    ['+20s', { time: '+20s' }],
    [' -5m ', { time: '-5m' }],
    ['2026-11-25', { time: '2026-11-25' }],
    ['2026-11-25T23:55:01.2Z', { time: '2026-11-25T23:55:01.2Z' }],
    ['25:99:99', null],
    ['24:00', null],
    ['23:60', null],
    ['23:00:60', null],
    ['soon', null],
    ['', null],
  ])('to %j leads to %j', (text, to) => {
    expect(jumpTargetOf(text, log)).toEqual(to)
  })
})
