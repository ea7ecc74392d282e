// The server put together: settings, log, actors, sockets; start and stop.
import { join } from 'node:path'
import { Cause, Data, Effect, Exit, Result } from 'effect'
import { Engine } from './actors/engine/engine.ts'
import { fold } from './actors/engine/recovery.ts'
import { systemClock, systemTime } from './clock.ts'
import { codeAtLogEnd } from './ending.ts'
import type { Log } from './events/log.ts'
import type { Clock, Report } from './events/ports.ts'
import { openModerationSocket } from './http/operators/moderationSocket.ts'
import { type Reserved, reserve } from './http/reserved.ts'
import { Days } from './http/safety/days.ts'
import { type Seal, sealFor } from './http/safety/sealing.ts'
import { serve } from './http/server.ts'
import type { HttpSettings } from './http/transport/settings.ts'
import { transcriptOf } from './projections/transcript.ts'
import { keptSecret } from './secret.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Store } from './store/sqlite/sqliteLog.ts'
import { openStore } from './store/sqlite/store.ts'
import type { WriterLoading } from './store/writerThread.ts'
import { filesLeft, loopDelay, randomIds, reporter } from './system.ts'

/** Why the server cannot start, in one line for whoever started it. */
class CannotStart extends Data.TaggedError('CannotStart')<{ readonly message: string }> {}

/** How long a stop waits for the log: one that cannot store must not hold the process. */
const commitWaitMsMax = 5_000

/** How long a start waits for the log to take in that a day began: a full disk may be mended by then. */
const dayWaitMsMax = 30_000

const webDirectory = join(import.meta.dirname, '..', 'web', 'dist')

const attempt = <A>(what: () => Promise<A>) =>
  Effect.tryPromise({
    try: what,
    catch: (error) =>
      new CannotStart({ message: error instanceof Error ? error.message : String(error) }),
  })

/** What was opened; else the start ends with the sentence that says why it was not. */
const orNoStart = <A>(opened: Result.Result<A, { readonly message: string }>) =>
  Effect.fromResult(Result.mapError(opened, ({ message }) => new CannotStart({ message })))

const openedClock = (report: Report) =>
  Effect.acquireRelease(
    Effect.sync(() => systemClock(tellingOf(report))),
    ({ stop }) => Effect.sync(stop),
  )

/** Says once that the wall clock was set, or is behind the log that goes on. */
const tellingOf = (report: Report) => (aheadMs: number) =>
  report(
    'warn',
    aheadMs > 0
      ? 'the wall clock is ahead; delays go on unchanged, times follow it by and by'
      : 'the wall clock is behind; delays and times go on, and times wait for it by and by',
    { seconds: Math.abs(aheadMs) / 1_000 },
  )

/** The addresses are ours before anything is written: a start that fails leaves no trace. */
const reservedAddresses = (settings: Settings, clock: Clock, report: Report) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const parts = { settings, clock, report, webDirectory, filesLeft: filesLeft() }
      return yield* orNoStart(yield* attempt(() => reserve(parts)))
    }),
    (reserved) => Effect.sync(reserved.release),
  )

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

/** What seals reports; null where nobody could open them. */
const openedSeal = ({ moderationRecipient }: Settings) =>
  Effect.gen(function* () {
    if (moderationRecipient === null) return null
    return yield* orNoStart(yield* attempt(() => sealFor(moderationRecipient)))
  })

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

/**
 * SIGHUP: the terminal that it was started from was closed. One stop is often told several times
 * (by the terminal, and by npm): whatever comes after the first changes nothing.
 */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

const stopSignal = (): Promise<Ending> =>
  new Promise((resolve) => {
    for (const signal of stopSignals) process.on(signal, () => resolve({ signal }))
  })

/** Why the process ends: told to, or with this code because only a new start can help. */
type Ending = { readonly signal: string } | number

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
    const settings = yield* readSettings.pipe(
      Effect.mapError(({ message }) => new CannotStart({ message })),
    )
    const report = reporter(settings.logLevel)
    const seal = yield* openedSeal(settings)
    const { clock } = yield* openedClock(report)
    // Whoever calls once the addresses are ours waits for the store to open, and for nothing to load.
    yield* Effect.promise(() => writer)
    const reserved = yield* reservedAddresses(settings, clock, report)
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
    process.stdout.write(`Passerby is open at ${server.address}\n`)
    const ending = yield* Effect.raceFirst(
      Effect.promise(() => stopped),
      logEnd(engine),
    )
    if (typeof ending === 'number') return ending
    report('info', 'stopping', ending)
    server.drain()
    yield* committed(engine)
    return 0
  }).pipe(Effect.scoped)

// Whoever read what we say has gone: that is no reason to go.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

process.on('uncaughtException', (error) => {
  // A bug of ours: what the log has is sound, what memory has may not be.
  reporter('error')('error', 'the server failed and must start again', {
    name: error.name,
    stack: error.stack?.split('\n').slice(1, 6).join(' ').trim() ?? null,
  })
  process.exit(70)
})

/** Runs the server until it ends; gives the code to exit with. */
export const run = async (writer: WriterLoading): Promise<number> => {
  const exit = await Effect.runPromiseExit(program(writer))
  if (Exit.isSuccess(exit)) return exit.value
  const error = Cause.squash(exit.cause)
  process.stderr.write(`Passerby cannot start: ${error instanceof Error ? error.message : error}\n`)
  return 1
}
