// What does the worst search for a partner cost, beside an ordinary one?
// Among 50,000 tickets: the ratio of one run, and milliseconds.

import type { Ticket } from '../src/actors/matchmaking/matching.ts'
import { Tickets } from '../src/actors/matchmaking/tickets.ts'
import { ticket } from '../test/kit/ticket.ts'

const crowd = Number(process.argv[2] ?? 50_000)
const searches = 200

/** Measured at a time, since the system counts CPU in microseconds. */
const together = 20

/** No search may take longer than this. */
const searchMsMax = 1

const interests = Array.from({ length: 10 }, (_, index) => `interest ${index}`)

interface Crowd {
  readonly many: (index: number) => Partial<Ticket>
  readonly seeker?: Partial<Ticket>
}

const others = Array.from({ length: 100 }, (_, index) => `s${index}`)

const crowds: Record<string, Crowd> = {
  ordinary: { many: (index) => ({ avoid: `x${index}`, gender: 'male', seeks: 'female' }) },
  'all avoid the seeker': { many: () => ({ avoid: 'seeker' }) },
  'all block the seeker': { many: (index) => ({ blocks: [`x${index}`, 'seeker'] }) },
  'all avoid the seeker and share its ten interests': {
    many: () => ({ avoid: 'seeker', interests }),
    seeker: { interests },
  },
  'half refuse the seeker, and it blocks a hundred of the rest': {
    many: (index) => (index % 2 === 0 ? { avoid: 'seeker' } : {}),
    seeker: { blocks: others },
  },
}

/** Milliseconds of CPU a search: the median of many, and the worst. */
const cost = ({ many, seeker = {} }: Crowd): { median: number; worst: number } => {
  const tickets = new Tickets()
  for (let index = 0; index < crowd; index += 1) {
    tickets.open(ticket(`s${index}`, { since: index, ...many(index) }))
  }
  tickets.open(ticket('seeker', { since: crowd, relaxed: true, ...seeker }))
  const asking = tickets.get('seeker') as Ticket
  const times = Array.from({ length: 2 * searches }, () => {
    const before = process.cpuUsage()
    for (let search = 0; search < together; search += 1) tickets.partnerFor(asking)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000 / together
  }).slice(searches)
  times.sort((one, other) => one - other)
  return { median: times[searches >> 1] ?? 0, worst: times.at(-1) ?? 0 }
}

console.log(
  `CPU of a search among ${crowd} tickets: median, worst of ${searches} times ${together}, ratio of the medians`,
)
const ordinary = cost(crowds.ordinary as Crowd).median
for (const [title, given] of Object.entries(crowds)) {
  const { median, worst } = cost(given)
  const row = [`${median.toFixed(4)} ms`, `${worst.toFixed(3)} ms`, (median / ordinary).toFixed(1)]
  const verdict = worst <= searchMsMax ? 'met' : `missed: more than ${searchMsMax} ms`
  console.log(`${title.padEnd(60)} ${row.map((cell) => cell.padStart(10)).join(' ')} × ${verdict}`)
}
