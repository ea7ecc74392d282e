// A cluster of real processes on this machine, killed and measured: each figure beside its goal.
import { asked } from './asked.ts'
import { chosen } from './chosen.ts'
import { broken } from './cluster/breaking.ts'
import { cold } from './cluster/cold.ts'
import { costs } from './cluster/costs.ts'
import { type Line, print } from './cluster/lines.ts'

const help = `npm run bench:cluster -- [--short] [--only PARTS] [--rounds N]

Three nats-servers, two worlds and two edges. Parts, with a comma between them:
  take-over  kill -9 of the leading world, at 1,000 messages a second, 20 times
  drain      SIGTERM to it, 20 times
  nats       kill -9 of the nats-server that leads the log's stream, 5 times
  cost       CPU a message of each part, beside one server alone, in 3 rounds
  ack        how soon a message is acknowledged at 1,000/s and 5,000/s, too
  cold       how soon a world stands by that begins with a copied file

--rounds   how many times each is done, instead
--short    looks once, and briefly: for whoever changes something
`

const parts = ['take-over', 'drain', 'nats', 'cost', 'ack', 'cold'] as const

const { values } = asked({
  options: {
    help: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: parts.join() },
    rounds: { type: 'string' },
  },
})

if (values.help) {
  console.log(help)
  process.exit(0)
}

const isShort = values.short
const only = chosen(values.only, parts)
const roundsOf = (usual: number): number => Number(values.rounds ?? (isShort ? 1 : usual))
const seconds = isShort ? 1.5 : 4

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const lines: Line[] = []
for (const kind of ['take-over', 'drain', 'nats'] as const) {
  if (only.includes(kind))
    lines.push(...(await broken(kind, roundsOf(kind === 'nats' ? 5 : 20), say)))
}
const measured = (['cost', 'ack'] as const).filter((kind) => only.includes(kind))
if (measured.length > 0) {
  lines.push(...(await costs(measured, { rounds: roundsOf(3), seconds }, say)))
}
if (only.includes('cold')) {
  lines.push(...(await cold({ rounds: roundsOf(4), seconds: isShort ? 1.5 : 10 }, say)))
}
print(lines)
