// What a run plays: how many come, how fast, and what each of them does.
import { Result, Schema } from 'effect'
import { messageCharactersMax } from '../../events/limits.ts'
import { fieldFault } from '../../replay/text/fieldFault.ts'
import { messageCharactersMin } from './messageText.ts'
import { secondsOf } from './phases.ts'

const number = (from: number, to: number) =>
  Schema.Number.check(
    Schema.makeFilter((value) => Number.isFinite(value) && value >= from && value <= to, {
      expected: `a number from ${from} to ${to}`,
    }),
  )

const whole = (from: number, to: number) =>
  Schema.Number.check(
    Schema.makeFilter((value) => Number.isSafeInteger(value) && value >= from && value <= to, {
      expected: `a whole number from ${from} to ${to}`,
    }),
  )

const share = Schema.Number.check(
  Schema.makeFilter((value) => value >= 0 && value <= 1, { expected: 'a share from 0 to 1' }),
)

const weights = <const Name extends string>(...names: readonly Name[]) =>
  Schema.Struct(
    Object.fromEntries(names.map((name) => [name, number(0, 1e6)])) as Record<
      Name,
      ReturnType<typeof number>
    >,
  ).check(
    Schema.makeFilter((all) => Object.values<number>(all).some((weight) => weight > 0), {
      expected: `weights of ${names.join(', ')}, not all of them 0`,
    }),
  )

/** Means are those of an exponential distribution: things come independently of each other. */
const fields = {
  /** How many visitors come. */
  users: whole(1, 1_000_000),
  /** How many of them a second. */
  ramp: number(0.1, 100_000),
  /** How long the run goes on after the last has come, in seconds. */
  duration: number(0, 86_400),
  /** The course of the run, in place of `ramp` and `duration`: see `Phase`. None: as those say. */
  phases: Schema.Array(
    Schema.Struct({
      seconds: number(0.001, 86_400),
      users: Schema.optionalKey(whole(0, 1_000_000)),
      messagesPerMinute: Schema.optionalKey(number(0, 60_000)),
    }),
  ),
  /** For how long no time is counted, in seconds from the first arrival on: servers and their caches warm up. */
  warmUp: number(0, 86_400),
  /** False: they connect and stay so. */
  matching: Schema.Boolean,
  /** Mean pause before looking for a partner, in seconds. */
  think: number(0, 3_600),
  /** Messages a minute that each member of a chat sends, on average. */
  messagesPerMinute: number(0, 60_000),
  /** Length of a message, in characters; each drawn evenly from `from` to `to`. */
  messageCharacters: Schema.Struct({
    from: whole(messageCharactersMin, messageCharactersMax),
    to: whole(messageCharactersMin, messageCharactersMax),
  }).check(Schema.makeFilter(({ from, to }) => from <= to, { expected: 'from no more than to' })),
  /** Share of the messages that are sent once more after they were accepted: nothing may come of it. */
  resends: share,
  /** Share of the visitors who, in each chat, leave it after a while and look again. */
  skips: share,
  /** Mean time until they do, in seconds. */
  chat: number(0.01, 86_400),
  /** Share of the visitors who, in each chat, lose their connection and come back. */
  drops: share,
  /** Mean time they are away, in seconds. */
  away: number(0.01, 3_600),
  /** Every so many seconds all lose their connection at once, and come back at once after `away`; 0: never. */
  stormEvery: number(0, 86_400),
  /** Share of the visitors who, of each chat, block its other: in it, or after it. */
  blocks: share,
  /** Share who report its other, with the words that were said. */
  reports: share,
  /** Share who report its other with words that were not said, or not all of them. */
  falseReports: share,
  /** Share who report its other with a receipt that they made up. */
  forgedReports: share,
  /** Share who, after each chat, clear their cookies and come back: new people by all that is known. */
  clears: share,
  /** Share who, after each chat, come back in a new session, and are known by their pass. */
  rejoins: share,
  /** Share who solve a challenge, each time that they get one; the others wait as they are told. */
  solves: share,
  /** How many are of which gender, in proportion. */
  genders: weights('male', 'female', 'other'),
  /** How many seek whom, in proportion. */
  seeks: weights('male', 'female', 'anyone'),
  /** How many different interests there are. */
  interestPool: whole(1, 100_000),
  /** How many of them each visitor names, on average; at most 10 in all. */
  interestsEach: number(0, 5),
} as const

export const Scenario = Schema.Struct(fields)
export type Scenario = typeof Scenario.Type

/** What a file or an option may change of a scenario. */
export const ScenarioChanges = Schema.Struct({
  preset: Schema.optionalKey(
    Schema.Literals(['smoke', 'steady', 'churn', 'abuse', 'storm', 'idle']),
  ),
  ...(Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [
      name,
      Schema.optionalKey(schema as Schema.Top),
    ]),
  ) as { [Name in keyof typeof fields]: Schema.optionalKey<(typeof fields)[Name]> }),
})
export type ScenarioChanges = typeof ScenarioChanges.Type

const base: Scenario = {
  users: 200,
  ramp: 100,
  duration: 5,
  phases: [],
  warmUp: 0,
  matching: true,
  think: 0.5,
  messagesPerMinute: 60,
  messageCharacters: { from: 40, to: 120 },
  resends: 0.02,
  skips: 0.2,
  chat: 3,
  drops: 0.1,
  away: 1,
  stormEvery: 0,
  blocks: 0,
  reports: 0,
  falseReports: 0,
  forgedReports: 0,
  clears: 0,
  rejoins: 0,
  solves: 0,
  genders: { male: 45, female: 45, other: 10 },
  seeks: { male: 20, female: 20, anyone: 60 },
  interestPool: 50,
  interestsEach: 1,
}

/** Scenarios by name; a file and options change what they like of one. */
export const presets = {
  /** A few hundred visitors for a few seconds, a little of everything. */
  smoke: base,
  /** Thousands who talk at a human pace; some skip, some drop. */
  steady: {
    ...base,
    users: 2_000,
    ramp: 200,
    duration: 30,
    think: 2,
    messagesPerMinute: 12,
    skips: 0.1,
    chat: 20,
    drops: 0.05,
    away: 3,
  },
  /** Few words, many partners: every chat is left soon, and one in three loses its connection. */
  churn: {
    ...base,
    users: 1_000,
    ramp: 200,
    duration: 20,
    think: 0.2,
    messagesPerMinute: 30,
    skips: 0.8,
    chat: 2,
    drops: 0.3,
    away: 0.5,
    interestsEach: 0,
  },
  /** Many short chats among people who block and report, some of them falsely, and come back. */
  abuse: {
    ...base,
    users: 300,
    ramp: 100,
    duration: 20,
    think: 0.3,
    skips: 0.5,
    chat: 2,
    away: 0.5,
    blocks: 0.15,
    reports: 0.25,
    falseReports: 0.08,
    forgedReports: 0.05,
    clears: 0.1,
    rejoins: 0.15,
    solves: 0.8,
    interestsEach: 0,
  },
  /** All lose their connection at once, as where a proxy is restarted, and all come back at once. */
  storm: {
    ...base,
    users: 1_000,
    ramp: 200,
    duration: 25,
    think: 1,
    messagesPerMinute: 12,
    skips: 0.1,
    chat: 10,
    drops: 0,
    stormEvery: 10,
    interestsEach: 0,
  },
  /** Connections and nothing else. */
  idle: { ...base, users: 5_000, ramp: 500, duration: 10, matching: false },
} as const satisfies Readonly<Record<string, Scenario>>

export type Preset = keyof typeof presets

const decodeChanges = Schema.decodeUnknownResult(ScenarioChanges, { onExcessProperty: 'error' })

/** Why there is no such scenario; `message` is one line, with the field where it is one that is wrong. */
export interface BadScenario {
  readonly _tag: 'NotJson' | 'BadField'
  readonly message: string
}

/** Reads what a scenario file holds. */
export const readChanges = (json: string): Result.Result<ScenarioChanges, BadScenario> => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return Result.fail({ _tag: 'NotJson', message: `it is not JSON: ${why}` })
  }
  return Result.mapError(decodeChanges(value), ({ issue }) => ({
    _tag: 'BadField',
    message: fieldFault(ScenarioChanges, issue, value),
  }))
}

const decodeScenario = Schema.decodeUnknownResult(Scenario)

/** A preset with changes, the later over the earlier; what is undefined changes nothing. */
export const scenarioOf = (
  preset: Preset,
  ...changes: readonly Partial<Scenario>[]
): Result.Result<Scenario, BadScenario> => {
  const whole: Record<string, unknown> = { ...presets[preset] }
  for (const change of changes) {
    for (const [name, value] of Object.entries(change)) {
      if (value !== undefined && name !== 'preset') whole[name] = value
    }
  }
  const read = Result.mapError(
    decodeScenario(whole),
    ({ issue }): BadScenario => ({ _tag: 'BadField', message: fieldFault(Scenario, issue, whole) }),
  )
  return Result.flatMap(Result.flatMap(read, withPhases), leavesSomething)
}

/** As many visitors as come by the last phase, of which none may have fewer than the one before. */
const withPhases = (scenario: Scenario): Result.Result<Scenario, BadScenario> => {
  const users = scenario.phases.flatMap((phase) => phase.users ?? [])
  const fewer = users.findIndex((count, index) => count < (users[index - 1] ?? 0))
  const fail = (message: string) => Result.fail({ _tag: 'BadField', message } as const)
  if (fewer > 0)
    return fail('phases: expected users never to become fewer: visitors stay to the end')
  const last = users.at(-1)
  if (last === 0) return fail('phases: expected somebody to come')
  return Result.succeed(last === undefined ? scenario : { ...scenario, users: last })
}

/** A warm-up must end while visitors play. */
const leavesSomething = (scenario: Scenario): Result.Result<Scenario, BadScenario> => {
  const seconds = secondsOf(scenario)
  if (scenario.warmUp === 0 || scenario.warmUp < seconds) return Result.succeed(scenario)
  const message = `warmUp: expected less than the ${Number(seconds.toPrecision(3))} s that visitors play`
  return Result.fail({ _tag: 'BadField', message })
}
