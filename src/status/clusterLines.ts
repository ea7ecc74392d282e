// How a cluster stands in lines of a terminal, each as wide as it and no wider.
import type { WorldStanding } from '../cluster/worldHealth.ts'
import { formatCount, plural } from '../replay/text/format.ts'
import type { ClusterTold, LeadingWorld } from './clusterStanding.ts'
import {
  countLines,
  type Looks,
  lastEvent,
  listLines,
  safetyLines,
  since,
} from './standingLines.ts'

/** Of edges `limit` at most are listed, those with the most sockets first. */
export function* clusterLines(told: ClusterTold, looks: Looks, limit: number): Iterable<string> {
  const { url, worlds, unknown, leader } = told
  const { style, width } = looks
  yield style.bold(url.length > width ? `${url.slice(0, width - 1)}…` : url)
  if (leader === null) yield* nobodyLines(looks)
  else yield* leaderLines(leader, told, looks)
  const rows = worlds.map((world) => worldCells(world, leader))
  yield* listLines({ title: 'Worlds', total: worlds.length, rows }, looks)
  if (unknown > 0) yield style.dim(`… and ${unknown} of another version: ask with that version`)
  if (leader !== null && !worlds.some(({ status }) => status === 'stands_by')) {
    yield style.bad('none stands by: start one, as the next loss is one too many')
  }
  const edges = leader?.leading.edges.toSorted((one, other) => other.sockets - one.sockets) ?? []
  const shown = edges
    .slice(0, limit)
    .map(({ edge, sockets }) => [edge, plural(sockets, 'socket')] as const)
  yield* listLines({ title: 'Edges', total: edges.length, rows: shown }, looks)
}

function* nobodyLines({ style }: Looks): Iterable<string> {
  yield `${style.bad('stopped')}   no world leads: ask again in two seconds, as one may take over;`
  yield '          if none does, what they report (LOG_LEVEL) says why'
}

function* leaderLines(
  { world, epoch, status, leading }: LeadingWorld,
  { overtaken }: ClusterTold,
  { style, now }: Looks,
): Iterable<string> {
  const isRunning = status === 'leads'
  const word = isRunning ? style.good('running') : style.bad('stalled')
  yield `${word}   ${lastEvent(leading, now)}`
  if (!isRunning) yield '          nothing is taken in: look at NATS, and at the disk of this world'
  yield `led by    ${world} for ${since(Date.parse(leading.since), now)}, epoch ${epoch}`
  for (const other of overtaken) {
    yield style.bad(
      `overtaken ${other.world} leads epoch ${other.epoch}: only epoch ${epoch} counts`,
    )
  }
  yield* countLines(leading)
  yield* safetyLines(leading)
  if (leading.edges.length === 0) yield 'edges     none: nobody can come; start one with ROLE=edge'
}

const words: Readonly<Record<WorldStanding['status'], string>> = {
  leads: 'leads',
  stands_by: 'stands by',
  unavailable: 'unavailable',
}

const worldCells = (
  { world, status, epoch, turn, lag, leading }: WorldStanding,
  leader: LeadingWorld | null,
): readonly string[] => {
  const isOvertaken = leading !== null && world !== leader?.world
  return [
    world,
    isOvertaken ? 'overtaken' : words[status],
    `epoch ${formatCount(epoch)}`,
    `turn ${formatCount(turn)}`,
    lag > 0 ? `${plural(lag, 'turn')} behind` : '',
  ]
}
