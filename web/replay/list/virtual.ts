// The arithmetic of lists that are higher than a browser can draw.

/** Browsers cut elements off at 17 to 33 million pixels; this is well below. */
export const heightMax = 8_000_000

/** Pages into which a list that is too high is divided; each lies a little over the next. */
const pagesIn = 100

export interface Ladder {
  /** What all rows together would take. */
  readonly wanted: number
  /** What the scrolled element is given. */
  readonly height: number
  readonly viewport: number
}

export const ladderOf = (rows: number, rowHeight: number, viewport: number): Ladder => ({
  wanted: rows * rowHeight,
  height: Math.min(rows * rowHeight, heightMax),
  viewport,
})

/** Where a list stands: `top` is in the wanted height, `scroll` in the given one. */
export interface Standing {
  readonly top: number
  readonly scroll: number
}

/**
 * A wheel moves by less at once, a hand on the bar by more: its every pixel stands for thousands.
 */
const wheeledMax = 5_000

/** Where the list stands once its scroll bar was moved: by a little, pixel for pixel; else far. */
export const scrolledTo = (ladder: Ladder, before: Standing, scroll: number): Standing => {
  const { wanted, height, viewport } = ladder
  if (wanted <= height) return { top: scroll, scroll }
  const moved = scroll - before.scroll
  if (Math.abs(moved) < wheeledMax) return settled(ladder, before.top + moved)
  // The bar is being dragged: it must stay where the hand is.
  const share = scroll / (height - viewport)
  const page = pageAt(ladder, share * (wanted - viewport))
  return { top: scroll + offsetOf(ladder, page), scroll }
}

/** Where the list stands when `top` is at its head. */
export const settled = (ladder: Ladder, wish: number): Standing => {
  const { wanted, height, viewport } = ladder
  const top = Math.max(0, Math.min(wish, wanted - viewport))
  if (wanted <= height) return { top, scroll: top }
  const scroll = top - offsetOf(ladder, pageAt(ladder, top))
  return { top, scroll: Math.round(Math.max(0, Math.min(scroll, height - viewport))) }
}

const pageAt = ({ wanted }: Ladder, top: number): number =>
  Math.min(pagesIn - 1, Math.floor((top / wanted) * pagesIn))

/** How much of the wanted height the given one leaves out above this page. */
const offsetOf = ({ wanted, height }: Ladder, page: number): number =>
  (page / (pagesIn - 1)) * (wanted - height)

/** The rows to draw: those seen and some around them. */
export const rowsSeen = (
  { top }: Standing,
  { rows, rowHeight, viewport }: { rows: number; rowHeight: number; viewport: number },
): readonly [first: number, last: number] => [
  Math.max(0, Math.floor(top / rowHeight) - rowsAround),
  Math.min(rows - 1, Math.ceil((top + viewport) / rowHeight) + rowsAround),
]

const rowsAround = 6
