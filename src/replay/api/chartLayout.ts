// Where a statechart's states and arrows lie; the one door to elkjs.

import { createRequire } from 'node:module'
import type { ELK as Elk, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js'
import type {
  StatechartGraph,
  StatechartState,
  StatechartTransition,
} from '../timeline/statechart.ts'

/** A line of text in a chart: a transition, by its id in the statechart. */
export interface ChartLine {
  readonly transition: number
  readonly event: string
  readonly guard: string | null
}

/** In pixels from the chart's corner, as is all below. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface LaidState extends StatechartState, Box {
  /** What it takes without leaving. */
  readonly stays: readonly ChartLine[]
}

export interface LaidArrow {
  readonly from: string
  readonly to: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly label: Box
  readonly lines: readonly ChartLine[]
}

export interface ChartLayout {
  readonly width: number
  readonly height: number
  /** Outermost first. */
  readonly states: readonly LaidState[]
  readonly arrows: readonly LaidArrow[]
}

/** The page draws with these. */
const lineHeight = 15
const headHeight = 26
const characterWidth = 6.4
const paddingWidth = 20

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'POLYLINE',
  'elk.json.edgeCoords': 'ROOT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
}

/** Lays a statechart out; the same one always comes out the same. */
export const layOut = async (chart: StatechartGraph): Promise<ChartLayout> => {
  // elkjs exports its class in a way that only CommonJS finds.
  const Layouts = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => Elk
  const arrows = arrowsOf(chart)
  const [root] = chart.states
  if (root === undefined) return { width: 0, height: 0, states: [], arrows: [] }
  const laid: ElkNode = await new Layouts().layout({
    id: 'chart',
    layoutOptions: { ...options, 'elk.padding': '[top=4,left=4,bottom=4,right=4]' },
    children: [nodeOf(chart, root)],
    edges: arrows,
  })
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    states: statesIn(chart, laid, { x: 0, y: 0 }),
    arrows: ((laid.edges ?? []) as Arrow[]).map(arrowOf),
  }
}

interface Arrow extends ElkExtendedEdge {
  readonly lines: readonly ChartLine[]
}

/** One arrow for all transitions from one state to another. */
const arrowsOf = ({ transitions }: StatechartGraph): Arrow[] => {
  const arrows = new Map<string, StatechartTransition[]>()
  for (const transition of transitions) {
    if (transition.to === null) continue
    const key = `${transition.from} ${transition.to}`
    arrows.set(key, [...(arrows.get(key) ?? []), transition])
  }
  return [...arrows].map(([id, among]) => {
    const [from = '', to = ''] = id.split(' ')
    const lines = among.map(lineOf)
    const labels = [
      { text: id, width: widthOf(lines), height: lines.length * lineHeight, layoutOptions: inline },
    ]
    return { id, sources: [from], targets: [to], labels, lines }
  })
}

/** A label lies on its arrow, not beside it: charts are tall, and panels narrow. */
const inline = { 'elk.edgeLabels.inline': 'true' }

const nodeOf = (chart: StatechartGraph, state: StatechartState): ElkNode => {
  const stays = staysIn(chart, state)
  const top = headHeight + stays.length * lineHeight
  const children = chart.states.filter(({ parent }) => parent === state.id)
  const named = { text: state.name, width: 0 }
  const width = Math.max(widthOf(stays), named.text.length * 7.5 + paddingWidth, 64)
  if (children.length === 0) {
    return { id: state.id, width, height: top + (stays.length > 0 ? 8 : 2) }
  }
  return {
    id: state.id,
    children: children.map((child) => nodeOf(chart, child)),
    layoutOptions: {
      ...options,
      'elk.padding': `[top=${top + 10},left=14,bottom=14,right=14]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${top})`,
    },
  }
}

const statesIn = (
  chart: StatechartGraph,
  { children = [] }: ElkNode,
  corner: { x: number; y: number },
): LaidState[] =>
  children.flatMap((node) => {
    const state = chart.states.find(({ id }) => id === node.id) as StatechartState
    const place = { x: corner.x + (node.x ?? 0), y: corner.y + (node.y ?? 0) }
    const size = { width: node.width ?? 0, height: node.height ?? 0 }
    return [
      { ...state, ...place, ...size, stays: staysIn(chart, state) },
      ...statesIn(chart, node, place),
    ]
  })

const arrowOf = ({ sources, targets, sections = [], labels = [], lines }: Arrow): LaidArrow => {
  const [label] = labels
  return {
    from: sources[0] ?? '',
    to: targets[0] ?? '',
    points: sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
      startPoint,
      ...bendPoints,
      endPoint,
    ]),
    label: {
      x: label?.x ?? 0,
      y: label?.y ?? 0,
      width: label?.width ?? 0,
      height: label?.height ?? 0,
    },
    lines,
  }
}

const staysIn = ({ transitions }: StatechartGraph, state: StatechartState): ChartLine[] =>
  transitions.filter(({ from, to }) => from === state.id && to === null).map(lineOf)

const lineOf = ({ id, event, guard }: StatechartTransition): ChartLine => ({
  transition: id,
  event,
  guard,
})

const widthOf = (lines: readonly ChartLine[]): number =>
  Math.max(0, ...lines.map(({ event, guard }) => event.length + (guard?.length ?? -3) + 3)) *
    characterWidth +
  paddingWidth
