// How worlds and edges reach one another, whoever carries it: at most once, in order or not at all.
import type { EdgeName } from '../http/line/line.ts'
import type { Beat, FromEdge, FromWorld, Stalled, ToEdge } from './messages.ts'

/** What a world hears, whether it leads or stands by. */
export interface WorldEars {
  readonly fromWorld: (said: FromWorld) => void
  readonly beat: (beat: Beat) => void
}

/** The bus as a world has it. */
export interface WorldBus {
  readonly toEdge: (edge: EdgeName, said: ToEdge) => void
  /** To every world. */
  readonly toWorlds: (said: FromWorld) => void
  /** To every world and edge. */
  readonly beat: (beat: Beat) => void
  /** To every edge. */
  readonly stalled: (stalled: Stalled) => void
  /** Until what it gives is called. */
  readonly hear: (ears: WorldEars) => () => void
  /** What edges say, until what it gives is called: it is for whoever leads, and costs whoever hears it. */
  readonly hearEdges: (fromEdge: (said: FromEdge) => void) => () => void
}

/** What an edge hears. */
export interface LineEars {
  readonly toEdge: (said: ToEdge) => void
  readonly beat: (beat: Beat) => void
  readonly stalled: (stalled: Stalled) => void
}

/** The bus as an edge has it. */
export interface EdgeBus {
  /** To every world that hears edges: one of them leads. */
  readonly toWorld: (said: FromEdge) => void
  /** False while the servers that carry it are not reached. */
  readonly isUp: () => boolean
  /** What is for this edge, until what it gives is called. */
  readonly hear: (ears: LineEars) => () => void
}
