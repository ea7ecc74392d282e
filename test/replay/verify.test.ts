// The digests of a log agree, and where they do not it is found.
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LogEvent } from '../../src/events/event.ts'
import { queryVerification } from '../../src/replay/queries/verification.ts'
import { verify } from '../../src/replay/timeline/verify.ts'
import { eventsOf } from '../kit/slice.ts'
import { replayOf, smallStage, textOf } from './recording.ts'

const { played } = smallStage()

/** Of a log in which nothing is wrong, and nothing in doubt. */
const whole = {
  undecided: 0,
  undecidedShared: 0,
  partial: 0,
  unjudged: 0,
  missing: null,
  mismatch: null,
}

it('agrees with what was recorded', () => {
  const { history } = replayOf(played)
  const verification = verify(history)
  expect(verification).toEqual({
    ...whole,
    turns: 25,
    allTurns: 25,
    undecided: 2,
    undecidedShared: 1,
    digests: 2,
  })
  expect(textOf(queryVerification(history, verification)).split('\n')).toEqual([
    '2 digests agree in 41 events. M1 to M6, M9, M10 and M12 hold after each of 25 turns, and its actors send what they sent then.',
    'Whether two who wait share an interest is erased: 2 times nothing tells whether they should have met.',
    'Which interests two who met share is erased: 1 time nothing tells whether they were told just these.',
  ])
})

it('agrees with what was recorded before there was meeting again', () => {
  const events = eventsOf(join(import.meta.dirname, 'kept', 'beforeAgain.jsonl'))
  const { history } = replayOf(events)
  expect(verify(history)).toEqual({ ...whole, turns: 67, allTurns: 67, digests: 22 })
})

it('says so where there is no digest', () => {
  const { history } = replayOf(played.slice(0, 15))
  expect(textOf(queryVerification(history, verify(history)))).toBe(
    'No digest is in this log: whether the states of the server were these, nothing tells. M1 to M6, M9, M10 and M12 hold after each of 9 turns, and its actors send what they sent then.\n' +
      'Which interests two who met share is erased: 1 time nothing tells whether they were told just these.',
  )
})

it('judges no digest of all where the beginning was deleted, and says so', () => {
  const { history } = replayOf(played.slice(14))
  const verification = verify(history)
  expect(verification).toEqual({
    ...{ ...whole, turns: 1, allTurns: 17, undecided: 1, digests: 2, unjudged: 2 },
    missing: { events: 14, before: 15 },
  })
  expect(textOf(queryVerification(history, verification)).split('\n')).toEqual([
    'No digest could be compared: whether the states of the server were these, nothing tells. M1 to M6, M9, M10 and M12 hold after its turn, and its actors send what they sent then.',
    '14 events of it are missing, the first before event 15: 16 of its 17 turns could not be judged.',
    'Older events of this log were deleted: 2 of 2 digests could not be judged.',
    'Whether two who wait share an interest is erased: 1 time nothing tells whether they should have met.',
  ])
})

it('takes nobody for deleted before whom nothing is missing', () => {
  const renumbered = (gone: number) =>
    played
      .filter(({ seq }) => seq !== gone)
      .map((event) => {
        const [seq, cause] = [event.seq, event.cause].map((of) => of && (of > gone ? of - 1 : of))
        return { ...event, seq: seq as number, cause: cause ?? null }
      })
  const begun = played.filter(({ type }) => type === 'session.join' || type === 'room.opened')
  const mismatches = begun.map(({ seq }) => verify(replayOf(renumbered(seq)).history).mismatch)
  expect(mismatches).not.toContain(null)
  expect(
    mismatches.map((mismatch) => mismatch?.why).filter((why) => why?.includes('begun')),
  ).not.toEqual([])
})

it('counts the messages of a room', () => {
  const said = played.filter(({ type }) => type === 'room.send_message')
  expect(said.length).toBeGreaterThan(1)
  for (const { seq } of said) {
    const changed = played.map((event) =>
      event.seq === seq ? ({ ...event, data: { ...event.data, number: 7 } } as LogEvent) : event,
    )
    const { mismatch } = verify(replayOf(changed).history)
    expect(mismatch).toMatchObject({ seq, why: expect.stringMatching(/^message 7 of r/) })
  }
})

it('says of what the last turn lacks that the log may have been cut there', () => {
  const inTurn = played.findLast(({ cause }) => cause !== null)?.seq ?? 0
  const { history } = replayOf(played.filter(({ seq }) => seq < inTurn))
  expect(textOf(queryVerification(history, verify(history)))).toMatch(/cut within it/)
})

describe('a log with holes', () => {
  it('is judged whole from where nobody turns up any more of whom the beginning is gone', () => {
    const { history } = replayOf(played.filter(({ seq }) => seq !== 16))
    const missing = { events: 1, before: 17 }
    expect(verify(history)).toEqual({
      ...{ ...whole, turns: 14, allTurns: 24, undecided: 2, digests: 1, missing },
    })
  })

  it('shows a digest that differs, and an event that is not taken', () => {
    const [wrong, untaken] = [30, 41].map((seq) =>
      played
        .filter((event) => event.seq !== 16)
        .map((event) => {
          if (event.seq !== seq) return event
          const data = event.type === 'matchmaker.attested' ? { digest: '0' } : { session: 's1' }
          return { ...event, data } as LogEvent
        }),
    ) as [LogEvent[], LogEvent[]]
    expect(verify(replayOf(wrong).history).mismatch).toMatchObject({ seq: 30 })
    expect(verify(replayOf(untaken).history).mismatch).toMatchObject({ seq: 41 })
  })
})

describe('a digest that differs', () => {
  const wrong = (seq: number) => {
    const { history } = replayOf(
      played.map((event) =>
        event.seq === seq ? ({ ...event, data: { digest: '0' } } as LogEvent) : event,
      ),
    )
    return { history, verification: verify(history) }
  }

  it('tells between which turns, and who moved in between', () => {
    const { history, verification } = wrong(30)
    expect(verification.mismatch).toMatchObject({ turns: [11, 20], agreedUpTo: 10, seq: 30 })
    expect(verification.mismatch?.differences).toEqual([])
    const lines = textOf(queryVerification(history, verification)).split('\n')
    expect(lines.filter((line) => !line.startsWith('    fold'))).toEqual([
      'The fold and the server part between turn 11 and turn 20: the digests of all states differ.',
      'They were known to agree up to turn 10; it came out at event 30, digest 2.',
      '',
      'About one at least of the 6 actors that moved in between:',
      '',
      's4  from turn 11 on',
      '',
      'matchmaker  from turn 12 on',
      '',
      's5  from turn 13 on',
      '',
      'r3  from turn 16 on',
      '',
      's1  from turn 16 on',
      '',
      's6  from turn 18 on',
      'Which interests two who met share is erased: 1 time nothing tells whether they were told just these.',
    ])
    expect(lines).toContainEqual(expect.stringMatching(/^ {4}fold {4}\{.*"seeks":"male".*\}$/))
    expect(queryVerification(history, verification).failed).toBe(true)
  })

  it('names all who moved since the log began where it is the first', () => {
    const { verification } = wrong(16)
    expect(verification.mismatch).toMatchObject({ turns: [1, 10], agreedUpTo: 0, seq: 16 })
    const suspects = verification.mismatch?.suspects.map(({ actor, turn }) => [actor, turn])
    expect(suspects).toEqual([
      ['s1', 1],
      ['matchmaker', 3],
      ['s2', 4],
      ['r3', 6],
      ['s4', 9],
    ])
  })
})

describe('an older log, which has the states of whoever moved', () => {
  const older = eventsOf(join(import.meta.dirname, '../store/formats/kept/format2.jsonl'))

  /** The log as it would read if the server had seen the actor differently. */
  const tampered = (seq: number, actor: string, change: (state: string) => string): LogEvent[] =>
    older.map((event) => {
      if (event.seq !== seq || event.type !== 'matchmaker.attested') return event
      const moved = { ...event.data.moved, [actor]: change(event.data.moved?.[actor] ?? '') }
      return { ...event, data: { ...event.data, moved } }
    })

  it('agrees, in part where its beginning was deleted', () => {
    const { history } = replayOf(older)
    const verification = verify(history)
    expect(verification).toEqual({
      ...{ ...whole, turns: 153, allTurns: 213, undecidedShared: 7, digests: 11, partial: 1 },
      missing: expect.anything(),
    })
    expect(textOf(queryVerification(history, verification)).split('\n')).toEqual([
      '11 digests agree in 307 events. M1 to M6, M9, M10 and M12 hold after each of 153 turns, and its actors send what they sent then.',
      '46 events of it are missing, the first before event 23: 60 of its 213 turns could not be judged.',
      'Older events of this log were deleted: 1 of 11 digests could be judged only for the actors whose events are all there.',
      'Which interests two who met share is erased: 7 times nothing tells whether they were told just these.',
    ])
  })

  it('names the actor, both states and the first turn in which it moved', () => {
    const events = tampered(318, 's13', (state) => state.replace('anyone', 'male'))
    const { history } = replayOf(events)
    const verification = verify(history)
    expect(verification.mismatch).toMatchObject({ turns: [211, 225], agreedUpTo: 210, seq: 318 })
    expect(textOf(queryVerification(history, verification)).split('\n')).toEqual([
      'The fold and the server part between turn 211 and turn 225: the states differ.',
      'They were known to agree up to turn 210; it came out at event 318, digest 10.',
      '',
      's13',
      expect.stringMatching(/^ {4}server {2}\{.*"seeks":"male".*\}$/),
      expect.stringMatching(/^ {4}fold {4}\{.*"seeks":"anyone".*\}$/),
      '    server → fold',
      '    seeks                male → anyone',
      'Older events of this log were deleted: 1 of 10 digests could be judged only for the actors whose events are all there.',
      'Which interests two who met share is erased: 6 times nothing tells whether they were told just these.',
    ])
    expect(queryVerification(history, verification).failed).toBe(true)
  })

  it('shows a difference of one whose events are all there, though others are not', () => {
    const events = tampered(318, 's13', (state) => state.replace('anyone', 'male'))
    // Somebody is known only without its joining: until it is gone all are judged one by one.
    const holed = events.filter(({ seq }) => seq !== 317)
    expect(verify(replayOf(holed).history)).toMatchObject({
      digests: 10,
      partial: 10,
      mismatch: { seq: 318, differences: [{ actor: 's13' }] },
    })
  })

  it('is compared though what it has is no state', () => {
    const { mismatch } = verify(replayOf(tampered(318, 's13', () => '{')).history)
    expect(mismatch).toMatchObject({ differences: [{ actor: 's13', server: '{' }] })
  })

  it('is compared by its digests too', () => {
    const events = older.map((event) =>
      event.seq === 318 && event.type === 'matchmaker.attested'
        ? { ...event, data: { ...event.data, digest: '0' } }
        : event,
    )
    const { mismatch } = verify(replayOf(events).history)
    expect(mismatch).toMatchObject({ turns: [211, 225], seq: 318, differences: [] })
    expect(mismatch?.suspects.map(({ actor }) => actor)).toContain('s13')
  })
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
    expect(mismatch).toMatchObject({
      turns: [1, 3],
      seq: 3,
      why: expect.stringContaining('find_match'),
    })
  })

  it('that takes no event it took is found at that very turn', async () => {
    const { mismatch } = await verifiedWith({ guards: { isThisRoom: () => false } })
    expect(mismatch).toMatchObject({
      turns: [23, 23],
      agreedUpTo: 20,
      seq: 37,
      why: 's1 does not take session.chat_ended here, but did when it was logged',
      differences: [{ actor: 's1', fold: { room: 'r3' } }],
    })
  })

  it('that changes only what it remembers is found by the digest', async () => {
    const { assign } = await import('xstate')
    const changed = { actions: { return: assign({ until: null, relaxAt: 6 }) } }
    const { mismatch } = await verifiedWith(changed)
    expect(mismatch).toMatchObject({
      turns: [11, 20],
      agreedUpTo: 10,
      seq: 30,
      why: 'the digests of all states differ',
    })
    expect(mismatch?.suspects.map(({ actor }) => actor)).toContain('s1')
  })
})
