// A real server with the moderators' key, people who talk and report, and the program as a process.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { ReportReason } from '../../src/events/fields.ts'
import type { ModerateRequest } from '../../src/moderation/cli/request.ts'
import { runRequest } from '../../src/moderation/cli/runRequest.ts'
import { Docket } from '../../src/moderation/docket.ts'
import { type ModeratorKey, makePair, readKey } from '../../src/moderation/keys.ts'
import { plainStyle } from '../../src/replay/text/textStyle.ts'
import type { Client } from '../http/client.ts'
import { Browser } from '../http/safety/browser.ts'
import { built, type Running, startServer } from '../kit/process.ts'
import { succeeded } from '../kit/succeeded.ts'

const main = built('moderate')

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface RunOptions {
  readonly uid?: number
  readonly cwd?: string
  /** After so many ms it is ended. */
  readonly timeout?: number
  /** Shown all that came out so far; answers with what is to be typed, or a signal to send. */
  readonly seen?: (out: string, type: (text: string) => void) => void
  /** At a terminal of its own, and not through pipes. */
  readonly isTerminal?: boolean
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** Runs the program to its end. */
export const moderate = (words: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  const { seen = () => {}, isTerminal = false, ...rest } = options
  const line = [process.execPath, main, ...words].map(quoted).join(' ')
  const [command, args] = isTerminal
    ? ['script', ['-qec', `stty cols 80 rows 50 -echo; exec ${line}`, '/dev/null']]
    : [process.execPath, [main, ...words]]
  const child = spawn(command as string, args as string[], {
    ...rest,
    env: { ...process.env, TERM: 'xterm' },
    stdio: [isTerminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout?.on('data', (chunk) => {
    out += chunk
    seen(out, (text) => child.stdin?.write(text))
  })
  child.stderr?.on('data', (chunk) => {
    err += chunk
  })
  return new Promise((settle) => child.once('close', (code) => settle({ code, out, err })))
}

/** What a request does, in this process: a process for each would cost a second of work. */
export const asked = async (
  data: string,
  request: ModerateRequest,
  { key = null, answers = [], json = false, yes = false }: Asking = {},
): Promise<Ran> => {
  let [out, err] = ['', '']
  const left = [...answers]
  const code = await runRequest(request, {
    key,
    docket: new Docket({ path: data, key, now: Date.now }),
    limit: 20,
    yes,
    isAsking: answers.length > 0,
    ask: async (question) => {
      out += question
      return left.shift() ?? null
    },
    looks: () => ({ now: Date.now(), style: plainStyle, width: 80 }),
    openPage: () => Promise.reject(new Error('No page is asked for')),
    terminal: {
      out: (text) => {
        out += text
      },
      note: (text) => {
        err += text
      },
      style: plainStyle,
      isTerminal: false,
      json,
      pause: async () => false,
    },
  })
  return { code, out, err }
}

interface Asking {
  readonly key?: ModeratorKey | null
  /** What is typed; empty: nobody is there to be asked. */
  readonly answers?: readonly string[]
  readonly json?: boolean
  readonly yes?: boolean
}

/** The program as a page on loopback: where it is, and how it is ended. */
export const startPage = (words: readonly string[]): Promise<Running> =>
  startServer({}, [main, ...words, '--open'])

/** A server that keeps reports for whoever has `key`; visitors come from where a proxy says. */
export class Harbour {
  readonly server: Running
  readonly data: string
  readonly keyFile: string
  readonly key: ModeratorKey
  #visitors = 0

  private constructor(server: Running, data: string, keyFile: string) {
    this.server = server
    this.data = data
    this.keyFile = keyFile
    this.key = succeeded(readKey(keyFile))
  }

  static async open(folder: string, settings: Record<string, string> = {}): Promise<Harbour> {
    const key = join(folder, 'moderators.key')
    const data = join(folder, 'data')
    const { recipient } = succeeded(await makePair(key, 'today'))
    const server = await startServer({
      DATA_DIR: data,
      MODERATION_RECIPIENT: recipient,
      TRUSTED_PROXIES: '127.0.0.1',
      LIMIT_JOINS_PER_MINUTE: '0',
      LIMIT_MESSAGES_PER_SECOND: '0',
      RELAX_SECONDS: '0.1',
      ...settings,
    })
    return new Harbour(server, data, key)
  }

  get place() {
    return { origin: this.server.address }
  }

  browser(): Browser {
    this.#visitors += 1
    return new Browser(`visitor ${this.#visitors}`, `192.0.2.${this.#visitors}`)
  }

  online(browser: Browser): Promise<Client> {
    return browser.online(this.place)
  }

  /** They meet and talk, by turns, and the first reports the second. */
  async report(
    one: Client,
    other: Client,
    { reason = 'harassment', note = '', said = [] }: Told = {},
  ): Promise<void> {
    for (const client of [one, other]) {
      client.send({ type: 'find_match' })
      await client.upTo('waiting')
    }
    const { room } = await one.upTo('matched')
    await other.upTo('matched')
    for (const [number, text] of said.entries()) {
      const [from, to] = number % 2 === 0 ? [one, other] : [other, one]
      from.say(text, `${room} ${number}`)
      await to.upTo('message')
    }
    one.send({ type: 'report', room, reason, note })
    await one.upTo('reported')
  }
}

interface Told {
  readonly reason?: ReportReason
  readonly note?: string
  /** The first by the reporter. */
  readonly said?: readonly string[]
}
