// Passerby with all it promises beside the bare job on raw uWebSockets.js, on ws and on Socket.IO:
// in turn under the same load, as ratios inside one run, beside their goals.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { asked } from './asked.ts'
import { chosen } from './chosen.ts'
import { generate } from './generate.ts'
import type { Report, Step } from './generator/steps.ts'
import { crowd } from './phases.ts'
import { type ServerName, servers } from './process.ts'
import { printBehind, printCrowd, printTable, type Round } from './table.ts'

const help = `npm run bench -- [--short] [--only PARTS] [--peers NAMES] [--rounds N]

Parts, with a comma between them; all of them take six minutes:
  closed   500 pairs, 2 and then 16 messages under way in each of them
  fixed    5,000 and then 500 messages a second, by when each was due
  coming   10,000 users join, connect and are matched; their memory soon after
  crowd    as many users as one process takes, talking
  growth   the engine and the log with few and with many sessions alive

Peers: ${Object.keys(servers).join(', ')}
  relay    raw uWebSockets.js that pairs and relays, and nothing else
  limit    raw uWebSockets.js that does the bare job, as ws and socketio do

--short looks once, and briefly: its figures are for whoever changes something.
`

const parts = ['closed', 'fixed', 'coming', 'crowd', 'growth'] as const
type Part = (typeof parts)[number]

const { values } = asked({
  options: {
    help: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: parts.join() },
    peers: { type: 'string', default: Object.keys(servers).join() },
    rounds: { type: 'string' },
  },
})

if (values.help) {
  console.log(help)
  process.exit(0)
}
const isShort = values.short
const only = chosen<Part>(values.only, parts)
const peers = chosen(values.peers, Object.keys(servers) as ServerName[])
const rounds = Number(values.rounds ?? (isShort ? 1 : 3))

/** So many speak, in 500 conversations. */
const talkers = 1_000
const newcomers = isShort ? 2_000 : 10_000
/** A round of coming takes as long as three of talking, and differs less from the next. */
const comingRounds = Math.min(rounds, 2)
const memorySeconds = 3
const crowdUsers = 19_000
const crowdRate = 5_000
const crowdSeconds = isShort ? 10 : 40
const seconds = isShort ? 1 : 1.5

const talk: Step[] = [
  { kind: 'come' },
  ...(only.includes('closed')
    ? [2, 16].map((outstanding) => ({ kind: 'closed', outstanding, seconds }) as const)
    : []),
  ...(only.includes('fixed')
    ? [5_000, 500].map((rate) => ({ kind: 'fixed', rate, seconds }) as const)
    : []),
]
const coming: Step[] = [{ kind: 'come' }, { kind: 'memory', seconds: memorySeconds }]

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const measured = async (name: ServerName, round: number): Promise<Report[]> => {
  say(`round ${round} of ${rounds}: ${name}`)
  // How a thousand come is not the figure: their CPU is a few ticks of the kernel's account.
  const talked = talk.length === 1 ? [] : (await generate(name, talkers, talk)).slice(1)
  const isDue = only.includes('coming') && round <= comingRounds
  return [...talked, ...(isDue ? await generate(name, newcomers, coming) : [])]
}

const began = performance.now()
const all: Round[] = []
const isBeside = only.some((part) => part === 'closed' || part === 'fixed' || part === 'coming')
for (let round = 1; isBeside && round <= rounds; round += 1) {
  const found: Partial<Record<ServerName, Report[]>> = {}
  for (const name of round % 2 === 1 ? peers : peers.toReversed()) {
    found[name] = await measured(name, round)
  }
  all.push(found)
}
if (only.includes('crowd')) say(`a crowd of ${crowdUsers} for ${crowdSeconds} s`)
const full = only.includes('crowd') ? await crowd(crowdUsers, crowdRate, crowdSeconds) : null

if (isBeside) printTable(all)
if (full !== null) printCrowd(full, crowdUsers)
if (isBeside) printBehind(all, peers)
if (only.includes('growth')) {
  say('growth: sessions alive')
  const growth = resolve(import.meta.dirname, 'growth.ts')
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', growth, '1000', '200000'])
  console.log(`\n${stdout}`)
}
say(`${Math.round((performance.now() - began) / 1_000)} s in all`)
