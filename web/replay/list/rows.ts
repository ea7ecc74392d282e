// The rows of a list, fetched by the page as they come into sight.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { ask, type Query, queryOf } from '../ask.ts'

/** Rows fetched at once. */
const pageRows = 100

/** Pages kept: enough to scroll back and forth without asking again. */
const pagesMax = 40

interface Book {
  readonly key: string
  readonly pages: Map<number, readonly ListedEvent[]>
  /** Pages asked for, with how long the log was then. */
  readonly asked: Map<number, number>
  total: number | null
}

export interface Rows {
  /** Null: not known yet. */
  readonly total: number | null
  /** Undefined: not here yet. */
  readonly at: (place: number) => ListedEvent | undefined
  readonly want: (first: number, last: number) => void
}

/** The rows that a query finds in a log of so many events. `query` null: none. */
export const useRows = (query: Query | null, events: number): Rows => {
  const [, redraw] = useState(0)
  const key = query === null ? '' : queryOf(query)
  const book = useRef<Book>({ key: '', pages: new Map(), asked: new Map(), total: null })
  if (book.current.key !== key) {
    book.current = { key, pages: new Map(), asked: new Map(), total: null }
  }
  const want = useCallback(
    (first: number, last: number) => {
      const current = book.current
      if (query === null) return
      for (let page = Math.floor(first / pageRows); page * pageRows <= last; page += 1) {
        // A page that was not full may have been filled since.
        const isWhole = current.pages.get(page)?.length === pageRows
        if (isWhole || current.asked.get(page) === events) continue
        current.asked.set(page, events)
        ask('events', { ...query, from: page * pageRows, limit: pageRows }).then(
          ({ total, rows }) => {
            current.total = total
            current.pages.set(page, rows)
            forgetOthers(current, page)
            redraw((count) => count + 1)
          },
          () => current.asked.delete(page),
        )
      }
    },
    [key, events],
  )
  useEffect(() => want(0, 0), [want])
  return {
    total: book.current.total,
    at: (place) => book.current.pages.get(Math.floor(place / pageRows))?.[place % pageRows],
    want,
  }
}

const forgetOthers = ({ pages, asked }: Book, page: number): void => {
  for (const other of pages.keys()) {
    if (pages.size <= pagesMax) return
    if (other === page) continue
    pages.delete(other)
    asked.delete(other)
  }
}

/** The place of an event in a list; -1 while it is not known, or where it is not in it. */
export const usePlace = (query: Query | null, index: number, events: number): number => {
  const [place, setPlace] = useState(-1)
  const key = query === null ? null : queryOf(query)
  useEffect(() => {
    if (query === null) return
    // Without a search the list is the log.
    if (key === '') {
      setPlace(index)
      return
    }
    const leaving = new AbortController()
    ask('events', { ...query, near: index, limit: 0 }, leaving.signal).then(
      ({ near }) => setPlace(near),
      () => undefined,
    )
    return () => leaving.abort()
  }, [key, index, events])
  return place
}
