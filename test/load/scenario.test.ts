// What may be asked of a run, and how a wrong wish is named.

import { Result } from 'effect'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoopback, readTarget } from '../../src/load/client/target.ts'
import type { LoadResult } from '../../src/load/measures/loadResult.ts'
import { readRequirement } from '../../src/load/report/requirements/requirement.ts'
import {
  messageCharactersMin,
  messageIdOf,
  messageTextOf,
  parseMessageId,
  stampOf,
} from '../../src/load/scenario/messageText.ts'
import {
  presets,
  readChanges,
  type Scenario,
  scenarioOf,
} from '../../src/load/scenario/scenario.ts'

/** What is wrong, as it is said. */
const failureOf = (result: Result.Result<unknown, { readonly message: string }>): string =>
  Result.isFailure(result) ? result.failure.message : 'nothing is wrong'

describe('a scenario', () => {
  it('is a preset with what is different', () => {
    expect(scenarioOf('idle', { users: 7 })).toEqual(Result.succeed({ ...presets.idle, users: 7 }))
    expect(readChanges('{"preset":"churn","drops":0.5}')).toEqual(
      Result.succeed({ preset: 'churn', drops: 0.5 }),
    )
  })

  it.each([
    ['{"users":0}', 'users: expected a whole number from 1 to 1000000'],
    ['{"users":"many"}', 'users: expected a whole number from 1 to 1000000, not "many"'],
    ['{"skips":1.5}', 'skips: expected a share from 0 to 1'],
    [
      '{"messageCharacters":{"from":50,"to":40}}',
      'messageCharacters: expected from no more than to',
    ],
    ['{"messageCharacters":{"from":1,"to":40}}', 'messageCharacters.from: expected a whole number'],
    ['{"genders":{"male":1,"female":-1,"other":0}}', 'genders.female: expected a number from 0'],
    ['{"genders":{"male":0,"female":0,"other":0}}', 'genders: expected weights of male'],
    [
      '{"preset":"huge"}',
      'preset: expected one of smoke, steady, churn, abuse, storm, idle, not "huge"',
    ],
    [
      '{"ursers":5}',
      'ursers: there is no such field; the nearest is users, a whole number from 1 to 1000000',
    ],
    [
      '{"phases":[{"seconds":1},{"seconds":1,"message":3}]}',
      'phases.1.message: there is no such field; the nearest is messagesPerMinute, a number from 0 to 60000',
    ],
    [
      '{"phases":[{}]}',
      'phases.0.seconds: expected a number from 0.001 to 86400, and there is none',
    ],
    [
      '{"phases":7}',
      'phases: expected a list, each an object with seconds, users, messagesPerMinute, not 7',
    ],
    ['{"matching":"yes"}', 'matching: expected true or false, not "yes"'],
    ['[]', 'expected an object with fields such as preset, users, ramp, duration, not []'],
    ['{', 'it is not JSON'],
  ])('%s is refused: %s', (json, fault) => {
    expect(failureOf(readChanges(json)).toLowerCase()).toContain(fault.toLowerCase())
  })

  it('is checked as a whole', () => {
    const whole = scenarioOf('smoke', { ramp: -1 } as Partial<Scenario>)
    expect(whole).toEqual(
      Result.fail({
        _tag: 'BadField',
        message: 'ramp: expected a number from 0.1 to 100000, not -1',
      }),
    )
  })
})

const result = {
  seconds: 10,
  warmUp: null,
  counts: { sent: 500, delivered: 490 },
  errorsTotal: 2,
  bottlenecks: [],
  referee: { faultsTotal: 0 },
  latencies: { delivery: { p50: 3, p99: 40, p999: 90, max: 100, count: 490 }, match: null },
} as unknown as LoadResult

describe('a requirement', () => {
  it.each([
    ['delivery.p99<50ms', true],
    ['delivery.p99 < 0.05s', true],
    ['delivery.p99<40', false],
    ['delivery.p99<=40', true],
    ['delivery.p99.9>=90000us', true],
    ['delivery.p999==90', true],
    ['delivery.count>489', true],
    ['faults==0', true],
    ['errors<2', false],
    ['ceilings==0', true],
    ['sentPerSecond>=50', true],
    ['match.p50<1s', false], // nothing was measured
  ])('%s is met: %s', (text, isMet) => {
    const requirement = Result.getOrThrow(readRequirement(text))
    const actual = requirement.of(result)
    expect(actual !== null && requirement.holds(actual)).toBe(isMet)
  })

  it.each([
    ['', 'expected a comparison'],
    ['delivery.p99', 'expected a comparison'],
    ['delivery.p99=50', 'expected a comparison'],
    ['delivery.p98<50', 'expected join|upgrade'],
    ['delivery<50', 'expected join|upgrade'],
    ['toString<1', 'expected join|upgrade'],
    ['faults.p50<1', 'expected join|upgrade'],
    ['delivery.p99<50parsecs', 'no unit of time'],
    ['faults==0ms', 'has no unit'],
    ['foo.p99<5ms', 'expected join|'],
  ])('%s is refused: %s', (text, fault) => {
    const said = failureOf(readRequirement(text))
    expect(said).toContain(fault)
    expect(said).toContain(text)
  })
})

describe('a target', () => {
  it('is the origin of a server, and a path that it is below, and no more', () => {
    expect(Result.getOrThrow(readTarget('http://localhost:4000'))).toEqual({
      origin: 'http://localhost:4000',
      host: 'localhost',
      port: 4000,
      isSecure: false,
    })
    expect(Result.getOrThrow(readTarget('https://a'))).toMatchObject({ port: 443, isSecure: true })
    expect(Result.getOrThrow(readTarget('http://a/talk/'))).toMatchObject({
      origin: 'http://a/talk',
    })
    for (const url of ['nowhere', 'ftp://127.0.0.1', 'http://a/?b', 'http://u@a', 'ws://a']) {
      expect(Result.isFailure(readTarget(url))).toBe(true)
    }
  })

  it('is on this machine where nothing leaves it', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true)
    expect(['10.0.0.1', '0.0.0.0', '::', '1270.0.0.1', 'localhost'].some(isLoopback)).toBe(false)
  })
})

describe('a message', () => {
  it('says who sent it, which it is and when it was due', () => {
    const stamp = fc.record({
      sender: fc.nat(1_000_000),
      number: fc.integer({ min: 1, max: 10_000_000 }),
      dueMicros: fc.nat(),
      characters: fc.integer({ min: messageCharactersMin, max: 2_000 }),
    })
    fc.assert(
      fc.property(stamp, (known) => {
        const text = messageTextOf('abcd', known)
        expect(text.length).toBe(known.characters)
        expect(stampOf('abcd', text)).toEqual(known)
        expect(stampOf('abce', text)).toBeNull()
        expect(stampOf('abcd', `${text.slice(0, -1)}!`)).toBeNull()
        expect(parseMessageId('abcd', messageIdOf('abcd', known.sender, known.number))).toEqual({
          sender: known.sender,
          number: known.number,
        })
      }),
      { seed: 2 },
    )
  })
})
