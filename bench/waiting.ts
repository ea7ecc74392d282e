// What does it cost to tell a crowd that waits how things stand? 20,000 wait by default.
// The share of a core, over simulated seconds: where nothing changes, and where everything does.

import type { SocketEffect } from '../src/actors/effect.ts'
import { Tickets } from '../src/actors/matchmaking/tickets.ts'
import type { Outlook } from '../src/events/frames.ts'
import { WaitingTeller } from '../src/http/desk/waitingTeller.ts'
import { SimulatedClock } from '../test/kit/stage.ts'
import { ticket } from '../test/kit/ticket.ts'

const crowd = Number(process.argv[2] ?? 20_000)

/** Simulated seconds that are measured. */
const seconds = 20

/** It may take no more than this share of a core. */
const shareMax = 0.1

const stepMs = 100

const genders = ['male', 'female', 'other'] as const
const seeks = ['male', 'female', 'anyone'] as const

const population = (): Tickets => {
  const tickets = new Tickets()
  for (let index = 0; index < crowd; index += 1) {
    tickets.open(
      ticket(`s${index}`, {
        gender: genders[index % 3] ?? 'other',
        seeks: seeks[Math.floor(index / 3) % 3] ?? 'anyone',
        interests: [`interest ${index}`],
        relaxed: index % 2 === 0,
      }),
    )
  }
  return tickets
}

/** The share of a core, and how many frames were sent a second. */
const measured = (changed: (outlook: Outlook, round: number) => Outlook) => {
  const tickets = population()
  const clock = new SimulatedClock()
  let [round, frames, bytes] = [0, 0, 0]
  const outlook = (session: string) => {
    const found = tickets.outlookOf(session)
    return found === null ? null : changed(found, round)
  }
  const release = (effect: SocketEffect) => {
    if (effect.kind !== 'frame') return
    frames += 1
    // As the socket's writer does.
    bytes += JSON.stringify(effect.frame).length
  }
  const teller = new WaitingTeller({ engine: { outlook }, clock, release })
  for (let index = 0; index < crowd; index += 1) {
    teller.release({ kind: 'frame', to: `s${index}`, frame: { type: 'waiting', since: 0 } }, 1)
    if (index % Math.ceil(crowd / 20) === 0) clock.pass(stepMs)
  }
  clock.pass(2_000)
  frames = 0
  const before = process.cpuUsage()
  for (; round < (seconds * 1_000) / stepMs; round += 1) clock.pass(stepMs)
  const { user, system } = process.cpuUsage(before)
  return { share: (user + system) / 1e6 / seconds, perSecond: frames / seconds, bytes }
}

console.log(`Telling ${crowd} who wait how things stand, a socket's write not counted`)
const cases = {
  'nothing changes': (outlook: Outlook) => outlook,
  'every number changes all the time': (outlook: Outlook, round: number) => ({
    ...outlook,
    waitedLately: round,
  }),
}
for (const [title, changed] of Object.entries(cases)) {
  const { share, perSecond } = measured(changed)
  const verdict = share <= shareMax ? 'met' : `missed: more than ${shareMax * 100} %`
  const row = [`${(share * 100).toFixed(2)} % of a core`, `${perSecond} frames/s`]
  console.log(`${title.padEnd(36)} ${row.map((cell) => cell.padStart(20)).join(' ')}  ${verdict}`)
}
