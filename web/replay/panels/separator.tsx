// What stands between two panels and moves, by pointer or by key.

/** By how many percent a key moves it. */
const keyStep = 2

export interface SeparatorProps {
  /** What is wider or higher with it: `Width of the events`. */
  readonly label: string
  readonly place: 'events' | 'actor' | 'event' | 'context'
  /** It moves to the sides, or up and down. */
  readonly moves: 'sideways' | 'upright'
  /** The selectors of the first and the last panel that share the room, in the order in which they lie. */
  readonly among: readonly [first: string, last: string]
  /** Whether the size is that of the last of these, not of the first. */
  readonly isOfLast: boolean
  /** In percent of the room. */
  readonly size: number
  readonly min: number
  readonly max: number
  readonly resize: (size: number) => void
}

/** How much of the room lies before a point, in percent. */
const shareAt = ({ moves, among }: SeparatorProps, event: PointerEvent): number | null => {
  const [first, last] = among.map((panel) => document.querySelector(panel)?.getBoundingClientRect())
  if (first === undefined || last === undefined) return null
  const share =
    moves === 'sideways'
      ? (event.clientX - first.left) / (last.right - first.left)
      : (event.clientY - first.top) / (last.bottom - first.top)
  return share * 100
}

/** By how much each key makes the first panel larger. */
const keys: Readonly<Record<SeparatorProps['moves'], Readonly<Record<string, number>>>> = {
  sideways: { ArrowRight: keyStep, ArrowLeft: -keyStep },
  upright: { ArrowDown: keyStep, ArrowUp: -keyStep },
}

export const Separator = (props: SeparatorProps) => {
  const { label, place, moves, isOfLast, size, min, max, resize } = props
  const move = (wanted: number) => resize(Math.round(Math.max(min, Math.min(max, wanted))))
  const follow = (event: PointerEvent) => {
    const share = shareAt(props, event)
    if (share !== null) move(isOfLast ? 100 - share : share)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> takes no focus, and has no size.
    <div
      class={`separator separator-${moves} separator-${place}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={moves === 'sideways' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event)
      }}
      onKeyDown={(event) => {
        const by = keys[moves][event.key]
        if (by !== undefined) move(size + (isOfLast ? -by : by))
        else if (event.key === 'Home') move(min)
        else if (event.key === 'End') move(max)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    />
  )
}
