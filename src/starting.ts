// What the programs of all roles share: what a start needs, what ends them, and with which code.
import { join } from 'node:path'
import { Cause, Data, Effect, Exit, Result, type Scope } from 'effect'
import { systemClock } from './clock.ts'
import type { Report } from './events/ports.ts'
import { type ReservingParts, reserve } from './http/reserved.ts'
import { sealFor } from './http/safety/sealing.ts'
import { root } from './root.ts'
import { readSettings, type Settings } from './settings.ts'
import { filesLeft, reporter } from './system.ts'

/** Why the process cannot start, in one line for whoever started it. */
export class CannotStart extends Data.TaggedError('CannotStart')<{ readonly message: string }> {}

const webDirectory = join(root, 'web/dist')

export const attempt = <A>(what: () => Promise<A>) =>
  Effect.tryPromise({
    try: what,
    catch: (error) =>
      new CannotStart({ message: error instanceof Error ? error.message : String(error) }),
  })

/** What was opened; else the start ends with the sentence that says why it was not. */
export const orNoStart = <A>(opened: Result.Result<A, { readonly message: string }>) =>
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

/** What every process begins with. */
export const begun = Effect.gen(function* () {
  const settings = yield* readSettings.pipe(
    Effect.mapError(({ message }) => new CannotStart({ message })),
  )
  const report = reporter(settings.logLevel)
  const { clock } = yield* openedClock(report)
  return { settings, report, clock }
})

/** The addresses are ours before anything is written: a start that fails leaves no trace. */
export const reservedAddresses = (parts: Pick<ReservingParts, 'settings' | 'clock' | 'report'>) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const all = { ...parts, webDirectory, filesLeft: filesLeft() }
      return yield* orNoStart(yield* attempt(() => reserve(all)))
    }),
    (reserved) => Effect.sync(reserved.release),
  )

/** What seals reports; null where nobody could open them. */
export const openedSeal = ({ moderationRecipient }: Settings) =>
  Effect.gen(function* () {
    if (moderationRecipient === null) return null
    return yield* orNoStart(yield* attempt(() => sealFor(moderationRecipient)))
  })

/**
 * SIGHUP: the terminal that it was started from was closed. One stop is often told several times
 * (by the terminal, and by npm): whatever comes after the first changes nothing.
 */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** To be called before anybody is told that it runs, who may stop it at once. */
export const stopSignal = (): Promise<{ readonly signal: string }> =>
  new Promise((resolve) => {
    for (const signal of stopSignals) process.on(signal, () => resolve({ signal }))
  })

export const say = (line: string): void => {
  process.stdout.write(`Passerby ${line}\n`)
}

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

/** Runs a program until it ends; gives the code to exit with. */
export const runToEnd = async (
  program: Effect.Effect<number, CannotStart, Scope.Scope>,
): Promise<number> => {
  const exit = await Effect.runPromiseExit(Effect.scoped(program))
  if (Exit.isSuccess(exit)) return exit.value
  const error = Cause.squash(exit.cause)
  process.stderr.write(`Passerby cannot start: ${error instanceof Error ? error.message : error}\n`)
  return 1
}
