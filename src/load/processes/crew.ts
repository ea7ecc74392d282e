// The processes of a run: begins them, lets them pass each gate together, and hears of each.

import type { ChildProcess } from 'node:child_process'
import type { Played } from '../visitors/chronicle.ts'
import type { FromShare, Gate, Job, Pulse, ToShare } from './messages.ts'
import type { ProcessRecord } from './record.ts'

/** Whoever is told what comes of the processes, each by its number. */
export interface CrewListener {
  readonly recorded: (process: number, record: ProcessRecord) => void
  readonly pulsed: (process: number, pulse: Pulse) => void
  /** It ended before it had played; `how` is its exit code or the signal. */
  readonly died: (process: number, how: string) => void
  /** Gives the time that all are told who pass it. */
  readonly passes: (gate: Gate) => number
}

interface Member {
  readonly child: ChildProcess
  /** Where it waits. */
  gate: Gate | null
  played: Played | null
  isGone: boolean
  /** For how long nothing came of it while it was waited for, in ms. */
  silentMs: number
  /** It hung, and was ended. */
  isLost: boolean
}

/** Of a process that is well something comes every second: so long without is too long. */
const silentMsMax = 3_000

/** The same where it says goodbye, of which nothing is told. */
const silentAtGoodbyeMsMax = 6_000

export class Crew {
  readonly #members: Member[] = []
  readonly #listener: CrewListener
  #isStopping = false
  /** The last gate is open. */
  #isOver = false
  #finish: (played: readonly Played[]) => void = () => {}

  constructor(listener: CrewListener) {
    this.#listener = listener
  }

  /** Plays the jobs, a process each; resolves with how those stood who did not die. */
  play(jobs: readonly Job[], open: () => ChildProcess): Promise<readonly Played[]> {
    for (const job of jobs) {
      const member: Member = {
        child: open(),
        gate: null,
        played: null,
        isGone: false,
        silentMs: 0,
        isLost: false,
      }
      const number = this.#members.push(member) - 1
      this.#listen(number, member)
      this.#send(member, { type: 'job', job })
    }
    return new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  /** Nobody begins anything new. */
  stop(): void {
    this.#isStopping = true
    for (const member of this.#members) this.#send(member, { type: 'stop' })
  }

  /** So much time has passed: ends those that hang while they are waited for. */
  attend(ms: number): void {
    const present = this.#members.filter(({ isGone, isLost }) => !isGone && !isLost)
    const isAwaited = this.#isOver || present.some(({ gate }) => gate !== null && gate !== 'ready')
    if (!isAwaited && !this.#isStopping) return
    const silentMax = this.#isOver ? silentAtGoodbyeMsMax : silentMsMax
    for (const member of present) {
      member.silentMs = member.gate === null ? member.silentMs + ms : 0
      if (member.silentMs < silentMax) continue
      member.isLost = true
      member.child.kill('SIGKILL')
    }
  }

  #listen(number: number, member: Member): void {
    const { child } = member
    child.on('message', (message: FromShare) => this.#take(number, member, message))
    let how: string | null = null
    const look = () => {
      // What it said last is heard before the line is gone.
      const isHeard = !child.connected || child.pid === undefined
      if (how === null || !isHeard || member.isGone) return
      member.isGone = true
      if (member.played === null) this.#listener.died(number, how)
      this.#look()
    }
    child.on('exit', (code, signal) => {
      how = member.isLost ? 'it hung' : (signal ?? `exit code ${code}`)
      look()
    })
    child.on('disconnect', look)
    child.on('error', ({ message }) => {
      if (child.pid !== undefined) return
      how = message
      look()
    })
  }

  #take(number: number, member: Member, message: FromShare): void {
    member.silentMs = 0
    if (message.type === 'record') this.#listener.recorded(number, message.record)
    else if (message.type === 'pulse') this.#listener.pulsed(number, message.pulse)
    else if (message.type === 'played') member.played = message.played
    else {
      member.gate = message.gate
      this.#look()
    }
  }

  /** Opens the gate at which all wait who are there, and ends once nobody is. */
  #look(): void {
    const present = this.#members.filter(({ isGone }) => !isGone)
    if (present.length === 0) {
      this.#finish(this.#members.flatMap(({ played }) => (played === null ? [] : [played])))
      return
    }
    const gate = present[0]?.gate ?? null
    if (gate === null || present.some((member) => member.gate !== gate)) return
    const at = this.#listener.passes(gate)
    this.#isOver = gate === 'over'
    for (const member of present) {
      member.gate = null
      this.#send(member, { type: 'go', gate, at })
    }
  }

  #send({ child }: Member, message: ToShare): void {
    // One that is dying is told of later.
    if (child.connected) child.send(message, () => {})
  }
}
