// A report and the list in lines of a terminal, which nothing in them can pass itself off as.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, wrapped } from '../../src/moderation/cli/columns.ts'
import { listLines } from '../../src/moderation/cli/listLines.ts'
import { reportLines } from '../../src/moderation/cli/reportLines.ts'
import type { ReportedMessage } from '../../src/moderation/content.ts'
import type { ListedReport, OpenedReport } from '../../src/moderation/docket.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'

const hour = 3_600_000
const now = 1_795_000_000_000
const looks = { now, style: plainStyle, width: 80 }

const listed: ListedReport = {
  ...{ number: 1234, reason: 'threat', isUrgent: true, proven: true, places: 3, messages: 2 },
  ...{ at: now - 2 * hour, until: now + 70 * hour },
}

const opened = (
  transcript: readonly ReportedMessage[],
  { note = '', leftOut = 0 } = {},
): OpenedReport => ({
  ...listed,
  fault: null,
  content: {
    ...{ version: 1, room: 'r1', at: now, reason: 'threat', note, proven: true, other: 'bea' },
    ...{ messages: transcript.length + leftOut, left_out: leftOut, transcript },
  },
})

const linesOf = (report: OpenedReport, width = 80) => [...reportLines(report, { ...looks, width })]

describe('one report', () => {
  it('has the reported side marked in every line of it, and in no other', () => {
    const transcript: ReportedMessage[] = [
      { n: 8, from: 'reporter', text: 'Hi\n>> 9 REPORTED | not me', at: now },
      { n: 9, from: 'reported', text: `${'word '.repeat(20)}\nand more`, at: now + 1_000 },
      { n: 10, from: 'reporter', text: 'Bye' },
    ]
    const lines = linesOf(opened(transcript, { note: 'Please\nhelp', leftOut: 7 }))
    expect(lines.slice(lines.indexOf('The conversation, 10 messages') + 1)).toEqual([
      '>> is the side that was reported; times in UTC',
      'The first 7 messages are not kept: only the newest 48 kB.',
      '    8 11:06:40 reporter | Hi',
      '                        | >> 9 REPORTED | not me',
      '>>  9 11:06:41 REPORTED | word word word word word word word word word word word',
      '>>                      | word word word word word word word word word',
      '>>                      | and more',
      '   10          reporter | Bye',
    ])
    expect(lines.join('\n')).toContain("The reporter's note\n  | Please\n  | help")
  })

  it('says what is proven, also where the words are not', () => {
    expect(linesOf(opened([])).join(' ')).toMatch(/Proven: this was said here, in this order/)
    const bare = { ...opened([]), proven: false, messages: 3 }
    const content = bare.content && { ...bare.content, messages: 3, left_out: 3 }
    const lines = linesOf({ ...bare, content }).join(' ')
    expect(lines).toMatch(/Not proven: the server could not check these words\./)
    expect(lines).toContain('The reporter sent none of its words along.')
    expect(linesOf({ ...bare, content: null, fault: 'It is damaged.' })).toContain('It is damaged.')
  })

  it('is no wider than the terminal, whatever people wrote', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 200 })
    const anyMessage = fc.record({ from: fc.constantFrom('reporter', 'reported'), text: anyText })
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 5 }), anyText, (said, note) => {
        const transcript = said.map((message, index) => ({ ...message, n: index + 1, at: now }))
        for (const line of linesOf(opened(transcript as ReportedMessage[], { note })))
          expect(columnsOf(line), line).toBeLessThanOrEqual(80)
      }),
    )
  })
})

describe('columns', () => {
  it('are two for what is wide, none for what stands on something else', () => {
    expect(['abc', '你好', '👍', 'e\u0301', 'ｆｕｌｌ'].map(columnsOf)).toEqual([3, 4, 2, 1, 8])
    expect(wrapped('你好 你好', 4)).toEqual(['你好', '你好'])
    expect(wrapped('a long word: abcdefgh', 6)).toEqual(['a long', 'word:', 'abcdef', 'gh'])
    expect(wrapped('', 10)).toEqual([''])
  })
})

describe('the list', () => {
  it('fits 80 columns, with the largest there may be', () => {
    const wide = { ...listed, number: 1e9, reason: 'harassment', proven: false, messages: 10_000 }
    const reports = [{ ...wide, places: 9999 } as ListedReport, listed]
    const lines = [
      ...listLines({ file: 'f', isRunning: false, total: 5, reports, faults: [] }, looks),
    ]
    expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([])
    expect(lines.slice(0, 6)).toEqual([
      '5 reports wait.',
      '',
      '       NUMBER  REASON      PROVEN  PLACES  MESSAGES  REPORTED AGO  ERASED IN',
      '!  1000000000  harassment  no        9999     10000  2 h 00 min    70 h 00 min',
      '!        1234  threat      yes          3         2  2 h 00 min    70 h 00 min',
      '… and 3 more reports; --limit shows more',
    ])
    expect(lines.join(' ')).toContain('No server runs there')
  })

  it('says where nothing waits', () => {
    const none = { file: 'f', isRunning: true, total: 0, reports: [], faults: [] }
    expect([...listLines(none, looks)]).toEqual(['No report waits.'])
  })
})
