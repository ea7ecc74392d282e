// How far in the stream a node is, in notes that each say one thing: few of them change with a message.
import type { Owner } from '../../events/event.ts'
import type { EdgeName } from '../../http/line/line.ts'
import type { PositionChange, PositionNote } from '../../store/batches/position.ts'
import type { Batch, CommandMarks, OpenedSocket, WorldName } from '../messages.ts'
import type { FiledKey } from '../stream.ts'
import type { Standing } from '../succession.ts'
import { type Came, resultsIn, resultsKept } from '../telling/results.ts'

/** Where a standby is once a message of the stream is taken. */
export interface Standpoint {
  /** The number of the message. */
  readonly last: number
  /** The epoch that is led, by whom, and its last batch that counts. */
  readonly standing: Pick<Standing, 'epoch' | 'world' | 'index'>
  /** Keys that the last batch ended, and those of void batches after it. */
  readonly leftOver: readonly FiledKey[]
  readonly voided: readonly FiledKey[]
}

/** What came of an edge's command. */
type NotedResult = readonly [edge: EdgeName, n: number, came: Came]

/** All that a standby knows besides the actors and the keys. */
export interface Position extends Standpoint {
  readonly marks: ReadonlyMap<EdgeName, number>
  readonly results: readonly NotedResult[]
  readonly sockets: readonly OpenedSocket[]
}

interface NotedStandpoint {
  readonly last: number
  readonly epoch: number
  readonly world: WorldName | null
  readonly index: number
  readonly leftOver: readonly (readonly [epoch: number, owner: string])[]
  readonly voided: readonly (readonly [epoch: number, owner: string])[]
}

const standpointName = 'stream'
const edgeName = (edge: EdgeName): string => `edge ${edge}`
const resultName = (edge: EdgeName, n: number): string => `result ${edge} ${n}`
const socketName = (session: Owner): string => `socket ${session}`

const noted = ({ last, standing, leftOver, voided }: Standpoint): string => {
  const { epoch, world, index } = standing
  const keys = (filed: readonly FiledKey[]) => filed.map((key) => [key.epoch, key.owner] as const)
  const standpoint: NotedStandpoint = {
    ...{ last, epoch, world, index },
    ...{ leftOver: keys(leftOver), voided: keys(voided) },
  }
  return JSON.stringify(standpoint)
}

const atFirst: NotedStandpoint = {
  ...{ last: 0, epoch: 0, world: null, index: 0 },
  ...{ leftOver: [], voided: [] },
}

/** What the notes say. */
export const positionOf = (notes: readonly PositionNote[]): Position => {
  const valuesOf = <V>(kind: string): V[] =>
    notes.filter(([name]) => name.startsWith(`${kind} `)).map(([, value]) => JSON.parse(value) as V)
  const [, standpoint] = notes.find(([name]) => name === standpointName) ?? []
  const stands = standpoint === undefined ? atFirst : (JSON.parse(standpoint) as NotedStandpoint)
  const { last, epoch, world, index } = stands
  const filed = (keys: NotedStandpoint['voided']) =>
    keys.map(([of, owner]): FiledKey => ({ epoch: of, owner, key: null }))
  return {
    ...{ last, standing: { epoch, world, index } },
    ...{ leftOver: filed(stands.leftOver), voided: filed(stands.voided) },
    marks: new Map(valuesOf<[EdgeName, number]>('edge')),
    results: valuesOf<NotedResult>('result').sort(([, one], [, other]) => one - other),
    sockets: valuesOf<OpenedSocket>('socket'),
  }
}

/** Knows what is noted, and gives what a message of the stream changes of it. */
export class PositionNotes {
  readonly #marks: Map<EdgeName, number>
  /** Of each edge the commands of which a result is noted, in order. */
  readonly #results = new Map<EdgeName, number[]>()

  constructor({ marks, results }: Position) {
    this.#marks = new Map(marks)
    for (const [edge, n] of results) this.#resultsOf(edge).push(n)
  }

  /** Of whatever changes no state. */
  standpoint(standpoint: Standpoint): readonly PositionChange[] {
    return [[standpointName, noted(standpoint)]]
  }

  /** Of a batch that counts. */
  batch({ marks }: Batch, ended: Iterable<Owner>): readonly PositionChange[] {
    const changes: PositionChange[] = []
    for (const socket of marks.opened) {
      changes.push([socketName(socket[0]), JSON.stringify(socket)])
    }
    for (const owner of ended) changes.push([socketName(owner), null])
    this.#forget(marks, changes)
    for (const [edge, n] of Object.entries(marks.edges)) {
      if (this.#marks.get(edge) === n) continue
      this.#marks.set(edge, n)
      changes.push([edgeName(edge), JSON.stringify([edge, n])])
    }
    for (const result of resultsIn(marks)) this.#note(result, changes)
    return changes
  }

  /** Edges that are not named any more. */
  #forget({ edges }: CommandMarks, changes: PositionChange[]): void {
    for (const edge of this.#marks.keys()) {
      if (edges[edge] !== undefined) continue
      this.#marks.delete(edge)
      changes.push([edgeName(edge), null])
      for (const n of this.#results.get(edge) ?? []) changes.push([resultName(edge, n), null])
      this.#results.delete(edge)
    }
  }

  #note([edge, n, came]: NotedResult, changes: PositionChange[]): void {
    const known = this.#resultsOf(edge)
    known.push(n)
    changes.push([resultName(edge, n), JSON.stringify([edge, n, came])])
    if (known.length > resultsKept) {
      changes.push([resultName(edge, known.shift() as number), null])
    }
  }

  #resultsOf(edge: EdgeName): number[] {
    const known = this.#results.get(edge) ?? []
    this.#results.set(edge, known)
    return known
  }
}
