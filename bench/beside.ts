// What does a message, and a visitor, cost here beside another checkout of Passerby? Both servers in
// turn under the same load, as the ratio of each pair of rounds.
// Usage: npm run bench:beside -- DIRECTORY [ROUNDS]. The other checkout needs its `npm ci` and build.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { generate } from './generate.ts'
import type { Report, Step } from './generator/steps.ts'

const [directory = '', rounds = '5'] = process.argv.slice(2)
const other = resolve(directory)
if (directory === '' || !existsSync(join(other, 'src/main.ts'))) {
  console.error('Usage: npm run bench:beside -- DIRECTORY [ROUNDS], a checkout with its packages.')
  process.exit(2)
}

const talkers = 1_000
const newcomers = 4_000
const seconds = 2
const talk: readonly Step[] = [
  { kind: 'come' },
  { kind: 'closed', outstanding: 2, seconds },
  { kind: 'closed', outstanding: 16, seconds },
]

/** CPU microseconds of the server for each, of all its threads. */
const microsOf = ({ server, count }: Report): number => (server.all * 1_000) / count

/** Of one checkout: what a message costs in either loop, and a visitor who comes. */
const measured = async (from?: string): Promise<readonly number[]> => {
  const [, ...talked] = await generate('passerby', talkers, talk, from)
  const came = await generate('passerby', newcomers, [{ kind: 'come' }], from)
  return [...talked, ...came].map(microsOf)
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, that) => one - that)[Math.floor(values.length / 2)] ?? 0

const figures = ['a message, 2 under way', 'a message, 16 under way', 'a visitor who comes']
const pairs: { readonly own: readonly number[]; readonly others: readonly number[] }[] = []
for (let round = 1; round <= Number(rounds); round += 1) {
  process.stderr.write(`round ${round} of ${rounds}\n`)
  // Whoever is first in one round is second in the next.
  const [first, second] = round % 2 === 1 ? [undefined, other] : [other, undefined]
  const one = await measured(first)
  const two = await measured(second)
  pairs.push(round % 2 === 1 ? { own: one, others: two } : { own: two, others: one })
}
for (const [index, figure] of figures.entries()) {
  const of = (values: readonly number[]) => values[index] ?? 0
  const ratios = pairs.map(({ own, others }) => of(own) / of(others))
  const own = middle(pairs.map((pair) => of(pair.own)))
  const others = middle(pairs.map((pair) => of(pair.others)))
  const spread = ratios.toSorted((a, b) => a - b).map((ratio) => ratio.toFixed(3))
  console.log(
    `${figure}: ${own.toFixed(1)} µs here, ${others.toFixed(1)} µs there; ` +
      `${middle(ratios).toFixed(3)} x (${spread.join(', ')})`,
  )
}
