// A world of a cluster put together: it stands by, leads where nobody does, and ends.
import { randomBytes } from 'node:crypto'
import { Effect } from 'effect'
import type { DeskGiven } from './cluster/leader.ts'
import type { LocalFile } from './cluster/localFile/localFile.ts'
import { openLocalFile } from './cluster/localFile/openLocalFile.ts'
import type { Nats } from './cluster/nats/nats.ts'
import { type Ending, type Led, World, type WorldParts } from './cluster/world.ts'
import { healthOf, measuredOf, standingOf } from './cluster/worldHealth.ts'
import { connectedNats, fingerprintOf, nodeName, sharedSecret, shortly } from './clusterStarting.ts'
import { endings } from './ending.ts'
import type { Clock, Report } from './events/ports.ts'
import { type DeskParts, openDesk } from './http/desk/desk.ts'
import type { Desk } from './http/line/line.ts'
import { metrics } from './http/operators/metrics.ts'
import { openModerationSocket } from './http/operators/moderationSocket.ts'
import { metricsAnswer, operatorRoutes } from './http/operators/operatorRoutes.ts'
import { type ReservedAddress, type ReservingParts, reserveMetrics } from './http/reserved.ts'
import { Days } from './http/safety/days.ts'
import { urlOf } from './http/transport/settings.ts'
import { transcriptOf } from './projections/transcript.ts'
import type { Settings } from './settings.ts'
import { attempt, begun, openedSeal, orNoStart, runToEnd, say, stopSignal } from './starting.ts'
import type { WriterLoading } from './store/writerThread.ts'
import { loopDelay, randomIds } from './system.ts'

/** Null where operators are told nothing. */
const reservedMetrics = (parts: Pick<ReservingParts, 'settings' | 'clock' | 'report'>) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const { metricsListen } = parts.settings
      if (metricsListen === null) return null
      return yield* orNoStart(yield* attempt(() => reserveMetrics(parts, metricsListen)))
    }),
    (reserved) => Effect.sync(() => reserved?.app.close()),
  )

const hourMs = 3_600_000

/**
 * For how long NATS keeps the log: no longer than files do, or a day, as whoever was away for longer begins
 * with another's file; and for an hour at least, in which it may be started again.
 */
const streamKeptMs = ({ retentionMs }: Settings): number =>
  Math.min(24 * hourMs, Math.max(hourMs, retentionMs))

/** What the node keeps of the stream; it goes on from there. */
const openedFile = (parts: {
  readonly settings: Settings
  readonly writer: WriterLoading
  readonly nats: Nats
  readonly clock: Clock
  readonly report: Report
}) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const { settings, writer, nats, clock, report } = parts
      const { stream, cabinet } = nats
      const opened = yield* attempt(() =>
        openLocalFile(
          { ...settings, directory: settings.dataDirectory },
          { writer, stream, cabinet, clock, warn: (message) => report('warn', message) },
        ),
      )
      return yield* orNoStart(opened)
    }),
    (file) => Effect.promise(() => file.close()),
  )

/** Its file goes on to where the log ends, or will. */
const fitting = (nats: Nats, { beginning }: LocalFile) =>
  Effect.gen(function* () {
    yield* orNoStart(yield* attempt(() => nats.goesOn(beginning.position.last)))
  })

type OpeningParts = Omit<DeskParts, 'engine' | 'say' | 'days' | 'transcript'> & {
  readonly directory: string
}

/** Opens the desk of a world that leads, and what only such a world has; gives what closes that. */
const deskOpening = (parts: OpeningParts) => {
  let close = (): void => {}
  const open = async ({ engine, say: tell, keyOf, ask }: DeskGiven): Promise<Desk> => {
    const days = new Days({ engine, clock: parts.clock, keyOf })
    close = () => days.end()
    await days.begin()
    const moderation = await openModerationSocket({ engine, ...parts })
    close = () => {
      moderation.close()
      days.end()
    }
    return openDesk({ ...parts, engine, days, say: tell, transcript: transcriptOf(ask) })
  }
  return { open, close: () => close() }
}

/** Tells whoever started it who leads, and remembers since when this world does. */
const leadingOf = (own: string, clock: Pick<Clock, 'now'>) => {
  let led: { readonly at: number } | null = null
  return {
    onLed: ({ world, epoch }: Led): void => {
      if (world === own) led = { at: clock.now() }
      say(
        world === own
          ? `world ${own} leads (epoch ${epoch})`
          : `world ${own} stands by (epoch ${epoch} is led by ${world})`,
      )
    },
    standing: (world: World) =>
      standingOf(world, { world: own, since: led?.at ?? null, at: clock.now() }),
  }
}

const openedWorld = (parts: Omit<WorldParts, 'onEnd'>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      let end: (why: Ending) => void = () => {}
      const ended = new Promise<Ending>((resolve) => {
        end = resolve
      })
      return { world: new World({ ...parts, onEnd: end }), ended }
    }),
    ({ world }) => Effect.sync(() => world.stop()),
  )

/** Answers operators from now on. */
const answer = (
  reserved: ReservedAddress | null,
  world: World,
  text: (measured: readonly string[]) => string,
  report: Report,
): void => {
  if (reserved === null) return
  const { address } = reserved
  reserved.answer(
    operatorRoutes(address.host, {
      '/health': () => healthOf(world),
      '/metrics': () => metricsAnswer(text(measuredOf(world))),
    }),
  )
  report('info', 'the metrics are open', { address: `${urlOf('http', address)}/metrics` })
}

const program = (writer: WriterLoading) =>
  Effect.gen(function* () {
    const { settings, report, clock } = yield* begun
    const secret = yield* sharedSecret(settings)
    const seal = yield* openedSeal(settings)
    yield* Effect.promise(() => writer)
    const reserved = yield* reservedMetrics({ settings, clock, report })
    const nats = yield* connectedNats(settings, { clock, report, keptMs: streamKeptMs(settings) })
    const file = yield* openedFile({ settings, writer, nats, clock, report })
    yield* fitting(nats, file)
    const { count, text } = metrics(loopDelay())
    const name = nodeName('w')
    const leading = leadingOf(name, clock)
    const ids = randomIds()
    const desk = yield* Effect.acquireRelease(
      Effect.sync(() =>
        deskOpening({
          ...{ seal, clock, ids, report, metrics: { count } },
          ...{ settings: { ...settings, secret }, directory: settings.dataDirectory },
        }),
      ),
      ({ close }) => Effect.sync(close),
    )
    const stopped = stopSignal()
    const { world, ended } = yield* openedWorld({
      fingerprint: fingerprintOf(secret),
      ...{ world: name, stream: nats.stream, cabinet: nats.cabinet, bus: nats.worldBus() },
      ...{ clock, random: randomBytes, ids, report, graceMs: settings.graceMs },
      ...{ openDesk: desk.open, file, followed: () => {}, onLed: leading.onLed, shortly },
    })
    nats.answerStanding(() => leading.standing(world))
    answer(reserved, world, text, report)
    say(`world ${name} follows the log`)
    const ending = yield* Effect.promise(() => Promise.race([stopped, ended]))
    if (typeof ending !== 'string') {
      report('info', 'stopping', ending)
      world.drain()
    }
    const { code, says } = endings[yield* Effect.promise(() => ended)]
    report(code === 0 ? 'info' : 'error', `world ${name} ${says}`)
    return code
  })

/** Runs the world until it ends; gives the code to exit with. */
export const run = (writer: WriterLoading): Promise<number> => runToEnd(program(writer))
