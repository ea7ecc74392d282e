// Worlds that lead one after the other over ways that lose, double and delay, and know of each other late.
import { isDeepStrictEqual } from 'node:util'
import { Result } from 'effect'
import { decodedEntry, rowsIn } from '../../src/cluster/entries.ts'
import { Filing } from '../../src/cluster/filing.ts'
import type { Unanswered } from '../../src/cluster/stream.ts'
import { begins, type LogEvent, type Turn } from '../../src/events/event.ts'
import { Rng } from '../../src/load/scenario/rng.ts'
import { MemoryServers, type Path, unanswered } from '../kit/memoryStream.ts'
import { connects, joins, leaves, Tale } from '../store/tale.ts'
import { bareIn, known, type LeadOptions, leading } from './leading.ts'
import { Moments } from './moments.ts'

/** A request is given up after so long, in ms. */
const timeoutMs = 60

/** So long, in ms, everything goes wrong… */
const badMs = 3_000

/** …and so long all is well again. */
const wellMs = 2_000

interface Rivals {
  readonly seed: number
  /** Whether the stream refuses an append whose expectation is wrong. */
  readonly expects: boolean
  readonly planted?: LeadOptions['planted']
}

interface Rival {
  readonly name: string
  readonly appended: Turn[]
  readonly said: string[]
  readonly isFenced: () => boolean
}

/** Plays, and gives what was wrong. */
export const playRivals = async ({
  seed,
  expects,
  planted,
}: Rivals): Promise<readonly string[]> => {
  const moments = new Moments()
  const rng = new Rng(seed)
  const servers = new MemoryServers()
  servers.expects = expects
  const faults: string[] = []
  const rivals: Rival[] = []
  const followed: string[][] = [[], []]
  for (const heard of followed) {
    servers.stream(badPath(moments, rng)).follow(1, ({ data }) => heard.push(data))
  }
  const worlds = rng.between(2, 4)
  for (let world = 1; world <= worlds; world += 1) {
    moments.after(rng.between(0, badMs), () => {
      lead(`w${world}`).catch(({ message }: Error) =>
        faults.push(`w${world} cannot lead: ${message}`),
      )
    })
  }
  const lead = async (name: string): Promise<void> => {
    const clock = { monotonic: moments.now, after: moments.after }
    const path = badPath(moments, rng)
    const {
      log,
      watched,
      living: before,
    } = await leading(servers, name, { path, clock, ...(planted && { planted }) })
    const rival: Rival = {
      ...{ name, appended: [], said: watched.said },
      isFenced: () => watched.said.includes('fenced'),
    }
    rivals.push(rival)
    const tale = new Tale(log.head())
    const living = new Set<string>(before)
    while (!rival.isFenced() && moments.now() < badMs + wellMs / 2) {
      const turn = nextTurn(tale, rival, living, rng)
      rival.appended.push(turn)
      log.append(turn)
      await moments.wait(rng.chance(0.6) ? rng.between(0, 5) : rng.between(5, 200))
    }
  }
  await moments.play(badMs + wellMs)
  for (const rival of rivals) faults.push(...toldWrong(rival))
  faults.push(...foldedWrong(servers, rivals, planted), ...leftUndone(servers, rivals, followed))
  return faults
}

/** Somebody comes, goes, or is there; whoever leads at a turn calls who comes with it the same. */
const nextTurn = (tale: Tale, { name }: Rival, living: Set<string>, rng: Rng): Turn => {
  const [oldest] = living
  if (oldest !== undefined && rng.chance(0.3)) {
    living.delete(oldest)
    return tale.turn(leaves(oldest))
  }
  if (oldest !== undefined && rng.chance(0.4)) return tale.turn(connects(oldest))
  const session = `s${tale.next}`
  living.add(session)
  return tale.turn(joins(session, { username: `${session} as ${name} has it` }))
}

/** A way on which nothing is sure until all is well again. */
const badPath = (moments: Moments, rng: Rng): Path => {
  const isBad = (share: number) => moments.now() < badMs && rng.chance(share)
  let frozenUntil = 0
  const freeze = (): void => {
    frozenUntil = moments.now() + (isBad(1) ? rng.between(0, 600) : 0)
    if (moments.now() < badMs) moments.after(rng.between(200, 2_000), freeze)
  }
  moments.after(rng.between(0, 2_000), freeze)
  const delay = () => (isBad(0.1) ? rng.between(20, 400) : rng.between(1, 10))
  /** What comes back to whoever is frozen waits until it is not. */
  const hear = (ms: number, then: () => void): void =>
    moments.after(ms, () => {
      if (moments.now() < frozenUntil) hear(frozenUntil - moments.now(), then)
      else then()
    })
  return {
    tell: (news) => hear(delay(), news),
    ask: <A>(done: () => A) =>
      new Promise<Result.Result<A, Unanswered>>((resolve) => {
        const arrive = (isHeard: boolean) => () => {
          const given = done()
          if (isHeard) hear(delay(), () => resolve(Result.succeed(given)))
        }
        if (!isBad(0.1)) moments.after(delay(), arrive(!isBad(0.1)))
        if (isBad(0.1)) moments.after(delay(), arrive(false))
        hear(timeoutMs, () => resolve(unanswered))
      }),
  }
}

const toldTurns = ({ said }: Rival): readonly number[] =>
  said.flatMap((words) => /^committed (\d+)$/.exec(words)?.[1] ?? []).map(Number)

/** What it said out of order, or after it was fenced. */
const toldWrong = (rival: Rival): readonly string[] => {
  const turns = toldTurns(rival)
  const isInOrder = turns.every((turn, index) => turn > (turns[index - 1] ?? 0))
  return [
    ...(isInOrder ? [] : [`${rival.name} told turns out of order`]),
    ...(rival.isFenced() && rival.said.at(-1) !== 'fenced' ? [`${rival.name} spoke fenced`] : []),
  ]
}

/** What was told and does not count, and words of the living that cannot be read. */
const foldedWrong = (
  servers: MemoryServers,
  rivals: readonly Rival[],
  planted: Rivals['planted'],
): readonly string[] => {
  let events: readonly LogEvent[]
  try {
    ;({ events } = known(servers, new Filing(planted)))
  } catch (error) {
    return [`nobody can read it: ${(error as Error).message}`]
  }
  return rivals.flatMap(({ name, appended, said }) => {
    const last = Math.max(0, ...toldTurns({ name, appended, said, isFenced: () => false }))
    const told = appended.flat().filter(({ turn }) => turn <= last)
    const lost = told.filter((event) => !isSame(event, events[event.seq - 1]))
    return lost.slice(0, 1).map(({ seq }) => `${name} told of event ${seq}, which does not count`)
  })
}

/** Whether it is that event, as far as it can be read. */
const isSame = (event: LogEvent, counted: LogEvent | undefined): boolean => {
  if (counted === undefined) return false
  const { redacted, ...bare } = counted
  if (redacted) return bare.type === event.type && bare.actor === event.actor
  return isDeepStrictEqual(bare, event)
}

/** What is not as it must be once all has been well for a while. */
const leftUndone = (
  servers: MemoryServers,
  rivals: readonly Rival[],
  followed: readonly (readonly string[])[],
): readonly string[] => {
  const faults: string[] = []
  const all = JSON.stringify(servers.messages.map(({ data }) => data))
  if (followed.some((heard) => JSON.stringify(heard) !== all))
    faults.push('somebody heard another stream')
  const filing = new Filing()
  const { succession, living } = known(servers, filing)
  const { world, turn } = succession.standing
  const leader = rivals.find(({ name }) => name === world)
  const told = leader === undefined ? 0 : (toldTurns(leader).at(-1) ?? 0)
  if (leader?.appended.at(-1)?.[0]?.turn !== turn || told !== turn) {
    faults.push(`${world} appended turns up to ${leader?.appended.at(-1)?.[0]?.turn}, told ${told}`)
  }
  for (const [epoch, owner] of begunIn(servers)) {
    const lives = filing.epochOf(owner) === epoch
    const isFiled = servers.keys.some((filed) => filed.epoch === epoch && filed.owner === owner)
    if (lives && !living.has(owner)) faults.push(`the key of ${owner} is not filed`)
    if (!lives && isFiled) faults.push(`the key of ${owner} of epoch ${epoch} was not overwritten`)
  }
  return faults
}

/** Whoever begins in a batch, whether it counts or not, with its epoch; nobody who is over in it. */
const begunIn = ({ messages }: MemoryServers): readonly (readonly [number, string])[] =>
  messages.flatMap(({ data }) => {
    const entry = decodedEntry(data)
    if (entry.kind === 'claim') return []
    const events = rowsIn(entry).flatMap(bareIn)
    return events.flatMap((event): (readonly [number, string])[] => {
      const begun = begins(event)
      return begun === null ? [] : [[entry.epoch, begun]]
    })
  })
