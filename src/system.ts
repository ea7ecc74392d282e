// Random ids, reports to the operator, the event loop's delay: what the machine gives the server.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Level, Report, ServerIds } from './events/ports.ts'

/** 96 random bits: nobody meets the same id twice, and nobody guesses one. */
const idBytes = 12

/** How many ids are drawn at once: asking the system for one costs as much as for all of these. */
const idsDrawn = 256

/** Ids whose first letter helps those who read a log; no program reads it. */
export const randomIds = (): ServerIds => {
  let drawn = randomBytes(0)
  let from = 0
  const bits = (): string => {
    if (from === drawn.length) {
      drawn = randomBytes(idBytes * idsDrawn)
      from = 0
    }
    from += idBytes
    return drawn.toString('base64url', from - idBytes, from)
  }
  const next = (kind: string) => () => `${kind}_${bits()}`
  return { session: next('s'), room: next('r'), report: next('m'), pass: next('p') }
}

/** How often the event loop is looked at: seldom enough to cost nothing. */
const loopLookMs = 20

/** Gives what tells how late the event loop was: seconds, p99 since it was last asked. */
export const loopDelay = (): (() => number) => {
  const delays = monitorEventLoopDelay({ resolution: loopLookMs })
  delays.enable()
  return () => {
    // What is recorded is the time from one look to the next.
    const seconds = Math.max(0, delays.percentile(99) / 1e9 - loopLookMs / 1e3)
    delays.reset()
    return seconds
  }
}

/** How many more files this process may open; null where the system does not say. */
export const filesLeft = (): number | null => {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    const max = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
    return max === undefined ? null : Number(max) - readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error']

/** Reports from `level` up go to standard error: a JSON line each, or plain ones on a terminal. */
export const reporter = (level: Level): Report => {
  const isTerminal = process.stderr.isTTY === true
  return (importance, message, facts = {}) => {
    if (levels.indexOf(importance) < levels.indexOf(level)) return
    const line = isTerminal
      ? [importance, message, ...Object.entries(facts).map(([name, fact]) => `${name}=${fact}`)]
          .join('  ')
          .trimEnd()
      : JSON.stringify({ time: new Date().toISOString(), level: importance, message, ...facts })
    process.stderr.write(`${line}\n`)
  }
}
