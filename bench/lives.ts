// A log of generated lives, as long as one likes: what the benches fold.

import { ActorSystem } from '../src/actors/engine/actorSystem.ts'
import { Engine } from '../src/actors/engine/engine.ts'
import type { LogEvent, Turn } from '../src/events/event.ts'
import type { Seeks } from '../src/events/fields.ts'
import { type Log, type LogWatcher, unmeasured } from '../src/events/log.ts'
import type { Ids } from '../src/events/ports.ts'

/** A log that hands its turns on and commits at once. */
export const passingLog = (to: (turn: Turn) => void): Log => {
  let watcher: LogWatcher | null = null
  return {
    head: () => ({ seq: 0, turn: 0, at: 0 }),
    space: () => unmeasured,
    append: (turn) => {
      to(turn)
      watcher?.committed(turn[0]?.turn ?? 0)
    },
    watch: (given) => {
      watcher = given
    },
    read: async function* () {},
    async *living() {},
    keyOf: async () => null,
    close: async () => {},
  }
}

interface Talk {
  readonly members: readonly [string, string]
  left: number
}

/** Numbers from 0 up to 1, the same for the same seed: a linear congruence (Numerical Recipes). */
export const dice = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const text = 'A message of usual length, not too long.'

/** An engine over a log in memory, in a time of its own. */
const playing = (seed: number) => {
  const events: LogEvent[] = []
  let now = 1_700_000_000_000
  let made = 0
  const next = (kind: string) => `${kind}_${(made++).toString(36).padStart(16, '0')}`
  const ids: Ids = { session: () => next('s'), room: () => next('r') }
  const clock = {
    now: () => now,
    monotonic: () => now,
    at: () => ({ wake: null }),
    after: () => ({ wake: null }),
    disarm: () => {},
  }
  const log = passingLog((turn) => events.push(...turn))
  const engine = new Engine({ actorSystem: new ActorSystem(), log, clock, ids, report: () => {} })
  const looks = (actor: string) =>
    engine.take({ actor, type: 'session.find_match', data: { relaxAt: now + 6_000 } })
  const comes = (seeks: Seeks = 'anyone'): string => {
    const actor = ids.session()
    const words = { username: 'Ann', bio: 'I row.', interests: ['tea'] }
    const data = { ...words, gender: 'other', seeks, until: now + 30_000 } as const
    engine.take({ actor, type: 'session.join', data })
    engine.take({ actor, type: 'session.connect', data: {} })
    looks(actor)
    return actor
  }
  /** Lets so many ms pass; gives the time then. */
  const pass = (ms: number): number => {
    now += ms
    return now
  }
  return { events, engine, comes, looks, pass, random: dice(seed), next }
}

type Playing = ReturnType<typeof playing>

/**
 * A thousand who say little, part, look again, drop and come back all the time: what costs a fold most, as
 * most events move several actors.
 */
export const churningEvents = (count: number, seed = 1): LogEvent[] => {
  const played = playing(seed)
  churn(played, count)
  return played.events
}

/**
 * Lives at least `count` events long: a thousand conversations at a time of twenty to forty
 * messages each, some with a drop and a return; then both leave, and others come.
 */
export const livedEvents = (count: number, seed = 1): LogEvent[] => {
  const played = playing(seed)
  live(played, count)
  return played.events
}

/** Half of it lived, then half of it churn while those talk on and five hundred wait for somebody who never comes. */
export const crowdedEvents = (count: number, seed = 1): LogEvent[] => {
  const played = playing(seed)
  live(played, count / 2)
  for (let waiting = 0; waiting < 500; waiting += 1) played.comes('female')
  churn(played, count)
  return played.events
}

const churn = ({ events, engine, comes, looks, pass, random, next }: Playing, count: number) => {
  const all = Array.from({ length: 1_000 }, () => comes())
  while (events.length < count) {
    const now = pass(2)
    const place = Math.floor(random() * all.length)
    const actor = all[place] as string
    const { state, online } = engine.session(actor) ?? { state: 'gone', online: false }
    const roll = random()
    if (!online) engine.take({ actor, type: 'session.connect', data: {} })
    else if (roll < 0.1) {
      engine.take({ actor, type: 'session.disconnect', data: { until: now + 30_000 } })
    } else if (roll < 0.15) {
      engine.take({ actor, type: 'session.left', data: {} })
      all[place] = comes()
    } else if (state === 'idle') looks(actor)
    else if (state === 'chatting' && roll < 0.6) engine.say(actor, { id: next('m'), text })
    else if (state === 'chatting') engine.take({ actor, type: 'session.leave_chat', data: {} })
  }
}

const live = ({ events, engine, comes, pass, random, next }: Playing, count: number) => {
  const talks: Talk[] = []
  while (events.length < count) {
    pass(2)
    if (talks.length < 1_000) {
      const members = [comes(), comes()] as const
      talks.push({ members, left: 20 + Math.floor(random() * 20) })
    }
    const index = Math.floor(random() * talks.length)
    const talk = talks[index] as Talk
    const [one, other] = talk.members
    talk.left -= 1
    if (talk.left > 0) {
      const by = random() < 0.5 ? one : other
      engine.say(by, { id: next('m'), text })
      if (random() > 0.02) continue
      engine.take({ actor: by, type: 'session.disconnect', data: { until: pass(0) + 30_000 } })
      engine.take({ actor: by, type: 'session.connect', data: {} })
    } else {
      engine.take({ actor: one, type: 'session.leave_chat', data: {} })
      for (const actor of talk.members) engine.take({ actor, type: 'session.left', data: {} })
      talks.splice(index, 1)
    }
  }
}
