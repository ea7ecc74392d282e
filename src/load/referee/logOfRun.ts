// Whether a log is that of the servers of a run: each server's first visitors are in it.
import type { ServerLog } from './serverLog.ts'

/** The servers whose visitors a log does not know; `message` is one line that says what to do. */
export interface AnotherLog {
  readonly _tag: 'AnotherLog'
  readonly message: string
}

/** A world tells its standbys, one of which may keep the log, a little later. */
const patienceMs = 5_000

export interface LogOfRunOptions {
  readonly log: Pick<ServerLog, 'hasSession'>
  /** As it was named. */
  readonly path: string
  /** The servers, and which of them a visitor came to. */
  readonly origins: readonly string[]
  readonly originOf: (user: number) => string
}

/** Asks for the first session at each server, as they come, until the log has it. */
export class LogOfRun {
  readonly #options: LogOfRunOptions
  readonly #unknown: Set<string>
  /** Since when the first session is waited for, by whatever clock asks. */
  #since: number | null = null

  constructor(options: LogOfRunOptions) {
    this.#options = options
    this.#unknown = new Set(options.origins)
  }

  /** Why the log is another's: null while that is not known. Those who joined are given as they came. */
  look(sessions: ReadonlyMap<string, number>, now: number): AnotherLog | null {
    const missing = this.#missing(sessions)
    if (missing.length === 0) return null
    this.#since ??= now
    return now - this.#since >= patienceMs ? this.#another(missing) : null
  }

  /** The same at the end, where nothing more will come. */
  end(sessions: ReadonlyMap<string, number>): AnotherLog | null {
    const missing = this.#missing(sessions)
    return missing.length === 0 ? null : this.#another(missing)
  }

  /** The servers at which somebody has joined whom the log does not know. */
  #missing(sessions: ReadonlyMap<string, number>): readonly string[] {
    const { log, origins, originOf } = this.#options
    if (this.#unknown.size === 0) return []
    const firsts = new Map<string, string>()
    for (const [session, user] of sessions) {
      const origin = originOf(user)
      if (!firsts.has(origin)) firsts.set(origin, session)
      if (firsts.size === origins.length) break
    }
    return [...firsts].flatMap(([origin, session]) => {
      if (!this.#unknown.has(origin)) return []
      if (!log.hasSession(session)) return [origin]
      this.#unknown.delete(origin)
      return []
    })
  }

  #another(missing: readonly string[]): AnotherLog {
    const { path } = this.#options
    const servers = missing.join(' and ')
    const message = `--log ${path}: it is another server's: whoever joined at ${servers} is not in it. Give the data directory of that server`
    return { _tag: 'AnotherLog', message }
  }
}
