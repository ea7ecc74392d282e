// A list of any length, of which only what is seen is drawn.
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import {
  extentOf,
  type ListExtent,
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
  /** Which list it is: another begins at its top. */
  readonly list: string
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
        style={{ top: `${top}px`, height: `${rowHeight}px` }}
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

/** What the place of the current row in sight hangs on. */
interface Sight {
  readonly list: string
  readonly current: number
  readonly total: number
  readonly viewport: number
  readonly rowHeight: number
}

const isSameSight = (one: Sight, other: Sight): boolean =>
  one.list === other.list &&
  one.current === other.current &&
  one.total === other.total &&
  one.viewport === other.viewport &&
  one.rowHeight === other.rowHeight

/** Where the list is to stand so that the current row is in sight; as it stands, where it is. */
const inSight = (extent: ListExtent, scrolled: ScrollPosition, sight: Sight): ScrollPosition => {
  const { current, total, viewport, rowHeight } = sight
  if (viewport === 0 || current < 0 || current >= total) return scrolled
  const { top } = scrolled
  const above = current * rowHeight
  const margin = Math.min(rowsAhead * rowHeight, viewport / 3)
  const isFar = above < top - viewport || above > top + 2 * viewport
  if (isFar) return positionAtTop(extent, above - viewport / 3)
  if (above - margin < top) return positionAtTop(extent, above - margin)
  if (above + rowHeight + margin > top + viewport) {
    return positionAtTop(extent, above + rowHeight + margin - viewport)
  }
  return scrolled
}

/**
 * How far the list is scrolled: it obeys its bar, and keeps the current row in sight. Where to is
 * known before it is drawn: else each step would be drawn and laid out twice.
 */
const useScrolling = ({ list, total, rowHeight: wanted, current }: Scrolled) => {
  const box = useRef<HTMLDivElement>(null)
  const viewport = useViewportHeight(box)
  const rowHeight = typeof wanted === 'number' ? wanted : wanted(viewport)
  const [, redraw] = useState(0)
  const extent = extentOf(total, rowHeight, viewport)
  const sight: Sight = { list, current, total, viewport, rowHeight }
  const seen = useRef(sight)
  const scrolled = useRef(atStart)
  if (!isSameSight(seen.current, sight)) {
    if (seen.current.list !== list) scrolled.current = atStart
    scrolled.current = inSight(extent, scrolled.current, sight)
    seen.current = sight
  }
  const { scroll } = scrolled.current
  /** How far the box is, as far as is known: to ask it would lay out the page. */
  const known = useRef(0)
  useLayoutEffect(() => {
    if (box.current === null || Math.abs(known.current - scroll) < 1) return
    known.current = scroll
    box.current.scrollTop = scroll
  }, [scroll, viewport])
  const onScroll = (scrollTop: number) => {
    known.current = scrollTop
    if (Math.abs(scrollTop - scrolled.current.scroll) < 1) return
    scrolled.current = positionAfterScroll(extent, scrolled.current, scrollTop)
    redraw((count) => count + 1)
  }
  return { box, viewport, rowHeight, height: extent.height, scrolled: scrolled.current, onScroll }
}
