// An actor's statechart, with where it is and what it just did.
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { ActorAtStep } from '../../../src/replay/api/apiTypes.ts'
import type {
  ChartLayout,
  ChartLine,
  LaidArrow,
  LaidState,
} from '../../../src/replay/api/chartLayout.ts'

/** As src/replay/api/chartLayout.ts reckoned with. */
const lineHeight = 15
const headHeight = 26

const Label = ({ line, taken }: { line: ChartLine; taken: ReadonlySet<number> }) => (
  <tspan class={taken.has(line.transition) ? 'chart-line chart-line-taken' : 'chart-line'}>
    {line.event}
    {line.guard !== null && <tspan class="chart-guard"> [{line.guard}]</tspan>}
  </tspan>
)

interface StateProps {
  readonly state: LaidState
  readonly actor: ActorAtStep
  readonly taken: ReadonlySet<number>
}

/** Drawn anew only where the step did something to it. */
const State = ({ state, actor, taken }: StateProps) => {
  const isActive = actor.active.includes(state.id)
  const wasActive = actor.left.includes(state.id)
  return useMemo(
    () => <DrawnState {...{ state, isActive, wasActive, taken }} />,
    [state, isActive, wasActive, takenOf(state.stays, taken)],
  )
}

/** Which of the lines were taken, as a text. */
const takenOf = (lines: readonly ChartLine[], taken: ReadonlySet<number>): string =>
  lines.flatMap(({ transition }) => (taken.has(transition) ? [transition] : [])).join()

interface DrawnStateProps extends Omit<StateProps, 'actor'> {
  readonly isActive: boolean
  readonly wasActive: boolean
}

const DrawnState = ({ state, isActive, wasActive, taken }: DrawnStateProps) => {
  const { x, y, width, height, name, kind, isInitial, stays } = state
  const classes = [
    'chart-state',
    `chart-${kind}`,
    isActive ? 'chart-active' : '',
    isActive && !wasActive ? 'chart-entered' : '',
    wasActive && !isActive ? 'chart-left' : '',
  ]
  return (
    <g class={classes.join(' ')} data-state={state.id}>
      <rect x={x} y={y} width={width} height={height} rx="8" />
      {kind === 'final' && (
        <rect
          class="chart-inner"
          x={x + 3}
          y={y + 3}
          width={width - 6}
          height={height - 6}
          rx="5.5"
        />
      )}
      {isInitial && <circle class="chart-initial" cx={x + 10} cy={y + 13} r="3" />}
      <text class="chart-name" x={x + (isInitial ? 18 : 10)} y={y + 17}>
        {name}
      </text>
      {stays.map((line, number) => (
        <text key={line.transition} x={x + 10} y={y + headHeight + number * lineHeight + 11}>
          <Label line={line} taken={taken} />
        </text>
      ))}
    </g>
  )
}

const pathOf = ({ points }: LaidArrow): string =>
  points.map(({ x, y }, number) => `${number === 0 ? 'M' : 'L'}${x} ${y}`).join('')

const headOf = ({ points }: LaidArrow): string => {
  const end = points.at(-1) ?? { x: 0, y: 0 }
  const before = points.at(-2) ?? end
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI
  return `translate(${end.x} ${end.y}) rotate(${angle})`
}

interface TransitionProps {
  readonly arrow: LaidArrow
  readonly taken: ReadonlySet<number>
}

/** Drawn anew only where it is taken, or was by the step before. */
const Transition = ({ arrow, taken }: TransitionProps) =>
  useMemo(
    () => <DrawnTransition arrow={arrow} taken={taken} />,
    [arrow, takenOf(arrow.lines, taken)],
  )

const DrawnTransition = ({ arrow, taken }: TransitionProps) => {
  const isTaken = arrow.lines.some(({ transition }) => taken.has(transition))
  const { x, y, width, height } = arrow.label
  return (
    <g class={isTaken ? 'chart-arrow chart-arrow-taken' : 'chart-arrow'}>
      <path class="chart-path" d={pathOf(arrow)} />
      <path class="chart-head" d="M1 0-8-4.5v9z" transform={headOf(arrow)} />
      <rect class="chart-label" x={x} y={y} width={width} height={height} rx="3" />
      {arrow.lines.map((line, number) => (
        <text
          key={line.transition}
          x={x + width / 2}
          y={y + number * lineHeight + 11}
          text-anchor="middle"
        >
          <Label line={line} taken={taken} />
        </text>
      ))}
    </g>
  )
}

/** In words what the drawing shows. */
const described = (layout: ChartLayout, actor: ActorAtStep, taken: ReadonlySet<number>): string => {
  const innermost = layout.states.filter(
    ({ id }) => actor.active.includes(id) && !layout.states.some(({ parent }) => parent === id),
  )
  const lines = [
    ...layout.arrows.flatMap(({ lines }) => lines),
    ...layout.states.flatMap(({ stays }) => stays),
  ]
  const took = lines.filter(({ transition }) => taken.has(transition)).map(({ event }) => event)
  const where = innermost.map(({ name }) => name).join(', ')
  return `Statechart of a ${actor.kind}. ${where === '' ? 'It is not there.' : `It is in ${where}.`}${
    took.length > 0 ? ` It just took ${[...new Set(took)].join(', ')}.` : ''
  }`
}

interface StatechartProps {
  readonly layout: ChartLayout
  readonly actor: ActorAtStep
  /** In percent; 0: so large that all of it is seen. */
  readonly zoom: number
}

export const Statechart = ({ layout, actor, zoom }: StatechartProps) => {
  const box = useRef<HTMLElement>(null)
  const taken = new Set(actor.taken)
  const isTaken = ({ lines }: LaidArrow) => lines.some(({ transition }) => taken.has(transition))
  // Where the eye should be: at what was taken, else at where it is.
  const focus = layout.arrows.find(isTaken)?.label ?? innermostState(layout, actor)
  // Before it is painted: else each step is painted twice.
  useLayoutEffect(() => {
    const element = box.current
    const drawn = element?.firstElementChild?.getBoundingClientRect()
    if (element === null || drawn === undefined || focus === undefined) return
    const scale = drawn.width / layout.width
    element.scrollLeft = (focus.x + focus.width / 2) * scale - element.clientWidth / 2
    element.scrollTop = (focus.y + focus.height / 2) * scale - element.clientHeight / 2
  }, [layout, zoom, focus?.x, focus?.y])
  const arrows = [...layout.arrows].sort(
    (one, other) => Number(isTaken(one)) - Number(isTaken(other)),
  )
  return (
    <section
      ref={box}
      class={zoom === 0 ? 'chart chart-fit' : 'chart'}
      tabIndex={0}
      aria-label="Statechart"
    >
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        style={{ '--chart-width': `${(layout.width * (zoom || 100)) / 100}px` }}
        role="img"
        aria-label={described(layout, actor, taken)}
      >
        {layout.states.map((state) => (
          <State key={state.id} state={state} actor={actor} taken={taken} />
        ))}
        {arrows.map((arrow) => (
          <Transition key={`${arrow.from} ${arrow.to}`} arrow={arrow} taken={taken} />
        ))}
      </svg>
    </section>
  )
}

const innermostState = ({ states }: ChartLayout, { active }: ActorAtStep): LaidState | undefined =>
  states.findLast(({ id }) => active.includes(id))
