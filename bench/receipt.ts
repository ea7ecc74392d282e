// What does its receipt cost a message? The link that it adds to its room's chain, beside all that a
// whole server spends on it, in the same run: under load, where a message is cheapest otherwise.
import { chainAfter, chainStart } from '../src/events/hash.ts'
import { messageTextOf } from '../src/load/scenario/messageText.ts'
import { generate } from './generate.ts'
import type { Report } from './generator/steps.ts'

/** It may take no more than this share of what a message costs without it. */
const shareMax = 0.05

const rounds = Number(process.argv[2] ?? 3)

/** So many speak, in 500 conversations; so many messages are under way in each. */
const talkers = 1_000
const outstanding = [2, 16]
const seconds = 1.5

const characters = 64
const links = 200_000

/** CPU microseconds of a link, in as many rooms in turn as there are, with the garbage that it leaves. */
const linkMicros = (): number => {
  const texts = Array.from({ length: 1_000 }, (_, index) =>
    messageTextOf('bench', { sender: index, number: index, dueMicros: index * 997, characters }),
  )
  const chains = Array.from({ length: talkers / 2 }, (_, room) => chainStart(`r_${room}`))
  const before = process.cpuUsage()
  for (let number = 1; number <= links; number += 1) {
    const room = (number * 7_919) % chains.length
    const text = texts[number % texts.length] ?? ''
    chains[room] = chainAfter(chains[room] ?? '', 1, { number, text })
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / links
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

const found: Report[] = []
const took = [linkMicros()]
const closed = outstanding.map((each) => ({ kind: 'closed', outstanding: each, seconds }) as const)
for (let round = 0; round < rounds; round += 1) {
  found.push(...(await generate('passerby', talkers, [{ kind: 'come' }, ...closed])).slice(1))
  took.push(linkMicros())
}

const link = middle(took)
console.log(`A link of the chain: ${link.toFixed(2)} µs`)
for (const [index, each] of outstanding.entries()) {
  const reports = found.filter((_, place) => place % outstanding.length === index)
  const row = (what: string, message: number): number => {
    const share = link / (message - link)
    const said = `${message.toFixed(1)} µs a message, ${(share * 100).toFixed(1)} % for its receipt`
    console.log(`W = ${each}, ${what}: ${said}`)
    return share
  }
  const micros = (of: 'all' | 'main') =>
    middle(reports.map(({ server, count }) => (server[of] * 1_000) / count))
  row('the main thread', micros('main'))
  if (row('all threads', micros('all')) <= shareMax) continue
  console.error(`A receipt costs more than ${shareMax * 100} % of a message.`)
  process.exitCode = 1
}
