// What does its receipt cost a message? The link that it adds to its room's chain, against all that a
// server does for it: both in one run, the server with messages as the load tester says them.
import { chainAfter, chainStart } from '../src/events/hash.ts'
import { messageTextOf } from '../src/load/scenario/messageText.ts'
import { talk } from './phases.ts'

/** It may take no more than this share of what a message costs without it. */
const shareMax = 0.05

/** Messages a second: a rate at which a core is busy, and none waits for the next batch. */
const rate = Number(process.argv[2] ?? 3_000)

const characters = 60
const links = 200_000
const rounds = 5

/** Microseconds of a link; the best round, as nothing makes one faster than it is. */
const linkMicros = (): number => {
  const texts = Array.from({ length: 1_000 }, (_, index) =>
    messageTextOf('bench', { sender: index, number: index, dueMicros: index * 997, characters }),
  )
  let chain = chainStart('r_0123456789abcdef')
  const took = Array.from({ length: rounds }, () => {
    const from = performance.now()
    for (let number = 1; number <= links; number += 1) {
      chain = chainAfter(chain, 1, { number, text: texts[number % texts.length] ?? '' })
    }
    return ((performance.now() - from) * 1_000) / links
  })
  return chain === '' ? 0 : Math.min(...took)
}

const link = linkMicros()
const { cpu, rate: delivered } = await talk('passerby', rate)
console.log(
  `${Math.round(delivered)} messages a second, and a link of the chain ${link.toFixed(2)} µs`,
)
for (const [what, message] of [
  ['the main thread', cpu.main],
  ['all threads', cpu.all],
] as const) {
  const share = link / (message - link)
  console.log(
    `${what}: ${message.toFixed(1)} µs a message, ${(share * 100).toFixed(1)} % for its receipt`,
  )
  if (share > shareMax) {
    console.error(`A receipt costs ${what} more than ${shareMax * 100} % of a message.`)
    process.exitCode = 1
  }
}
