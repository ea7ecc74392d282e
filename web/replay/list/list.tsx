// A list of any length, of which only what is seen is drawn.
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { ladderOf, rowsSeen, type Standing, scrolledTo, settled } from './virtual.ts'

export interface ListProps {
  readonly id: string
  readonly label: string
  readonly total: number
  readonly rowHeight: number
  /** The place of the row that is current; -1: none. It is kept in sight. */
  readonly current: number
  /** Told which rows are drawn. */
  readonly want: (first: number, last: number) => void
  /** What a row shows; undefined: it is not here yet. */
  readonly row: (place: number) => ComponentChildren
}

const start: Standing = { top: 0, scroll: 0 }

const absent = (
  <span class="row-absent">
    <span class="unseen">still loading</span>
  </span>
)

/** Rows between the current one and the edge, so that one sees where it leads. */
const rowsAhead = 2

const useViewport = (box: { readonly current: HTMLElement | null }): number => {
  const [viewport, setViewport] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const measure = () => setViewport(element.clientHeight)
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [box])
  return viewport
}

export const List = ({ id, label, total, rowHeight, current, want, row }: ListProps) => {
  const box = useRef<HTMLDivElement>(null)
  const viewport = useViewport(box)
  const [standing, setStanding] = useState(start)
  const now = useRef(start)
  const ladder = ladderOf(total, rowHeight, viewport)
  const [first, last] = rowsSeen(standing, { rows: total, rowHeight, viewport })

  const stand = (next: Standing) => {
    now.current = next
    if (box.current !== null && Math.abs(box.current.scrollTop - next.scroll) >= 1) {
      box.current.scrollTop = next.scroll
    }
    setStanding(next)
  }
  useLayoutEffect(() => {
    if (viewport === 0 || current < 0 || current >= total) return
    const { top } = now.current
    const above = current * rowHeight
    const margin = Math.min(rowsAhead * rowHeight, viewport / 3)
    const isFar = above < top - viewport || above > top + 2 * viewport
    if (isFar) stand(settled(ladder, above - viewport / 3))
    else if (above - margin < top) stand(settled(ladder, above - margin))
    else if (above + rowHeight + margin > top + viewport) {
      stand(settled(ladder, above + rowHeight + margin - viewport))
    }
  }, [current, total, viewport])
  useEffect(() => {
    if (total > 0 && viewport > 0) want(first, last)
  }, [first, last, total, viewport, want])

  const count = Math.max(0, last - first + 1)
  return (
    <div
      ref={box}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={current >= first && current <= last ? `${id}-${current}` : undefined}
      onScroll={({ currentTarget }) => {
        const { scrollTop } = currentTarget
        if (Math.abs(scrollTop - now.current.scroll) >= 1) {
          stand(scrolledTo(ladder, now.current, scrollTop))
        }
      }}
    >
      <div class="list-inner" role="presentation" style={{ height: `${ladder.height}px` }}>
        {Array.from({ length: count }, (_, number) => {
          const place = first + number
          const top = place * rowHeight - standing.top + standing.scroll
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the list, as ARIA has it.
            <div
              key={place}
              id={`${id}-${place}`}
              class="list-row"
              role="option"
              aria-selected={place === current}
              aria-setsize={total}
              aria-posinset={place + 1}
              style={{ transform: `translateY(${top}px)`, height: `${rowHeight}px` }}
            >
              {row(place) ?? absent}
            </div>
          )
        })}
      </div>
    </div>
  )
}
