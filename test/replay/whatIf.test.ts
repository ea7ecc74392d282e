// The visitors of a log under another policy: what would be different.
import { Result } from 'effect'
import { describe, expect, it } from 'vitest'
import { dice } from '../../bench/lives.ts'
import { attemptsIn, type MatchAttempt } from '../../src/replay/whatif/attempts.ts'
import { Patience } from '../../src/replay/whatif/patience.ts'
import { type Policy, policyIn } from '../../src/replay/whatif/policy.ts'
import { Schedule } from '../../src/replay/whatif/schedule.ts'
import { type MatchingStats, queryWhatIf } from '../../src/replay/whatif/whatIf.ts'
import { memoryLog } from '../kit/memoryLog.ts'
import { Stage } from '../kit/stage.ts'
import { Visitor, type Wishes } from '../kit/visitors.ts'
import { recordsOf, replayOf, textOf } from './recording.ts'

interface Estimate {
  readonly logged: MatchingStats
  readonly same: MatchingStats
  readonly changed: MatchingStats
  readonly sharing: { readonly rate: number; readonly pairs: number }
}

const estimate = (stage: Stage, policy: Policy): Estimate =>
  recordsOf(queryWhatIf(replayOf(stage.played), policy))[0] as Estimate

const fresh = () => new Stage(memoryLog({ held: true }))

const looks = (stage: Stage, wishes: Wishes = {}): Visitor => {
  const visitor = Visitor.online(stage, wishes)
  visitor.findMatch()
  return visitor
}

/** A crowd over ten minutes: they come, talk a while, look again, drop, return, give up, leave. */
const crowded = (): Stage => {
  const stage = fresh()
  const random = dice(11)
  const among = <A>(choices: readonly A[]): A => choices[Math.floor(random() * choices.length)] as A
  const visitors: Visitor[] = []
  for (let step = 0; step < 600; step++) {
    stage.pass(1_000)
    if (random() < 0.3) {
      const interests = among([[], ['tea'], ['maps'], ['tea', 'rowing']])
      const [gender, seeks] = [
        among(['female', 'male'] as const),
        among(['anyone', 'male'] as const),
      ]
      visitors.push(looks(stage, { gender, seeks, interests }))
    }
    const visitor = visitors[Math.floor(random() * visitors.length)]
    if (visitor === undefined) continue
    if (visitor.state === 'idle') visitor.findMatch()
    else if (visitor.state === 'chatting' && random() < 0.5) visitor.leaveChat()
    else if (random() < 0.1) visitor.disconnect()
    else if (random() < 0.3) visitor.connect()
    else if (random() < 0.05) visitor.leave()
  }
  return stage
}

describe('the logged policy, simulated', () => {
  it('gives what was logged, where everybody came once', () => {
    const stage = fresh()
    const wishes: Wishes[] = [
      { gender: 'female', seeks: 'male', interests: ['tea'] },
      { gender: 'male', seeks: 'female', interests: ['maps'] },
      { gender: 'male', seeks: 'anyone', interests: ['tea'] },
      { gender: 'other', seeks: 'anyone' },
      { gender: 'other', seeks: 'anyone', interests: ['go'] },
      { gender: 'female', seeks: 'female' },
    ]
    for (const wish of wishes) {
      looks(stage, wish)
      stage.pass(2_000)
    }
    stage.pass(20_000)
    const { logged, same } = estimate(stage, {})
    expect(same).toEqual(logged)
    expect(logged).toMatchObject({ matches: 2, inVain: 2 })
  })

  it('is near to what was logged in a crowd', () => {
    const { logged, same, changed } = estimate(crowded(), {})
    expect(changed).toEqual(same)
    expect(logged.matches).toBeGreaterThan(50)
    expect(Math.abs(same.matches - logged.matches) / logged.matches).toBeLessThan(0.15)
  })
})

describe('another policy', () => {
  it('relaxes sooner: the two whom only interests kept apart meet then', () => {
    const stage = fresh()
    looks(stage, { interests: ['tea'] })
    looks(stage, { interests: ['maps'] })
    stage.pass(10_000)
    const { logged, changed, sharing } = estimate(stage, { relaxSeconds: 2 })
    expect(logged.waits?.max).toBe(6_000)
    expect(changed.waits?.max).toBe(2_000)
    expect(changed).toMatchObject({ matches: 1, sharedRate: 0 })
    expect(sharing).toEqual({ rate: 0, pairs: 1 })
    expect(estimate(stage, { preferShared: false }).changed.waits?.max).toBe(0)
  })

  it('relaxes later: they meet later, and look again as long after they parted', () => {
    const stage = fresh()
    const both = [looks(stage, { interests: ['tea'] }), looks(stage, { interests: ['maps'] })]
    stage.pass(10_000)
    both[0]?.leaveChat()
    stage.pass(2_000)
    for (const visitor of both) visitor.findMatch()
    stage.pass(13_000)
    const { logged, changed } = estimate(stage, { relaxSeconds: 10 })
    // Logged: they talk from 6 to 10 s and from 18 s on. Else from 10 to 14 s, and not yet again at 25 s.
    expect([logged.matches, changed.matches, changed.inVain]).toEqual([2, 1, 2])
  })

  it('has somebody give up who had not, after a wait such as people give up after', () => {
    const stage = fresh()
    const gives = looks(stage, { gender: 'male', seeks: 'male' })
    stage.pass(30_000)
    gives.leave()
    for (let pair = 0; pair < 100; pair += 1) {
      looks(stage, { interests: ['tea'] })
      looks(stage, { interests: ['maps'] })
      stage.pass(6_000)
    }
    const { attempts, to } = attemptsIn(replayOf(stage.played).history)
    const patience = new Patience({ attempts, to })
    const waits = attempts.slice(1).map((attempt) => patience.of(attempt) ?? 0)
    expect(patience.of(attempts[0] as MatchAttempt)).toBe(30_000)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(6_000)
    // All of them waited 1,230 s, and one gave up.
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(Math.abs(mean - 6_000 - 1_230_000)).toBeLessThan(250_000)
    const nobody = new Patience({ attempts: attempts.slice(1), to })
    expect(nobody.of(attempts[1] as MatchAttempt)).toBe(null)
  })

  it('avoids no last partner: they meet again at once', () => {
    const stage = fresh()
    const [ann, bea] = [looks(stage), looks(stage)]
    stage.pass(1_000)
    ann.leaveChat()
    for (const visitor of [ann, bea]) visitor.findMatch()
    stage.pass(10_000)
    const { logged, changed } = estimate(stage, { avoidLastPartner: false })
    expect(logged).toMatchObject({ matches: 2, repeats: 1, waits: { max: 6_000 } })
    expect(changed).toMatchObject({ matches: 2, repeats: 1, waits: { max: 0 } })
  })

  it('weighs a shared interest against a wait', () => {
    const stage = fresh()
    looks(stage, { gender: 'male', seeks: 'female' })
    stage.pass(1_000)
    looks(stage, { gender: 'male', seeks: 'female', interests: ['tea'] })
    stage.pass(10_000)
    looks(stage, { gender: 'female', seeks: 'male', interests: ['tea'] })
    stage.pass(10_000)
    const plain = estimate(stage, { preferShared: false }).changed
    const weighed = estimate(stage, { preferShared: false, weights: { shared: 5 } }).changed
    // By the wait alone she gets the first, who names no interests.
    expect([plain.sharedRate, plain.waits?.max]).toEqual([null, 11_000])
    expect([weighed.sharedRate, weighed.waits?.max]).toEqual([1, 10_000])
  })

  it('is marked as an estimate, and says what cannot be known', () => {
    const text = textOf(queryWhatIf(replayOf(crowded().played), { relaxSeconds: 1 }))
    expect(text).toMatch(/^An estimate: what if \{"relaxSeconds":1\}\n/)
    expect(text).toMatch(/as +same policy +this policy\n +logged +simulated +simulated\n/)
    expect(text).toMatch(/wait p90 +\S+ s +\S+ s +\S+ s\n/)
    expect(text).toMatch(/behaved under another policy is not known/)
    expect(text).toMatch(/Interests are erased in a log\. It tells of \d+ pairs/)
  })
})

describe('a policy file', () => {
  const why = (text: string) => {
    const policy = policyIn(text, 'p.json')
    return Result.isFailure(policy) ? policy.failure.message : policy.success
  }

  it('is read whole', () => {
    const policy = { relaxSeconds: 3, avoidLastPartner: false, weights: { shared: 2 } }
    expect(why(JSON.stringify(policy))).toEqual(policy)
    expect(why('{}')).toEqual({})
  })

  it('is refused in a sentence that says what is wrong where', () => {
    const start = 'p.json is no policy (relaxSeconds, avoidLastPartner, preferShared, weights): '
    expect(why('{')).toBe('p.json is no JSON.')
    expect(why('{"relaxSeconds":-1}')).toBe(
      `${start}relaxSeconds: expected a number from 0 to 31536000, not -1.`,
    )
    expect(why('{"relaxSecs":1}')).toBe(
      `${start}relaxSecs: there is no such field; the nearest is relaxSeconds, a number from 0 to 31536000.`,
    )
    expect(why('{"weights":{"wait":"1"}}')).toBe(
      `${start}weights.wait: expected a number from 0 to 1000000, not "1".`,
    )
    expect(why('[]')).toBe(
      `${start}expected an object with relaxSeconds, avoidLastPartner, preferShared, weights, not [].`,
    )
  })
})

it('a schedule keeps the order of times, and of planning at the same time', () => {
  const random = dice(5)
  const schedule = new Schedule()
  const due = Array.from({ length: 500 }, (_, order) => ({ at: Math.floor(random() * 50), order }))
  const done: { at: number; order: number }[] = []
  for (const entry of due) schedule.plan(entry.at, () => done.push(entry))
  schedule.run(100)
  expect(done).toEqual(due.toSorted((one, other) => one.at - other.at || one.order - other.order))
})
