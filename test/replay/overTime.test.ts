// A log over time: its columns are what the actors were, and what happened, step by step.
import { describe, expect, it } from 'vitest'
import { livedEvents } from '../../bench/lives.ts'
import type { LogEvent } from '../../src/events/event.ts'
import { overTimeIn, queryOverTime, stepFor } from '../../src/replay/queries/overTime.ts'
import { recordsOf, replayOf, reportedStage, smallStage, textOf } from './recording.ts'

const { played } = smallStage()

/** A log in which a room is stopped by a fault of ours. */
const faulted = (): LogEvent[] => {
  const opened = played.findIndex(({ type }) => type === 'room.send_message')
  const { seq, turn, at, actor } = played[opened] as LogEvent
  const fault = { seq: seq + 1, turn, at, cause: seq, actor: 'matchmaker' }
  const told = ['s1', 's2'].map((session, index) => ({
    ...{ seq: seq + 2 + index, turn, at, cause: seq + 1, actor: session },
    ...{ type: 'session.chat_ended', data: { room: actor, reason: 'fault', againUntil: at + 1 } },
  }))
  return [
    ...played.slice(0, opened + 1),
    { ...fault, type: 'matchmaker.faulted', data: { actor, againUntil: at + 1 } } as LogEvent,
    ...(told as LogEvent[]),
  ]
}

describe('over time', () => {
  const logs: [name: string, events: readonly LogEvent[]][] = [
    ['a small log', played],
    ['one with blocks and reports', reportedStage().stage.played],
    ['one with a fault', faulted()],
    ['generated lives', livedEvents(6_000)],
  ]

  it.each(logs)('%s has as many waiting and chatting as its actors say', (_, events) => {
    const replay = replayOf(events)
    const { history } = replay
    for (const stepMs of [500, 3_000]) {
      const overTime = overTimeIn(history, stepMs)
      const told = overTime.at.map((_at, row) => [overTime.waiting[row], overTime.chatting[row]])
      const counted = overTime.at.map((at) => {
        const actors = replay.actorsAt(history.indexAt(at + stepMs - 1))
        const sessions = actors.sessionIds().map((id) => actors.session(id))
        return [
          sessions.filter((session) => session?.since !== null).length,
          sessions.filter((session) => session?.room !== null).length,
        ]
      })
      expect(told).toEqual(counted)
    }
  })

  it.each(logs)('%s loses nothing that happened between its steps', (_, events) => {
    const { history } = replayOf(events)
    const sum = (column: readonly number[]) => column.reduce((all, one) => all + one, 0)
    const count = (type: string) => events.filter((event) => event.type === type).length
    const { at, matches, ends, drops } = overTimeIn(history, 700)
    expect(sum(matches)).toBe(count('matchmaker.matched'))
    expect(sum(ends)).toBe(count('room.leave_chat') + count('matchmaker.faulted'))
    expect(sum(drops)).toBe(count('session.disconnect'))
    expect(at.every((time, row) => row === 0 || time - (at[row - 1] as number) === 700)).toBe(true)
  })

  it('tells how long those had waited who were matched', () => {
    const { waitP50, waitP90 } = overTimeIn(replayOf(played).history, 60_000)
    expect([waitP50, waitP90]).toEqual([[0], [1_000]])
  })

  it('is CSV that says how long a step is, or JSON', () => {
    const { history } = replayOf(played)
    const answer = queryOverTime(history)
    const [head, ...lines] = textOf(answer).split('\n')
    expect(head).toBe('time_each_1_s,waiting,chatting,matches,ends,drops,wait_p50_s,wait_p90_s')
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+\.000Z,0,2,1,0,0,0\.000,1\.000$/)
    const records = recordsOf(answer)
    expect(records[1]).toMatchObject({ stepMs: 1_000, chatting: 2, waitP90: 1_000 })
    expect(records).toHaveLength(lines.length)
  })

  it('has a step that suits the log, and never too many', () => {
    const dayMs = 86_400_000
    const spans = [0, 5 * 60_000, 3_600_000, dayMs, 7 * dayMs, 30 * dayMs, 365 * dayMs]
    expect(spans.map((span) => stepFor(span) / 1_000)).toEqual([1, 1, 60, 60, 600, 3_600, 86_400])
    expect((1_000 * 365 * dayMs) / stepFor(1_000 * 365 * dayMs)).toBeLessThan(2_001)
  })

  it('is a head and nothing more of a log without events', () => {
    expect(textOf(queryOverTime(replayOf([]).history)).split('\n')).toHaveLength(1)
  })
})
