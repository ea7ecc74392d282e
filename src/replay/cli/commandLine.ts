// A command as a process: its terminal, and the words it was given.
import * as NodeServices from '@effect/platform-node/NodeServices'
import { Effect, Exit, Option } from 'effect'
import { CliConfig, CliOutput, Command, Flag, GlobalFlag } from 'effect/cli'
import { ansiStyle, plainStyle } from '../text/textStyle.ts'
import { columnsUsual, fitted } from '../text/wrapping.ts'
import { whenUnread } from './readers.ts'
import { exitCodes, type Terminal } from './terminal.ts'
import { whyUnwritten } from './writing.ts'

interface TerminalSettings {
  /** Answers in JSON. */
  readonly json: boolean
  /** How long `pause` waits. */
  readonly pauseMs: number
}

/** Says it on standard error, in lines that fit the terminal. */
export const tellPeople = (text: string): void => {
  const { stderr } = process
  stderr.write(fitted(text, stderr.columns ?? columnsUsual))
}

/** The terminal of this process. */
export const terminalFor = ({ json, pauseMs }: TerminalSettings): Terminal => {
  const { stdout, stderr, env } = process
  let isOver = false
  let isListening = false
  let wake = () => {}
  // Only whoever waits is asked to end; a fold is ended as any program is.
  const listen = () => {
    if (isListening) return
    isListening = true
    const end = () => {
      isOver = true
      wake()
    }
    process.once('SIGINT', end)
    whenUnread(end)
  }
  return {
    out: (written) => stdout.write(written),
    taken: () =>
      new Promise((resolve) => {
        stdout.write('', (error) => {
          // Who no longer reads ends this process, as `runCommandLine` says.
          if (!error) resolve()
        })
      }),
    note: tellPeople,
    columns: stdout.columns ?? columnsUsual,
    style: stdout.isTTY && (env.NO_COLOR ?? '') === '' ? ansiStyle : plainStyle,
    isTerminal: stderr.isTTY === true,
    json,
    pause: async () => {
      listen()
      await new Promise<void>((resolve) => {
        wake = resolve
        if (isOver) resolve()
        else setTimeout(resolve, pauseMs)
      })
      return !isOver
    },
  }
}

/** A flag that is there or not. */
export const booleanFlag = (name: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(description),
    Flag.withoutNegation,
    Flag.withDefault(false),
  )

/** A flag with a text; null where it is not there. */
export const textFlag = (name: string, metavar: string, description: string) =>
  orNull(Flag.String(name), metavar, description)

/** A flag with a whole number; null where it is not there. */
export const numberFlag = (name: string, metavar: string, description: string) =>
  orNull(Flag.Int(name), metavar, description)

const orNull = <A>(flag: Flag.Flag<A>, metavar: string, description: string) =>
  flag.pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.optional,
    Flag.map(Option.getOrNull),
  )

/** What was typed wrong is one sentence, and not the whole help. */
const presenter: CliOutput.Presenter = {
  present: (output) =>
    output._tag === 'InvalidInvocation'
      ? Effect.sync(() => {
          const faults = output.errors.map(({ message }) => plainly(message))
          tellPeople(`${faults.join(' ')} See --help.\n`)
        })
      : CliOutput.defaultPresenter.present(output),
}

/** A fault of what was typed as a sentence on one line, with what may have been meant. */
const plainly = (message: string): string => {
  const [what = '', ...hints] = message.split('\n').map((line) => line.trim())
  const meant = hints.filter((hint) => hint.startsWith('-'))
  const fault = what
    .replace(/ in command .*$/, '')
    .replace(/Expected: (?:expected )?/, 'Expected ')
    .replace(/"true" \|.*/, 'true or false')
    .replace('a string representing a finite number', 'a number')
    .replace(/\.$/, '')
  return meant.length === 0 ? `${fault}.` : `${fault}. Did you mean ${meant.join(' or ')}?`
}

/** What a command does with what it is given. */
export const doing =
  <Given>(act: (given: Given) => Promise<void>) =>
  (given: Given): Effect.Effect<void> =>
    Effect.promise(() => act(given))

/** Has the command do what the words say; false where it takes no such words, which is said. */
export const runWords = async <Name extends string, Input, E>(
  command: Command.Command<Name, Input, object, E>,
  words: readonly string[],
): Promise<boolean> => {
  const exit = await Effect.runPromiseExit(
    Command.runWith(command, { version: '0.1.0' })(words).pipe(
      Effect.provide([
        NodeServices.layer,
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
        CliOutput.layerPresenter(presenter),
      ]),
    ),
  )
  return Exit.isSuccess(exit)
}

/**
 * Ends this process once what it writes is not taken: by `unread` where whoever reads it has enough, as
 * `head` has; else by `lost`, and says why.
 */
export const endWhenUnwritten = (unread: number, lost: number): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(unread)
      // The terminal is closed, of which SIGHUP tells: whoever goes on has more to do than to write there.
      if (error.code === 'EIO' && stream.isTTY) return
      const why = whyUnwritten('standard output', error)
      tellPeople(`Standard output cannot be written: ${why}.\n`)
      process.exit(lost)
    })
  }
}

/** Runs it as this process; what it sets as exit code stands unless it takes no such words. */
export const runCommandLine = async <Name extends string, Input, E>(
  command: Command.Command<Name, Input, object, E>,
  words: readonly string[],
): Promise<void> => {
  endWhenUnwritten(exitCodes.success, exitCodes.noAnswer)
  if (!(await runWords(command, words))) process.exitCode = exitCodes.noAnswer
}
