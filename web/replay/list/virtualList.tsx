// A list of any length, of which only what is seen is drawn.
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import {
  extentOf,
  positionAfterScroll,
  positionAtTop,
  rowsSeen,
  type ScrollPosition,
} from './virtualScroll.ts'

export interface VirtualListProps<Item> extends Scrolled {
  readonly id: string
  readonly label: string
  /** Told which rows are drawn. */
  readonly want: (first: number, last: number) => void
  /** What stands at a position; undefined: it is not here yet. */
  readonly item: (position: number) => Item | undefined
  /** Whether it is the one that the list is about. */
  readonly isAt: (item: Item) => boolean
  /** Draws it; a row is drawn anew only where this, or what it is given, is another. */
  readonly draw: (item: Item, look: RowLook) => ComponentChildren
}

export interface RowLook {
  readonly isAt: boolean
  /** In pixels. */
  readonly rowHeight: number
}

interface Scrolled {
  readonly total: number
  /** In pixels; or what it is where so many pixels of the list are seen. */
  readonly rowHeight: number | ((viewport: number) => number)
  /** The position of the row that is current; -1: none. It is kept in sight. */
  readonly current: number
}

export const VirtualList = <Item,>(props: VirtualListProps<Item>) => {
  const { id, label, total, current, want, item, isAt, draw } = props
  const { box, viewport, rowHeight, height, scrolled, onScroll } = useScrolling(props)
  const [first, last] = rowsSeen(scrolled, { rows: total, rowHeight, viewport })
  useEffect(() => {
    if (total > 0 && viewport > 0) want(first, last)
  }, [first, last, total, viewport, want])

  const count = Math.max(0, last - first + 1)
  return (
    <div
      ref={box}
      id={`${id}-list`}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={current >= first && current <= last ? `${id}-${current}` : undefined}
      onScroll={({ currentTarget }) => onScroll(currentTarget.scrollTop)}
    >
      <div class="list-inner" role="presentation" style={{ height: `${height}px` }}>
        {Array.from({ length: count }, (_, number) => {
          const position = first + number
          const found = item(position)
          return (
            <Row
              key={position}
              {...{ id, position, total, rowHeight, draw, item: found }}
              top={position * rowHeight - scrolled.top + scrolled.scroll}
              isCurrent={position === current}
              isAt={found !== undefined && isAt(found)}
            />
          )
        })}
      </div>
    </div>
  )
}

interface RowProps<Item> extends RowLook {
  readonly id: string
  readonly position: number
  readonly total: number
  readonly top: number
  readonly isCurrent: boolean
  readonly item: Item | undefined
  readonly draw: VirtualListProps<Item>['draw']
}

const Row = <Item,>(props: RowProps<Item>) => {
  const { id, position, total, rowHeight, top, isCurrent, isAt, item, draw } = props
  return useMemo(
    () => (
      // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the list, as ARIA has it.
      <div
        id={`${id}-${position}`}
        class="list-row"
        role="option"
        aria-selected={isCurrent}
        aria-setsize={total}
        aria-posinset={position + 1}
        style={{ transform: `translateY(${top}px)`, height: `${rowHeight}px` }}
      >
        {item === undefined ? absent : draw(item, { isAt, rowHeight })}
      </div>
    ),
    [id, position, total, rowHeight, top, isCurrent, isAt, item, draw],
  )
}

const absent = (
  <span class="row-absent">
    <span class="unseen">still loading</span>
  </span>
)

const atStart: ScrollPosition = { top: 0, scroll: 0 }

/** Rows between the current one and the first or last in sight, so that one sees where it leads. */
const rowsAhead = 2

const useViewportHeight = (box: { readonly current: HTMLElement | null }): number => {
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

/** How far the list is scrolled: it obeys its bar, and keeps the current row in sight. */
const useScrolling = ({ total, rowHeight: wanted, current }: Scrolled) => {
  const box = useRef<HTMLDivElement>(null)
  const viewport = useViewportHeight(box)
  const rowHeight = typeof wanted === 'number' ? wanted : wanted(viewport)
  const [scrolled, setScrolled] = useState(atStart)
  const latest = useRef(atStart)
  const extent = extentOf(total, rowHeight, viewport)

  const scrollTo = (next: ScrollPosition) => {
    latest.current = next
    if (box.current !== null && Math.abs(box.current.scrollTop - next.scroll) >= 1) {
      box.current.scrollTop = next.scroll
    }
    setScrolled(next)
  }
  useLayoutEffect(() => {
    if (viewport === 0 || current < 0 || current >= total) return
    const { top } = latest.current
    const above = current * rowHeight
    const margin = Math.min(rowsAhead * rowHeight, viewport / 3)
    const isFar = above < top - viewport || above > top + 2 * viewport
    if (isFar) scrollTo(positionAtTop(extent, above - viewport / 3))
    else if (above - margin < top) scrollTo(positionAtTop(extent, above - margin))
    else if (above + rowHeight + margin > top + viewport) {
      scrollTo(positionAtTop(extent, above + rowHeight + margin - viewport))
    }
  }, [current, total, viewport, rowHeight])
  const onScroll = (scrollTop: number) => {
    if (Math.abs(scrollTop - latest.current.scroll) >= 1) {
      scrollTo(positionAfterScroll(extent, latest.current, scrollTop))
    }
  }
  return { box, viewport, rowHeight, height: extent.height, scrolled, onScroll }
}
