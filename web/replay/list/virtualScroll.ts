// The arithmetic of lists that are higher than a browser can draw.

/** Browsers cut elements off at 17 to 33 million pixels; this is well below. */
export const heightMax = 8_000_000

/** Pages into which a list that is too high is divided; each lies a little over the next. */
const pagesIn = 100

/** How high a list is; in pixels. */
export interface ListExtent {
  /** What all rows together would take. */
  readonly wanted: number
  /** What the scrolled element is given. */
  readonly height: number
  readonly viewport: number
}

export const extentOf = (rows: number, rowHeight: number, viewport: number): ListExtent => ({
  wanted: rows * rowHeight,
  height: Math.min(rows * rowHeight, heightMax),
  viewport,
})

/** Where a list stands: `top` is in the wanted height, `scroll` in the given one. */
export interface ScrollPosition {
  readonly top: number
  readonly scroll: number
}

/**
 * A wheel moves by less at once, a drag of the bar by more: its every pixel stands for thousands.
 */
const wheeledMax = 5_000

/** Where the list stands once its scroll bar was moved: by a little, pixel for pixel; else far. */
export const positionAfterScroll = (
  extent: ListExtent,
  before: ScrollPosition,
  scroll: number,
): ScrollPosition => {
  const { wanted, height, viewport } = extent
  if (wanted <= height) return { top: scroll, scroll }
  const moved = scroll - before.scroll
  if (Math.abs(moved) < wheeledMax) return positionAtTop(extent, before.top + moved)
  // The bar is being dragged: it must stay where the hand is.
  const share = scroll / (height - viewport)
  const page = pageAt(extent, share * (wanted - viewport))
  return { top: scroll + offsetOf(extent, page), scroll }
}

/** Where the list stands when `top` is at its head. */
export const positionAtTop = (extent: ListExtent, topWanted: number): ScrollPosition => {
  const { wanted, height, viewport } = extent
  const top = Math.max(0, Math.min(topWanted, wanted - viewport))
  if (wanted <= height) return { top, scroll: top }
  const scroll = top - offsetOf(extent, pageAt(extent, top))
  return { top, scroll: Math.round(Math.max(0, Math.min(scroll, height - viewport))) }
}

const pageAt = ({ wanted }: ListExtent, top: number): number =>
  Math.min(pagesIn - 1, Math.floor((top / wanted) * pagesIn))

/** How much of the wanted height the given one leaves out above this page. */
const offsetOf = ({ wanted, height }: ListExtent, page: number): number =>
  (page / (pagesIn - 1)) * (wanted - height)

/** The rows to draw: those seen and some around them. */
export const rowsSeen = (
  { top }: ScrollPosition,
  { rows, rowHeight, viewport }: { rows: number; rowHeight: number; viewport: number },
): readonly [first: number, last: number] => [
  Math.max(0, Math.floor(top / rowHeight) - rowsAround),
  Math.min(rows - 1, Math.ceil((top + viewport) / rowHeight) + rowsAround),
]

const rowsAround = 6
