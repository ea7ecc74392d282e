// The digests of a log agree, and where they do not it is found.
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { queryVerification } from '../../src/replay/queries/verification.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { eventsOf } from '../kit/slice.ts'
import { replayOf, smallWorld, textOf } from './recording.ts'

const { played } = smallWorld()

it('agrees with what was recorded', () => {
  const { history } = replayOf(played)
  const verification = verify(history)
  expect(verification).toEqual({ digests: 2, partial: 0, mismatch: null })
  expect(textOf(queryVerification(history, verification))).toBe('2 digests agree in 41 events.')
})

it('agrees with what was recorded before there was meeting again', () => {
  const events = eventsOf(join(import.meta.dirname, 'kept', 'beforeAgain.jsonl'))
  const { history } = replayOf(events)
  expect(verify(history)).toEqual({ digests: 22, partial: 0, mismatch: null })
})

it('says so where there is no digest', () => {
  const { history } = replayOf(played.slice(0, 15))
  expect(textOf(queryVerification(history, verify(history)))).toBe(
    'No digest is in this log; all 15 events are taken as they were.',
  )
})

it('compares only what is known where the beginning was deleted', () => {
  const { history } = replayOf(played.slice(14))
  const verification = verify(history)
  expect(verification).toEqual({ digests: 2, partial: 2, mismatch: null })
  expect(textOf(queryVerification(history, verification)).split('\n')[1]).toBe(
    'Older events of this log were deleted: 2 of 2 digests could be judged only for the actors whose events are all there.',
  )
})

describe('a log with holes', () => {
  it('is judged whole from where nobody turns up any more of whom the beginning is gone', () => {
    const { history } = replayOf(played.filter(({ seq }) => seq !== 16))
    expect(verify(history)).toEqual({ digests: 1, partial: 0, mismatch: null })
  })

  it('shows a difference of one whose events are all there', () => {
    const events = tampered(30, (portrait) => portrait.replace('anyone', 'male'))
    const whole = events.filter(({ seq }) => seq !== 16)
    expect(verify(replayOf(whole).history).mismatch).toMatchObject({ seq: 30 })
    const others = events.filter(({ actor, seq }) => actor === 's1' || seq > 16)
    expect(verify(replayOf(others).history)).toMatchObject({
      partial: 1,
      mismatch: { seq: 30, differences: [{ actor: 's1' }] },
    })
  })

  it('shows a digest that differs, and an event that is not taken', () => {
    const [wrong, untaken] = [30, 41].map((seq) =>
      played
        .filter((event) => event.seq !== 16)
        .map((event) => {
          if (event.seq !== seq) return event
          const data =
            event.type === 'matchmaker.attested'
              ? { ...event.data, digest: '0' }
              : { session: 's1' }
          return { ...event, data } as LogEvent
        }),
    ) as [LogEvent[], LogEvent[]]
    expect(verify(replayOf(wrong).history).mismatch).toMatchObject({ seq: 30 })
    expect(verify(replayOf(untaken).history).mismatch).toMatchObject({ seq: 41 })
  })
})

/** The log as it would read if the server had seen the actor differently. */
const tampered = (seq: number, change: (state: string) => string): LogEvent[] =>
  played.map((event) => {
    if (event.seq !== seq || event.type !== 'matchmaker.attested') return event
    const { s1 = '' } = event.data.moved ?? {}
    return {
      ...event,
      data: { ...event.data, moved: { ...event.data.moved, s1: change(s1 ?? '') } },
    }
  })

it('names the actor, both states and the first turn in which it moved', () => {
  const { history } = replayOf(tampered(30, (state) => state.replace('anyone', 'male')))
  const verification = verify(history)
  expect(verification.mismatch).toMatchObject({ turn: 16, agreedUpTo: 10, seq: 30 })
  expect(textOf(queryVerification(history, verification)).split('\n')).toEqual([
    'The fold and the server part at turn 16: the states differ.',
    'They were known to agree up to turn 10; it came out at event 30, digest 2.',
    '',
    's1',
    expect.stringMatching(/^ {4}server {2}\{.*"seeks":"male".*\}$/),
    expect.stringMatching(/^ {4}fold {4}\{.*"seeks":"anyone".*\}$/),
    '    server → fold',
    '    seeks                male → anyone',
  ])
  expect(queryVerification(history, verification).failed).toBe(true)
})

describe('a changed machine', () => {
  afterEach(() => {
    vi.doUnmock('../../src/actors/session.ts')
    vi.resetModules()
  })

  /** Folds the log with a session machine in which something else is implemented. */
  const verifiedWith = async (changed: object) => {
    vi.resetModules()
    vi.doMock('../../src/actors/session.ts', async (original) => {
      const { session } = await original<typeof import('../../src/actors/session.ts')>()
      return { session: session.provide(changed) }
    })
    const { verify } = await import('../../src/replay/timeline/verify.ts')
    return verify(replayOf(played).history)
  }

  it('that stands elsewhere is found at the first event it does not take', async () => {
    const { assign } = await import('xstate')
    const { mismatch } = await verifiedWith({ actions: { return: assign({ until: 1 }) } })
    // To whoever never counts as back, its own chart gives no search.
    expect(mismatch).toMatchObject({ turn: 3, seq: 3, why: expect.stringContaining('find_match') })
  })

  it('that takes no event it took is found at that very turn', async () => {
    const { mismatch } = await verifiedWith({ guards: { isThisRoom: () => false } })
    expect(mismatch).toMatchObject({
      turn: 23,
      agreedUpTo: 20,
      seq: 37,
      why: 's1 does not take session.chat_ended here, but did when it was logged',
      differences: [{ actor: 's1', fold: { room: 'r3' } }],
    })
  })

  it('that changes only what it remembers is found by the digest', async () => {
    const { assign } = await import('xstate')
    const changed = { actions: { choose: assign(() => ({ since: 5, relaxAt: 6 })) } }
    const { mismatch } = await verifiedWith(changed)
    expect(mismatch).toMatchObject({ agreedUpTo: 0, seq: 16, why: 'the states differ' })
    expect(mismatch?.differences.map(({ actor }) => actor)).toContain('s1')
  })
})
