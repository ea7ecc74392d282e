// The server put together: settings, log, actors, sockets; start and stop.
import { Effect } from 'effect'
import { Engine } from './actors/engine/engine.ts'
import { fold } from './actors/engine/recovery.ts'
import { systemTime } from './clock.ts'
import { codeAtLogEnd } from './ending.ts'
import type { Log } from './events/log.ts'
import type { Clock, Report } from './events/ports.ts'
import { openModerationSocket } from './http/operators/moderationSocket.ts'
import type { Reserved } from './http/reserved.ts'
import { Days } from './http/safety/days.ts'
import type { Seal } from './http/safety/sealing.ts'
import { serve } from './http/server.ts'
import type { HttpSettings } from './http/transport/settings.ts'
import { transcriptOf } from './projections/transcript.ts'
import { keptSecret } from './secret.ts'
import type { Settings } from './settings.ts'
import {
  attempt,
  begun,
  CannotStart,
  openedSeal,
  orNoStart,
  reservedAddresses,
  runToEnd,
  say,
  stopSignal,
} from './starting.ts'
import type { Store } from './store/sqlite/sqliteLog.ts'
import { openStore } from './store/sqlite/store.ts'
import type { WriterLoading } from './store/writerThread.ts'
import { loopDelay, randomIds } from './system.ts'

/** How long a stop waits for the log: one that cannot store must not hold the process. */
const commitWaitMsMax = 5_000

/** How long a start waits for the log to take in that a day began: a full disk may be mended by then. */
const dayWaitMsMax = 30_000

const openedStore = (settings: Settings, writer: WriterLoading, report: Report) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const opened = yield* attempt(() =>
        openStore({
          ...settings,
          directory: settings.dataDirectory,
          writer,
          soon: setImmediate,
          clock: {
            monotonic: systemTime.monotonic,
            after: (ms, wake) => {
              setTimeout(wake, ms)
            },
          },
          warn: (message) => report('warn', message),
        }),
      )
      return yield* orNoStart(opened)
    }),
    (store) => Effect.promise(() => store.log.close()),
  )

/** The actors as the log left them, and everybody's grace running. */
const resumedEngine = (log: Log, clock: Clock, report: Report, graceMs: number) =>
  Effect.gen(function* () {
    const actorSystem = yield* orNoStart(yield* attempt(() => fold(log)))
    const engine = new Engine({ actorSystem, log, clock, ids: randomIds(), report })
    const sessions = engine.resume(graceMs)
    if (sessions > 0) report('info', 'the log was folded', { sessions })
    return { engine, isInUse: sessions > 0 }
  })

/** Today has begun, and its key is here, before anybody may come. */
const begunDays = (engine: Engine, log: Log, clock: Clock) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const days = new Days({ engine, clock, keyOf: (day) => log.keyOf(day) })
      yield* Effect.raceFirst(
        Effect.promise(() => days.begin()),
        Effect.raceFirst(logEnd(engine), Effect.sleep(dayWaitMsMax)).pipe(Effect.andThen(noDay)),
      )
      return days
    }),
    (days) => Effect.sync(() => days.end()),
  )

const openedModeration = (engine: Engine, settings: Settings, clock: Clock, report: Report) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      openModerationSocket({ engine, clock, report, directory: settings.dataDirectory }),
    ),
    (socket) => Effect.sync(socket.close),
  )

const openedServer = (
  reserved: Reserved,
  store: Store,
  engine: Engine,
  parts: {
    readonly settings: HttpSettings
    readonly clock: Clock
    readonly report: Report
    readonly days: Days
    readonly seal: Seal | null
  },
) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      serve({
        ...parts,
        reserved,
        engine,
        transcript: transcriptOf(store.ask),
        ids: randomIds(),
        random: Math.random,
        loopDelay: loopDelay(),
      }),
    ),
    (server) => Effect.promise(() => server.close()),
  )

/** The log has ended; whoever may be told has been. */
const logEnd = (engine: Engine) => Effect.promise(() => codeAtLogEnd(engine))

/** A start that the log holds up for so long, or for good, is none. */
const noDay = Effect.fail(new CannotStart({ message: 'The log cannot store that a day began.' }))

const committed = (engine: Engine) =>
  Effect.promise(
    () =>
      new Promise<void>((resolve) => {
        engine.afterCommit(resolve)
        engine.onLogEnd(() => resolve())
        setTimeout(resolve, commitWaitMsMax).unref()
      }),
  )

const program = (writer: WriterLoading) =>
  Effect.gen(function* () {
    const { settings, report, clock } = yield* begun
    const seal = yield* openedSeal(settings)
    // Whoever calls once the addresses are ours waits for the store to open, and for nothing to load.
    yield* Effect.promise(() => writer)
    const reserved = yield* reservedAddresses({ settings, clock, report })
    const store = yield* openedStore(settings, writer, report)
    clock.startFrom(store.log.head().at)
    const { engine, isInUse } = yield* resumedEngine(store.log, clock, report, settings.graceMs)
    const warn = (message: string) => report('warn', message)
    const secret =
      settings.secret ?? (yield* orNoStart(keptSecret(settings.dataDirectory, { isInUse, warn })))
    const days = yield* begunDays(engine, store.log, clock)
    yield* openedModeration(engine, settings, clock, report)
    const parts = { settings: { ...settings, secret }, clock, report, days, seal }
    const server = yield* openedServer(reserved, store, engine, parts)
    if (server.metricsAddress !== null) {
      report('info', 'the metrics are open', { address: server.metricsAddress })
    }
    // Heard before anybody is told that it runs, who may stop it at once.
    const stopped = stopSignal()
    say(`is open at ${server.address}`)
    const ending = yield* Effect.raceFirst(
      Effect.promise(() => stopped),
      logEnd(engine),
    )
    if (typeof ending === 'number') return ending
    report('info', 'stopping', ending)
    server.drain()
    yield* committed(engine)
    return 0
  })

/** Runs the server until it ends; gives the code to exit with. */
export const run = (writer: WriterLoading): Promise<number> => runToEnd(program(writer))
