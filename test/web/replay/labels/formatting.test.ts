// Times say their day where it is another, and labels of an axis differ from each other.
import { describe, expect, it } from 'vitest'
import { axisLabels, moment } from '../../../../web/replay/labels/formatting.ts'

const at = (day: number, hours: number, minutes = 0, seconds = 0, ms = 0): number =>
  new Date(2026, 10, day, hours, minutes, seconds, ms).getTime()

it('writes a time of the day on which the log begins without its day, any other with it', () => {
  expect(moment(at(25, 23, 59, 59, 999), at(25, 11, 29))).toBe('23:59:59.999')
  expect(moment(at(26, 0), at(25, 11, 29))).toBe('26 Nov 00:00:00.000')
  expect(moment(at(24, 23), at(25, 11, 29))).toBe('24 Nov 23:00:00.000')
})

describe('labels of an axis', () => {
  it.each([
    ['seconds', [at(25, 11, 29), at(25, 11, 30)], ['11:29:00', '11:30:00']],
    ['tenths', [at(25, 11, 29), at(25, 11, 29, 0, 400)], ['11:29:00.0', '11:29:00.4']],
    ['all there is', [at(25, 11), at(25, 11, 0, 0, 1)], ['11:00:00.000', '11:00:00.001']],
    ['the same for the same time', [at(25, 11), at(25, 11)], ['11:00:00', '11:00:00']],
    ['nothing', [], []],
  ])('have as many digits as tell them apart: %s', (_, ats, labels) => {
    expect(axisLabels(ats)).toEqual(labels)
  })

  it('name the day at each, or where it is another, where there are several', () => {
    const ats = [at(25, 12), at(25, 23), at(26, 10), at(27, 8)]
    expect(axisLabels(ats)).toEqual([
      ...['25 Nov 12:00:00', '25 Nov 23:00:00', '26 Nov 10:00:00', '27 Nov 08:00:00'],
    ])
    expect(axisLabels(ats, { charactersMin: 5, days: 'new' })).toEqual([
      ...['25 Nov 12:00', '23:00', '26 Nov 10:00', '27 Nov 08:00'],
    ])
  })

  it('are as short as a minute where that is enough and wanted', () => {
    const short = { charactersMin: 5, days: 'new' } as const
    expect(axisLabels([at(25, 11, 29), at(25, 11, 30)], short)).toEqual(['11:29', '11:30'])
    expect(axisLabels([at(25, 11, 29), at(25, 11, 29, 30)], short)).toEqual([
      ...['11:29:00', '11:29:30'],
    ])
  })
})
