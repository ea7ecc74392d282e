// The rows of a list, fetched by the page as they come into sight.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { ListedEvent } from '../../../src/replay/api/apiTypes.ts'
import { fetchApi, type QueryParameters, queryString } from '../playhead/apiClient.ts'

/** Rows fetched at once. */
const pageRows = 100

/** Pages kept: enough to scroll back and forth without asking again. */
const pagesMax = 40

interface PageCache {
  readonly key: string
  readonly pages: Map<number, readonly ListedEvent[]>
  /** Pages requested, with how long the log was then. */
  readonly requested: Map<number, number>
  total: number | null
}

export interface PagedRows {
  /** Null: not known yet. */
  readonly total: number | null
  /** Undefined: not here yet. */
  readonly at: (position: number) => ListedEvent | undefined
  readonly want: (first: number, last: number) => void
}

/** The rows that are found in a log of so many events. `parameters` null: none. */
export const usePagedRows = (parameters: QueryParameters | null, events: number): PagedRows => {
  const [, redraw] = useState(0)
  const key = parameters === null ? '' : queryString(parameters)
  const cache = useRef<PageCache>({ key: '', pages: new Map(), requested: new Map(), total: null })
  if (cache.current.key !== key) {
    cache.current = { key, pages: new Map(), requested: new Map(), total: null }
  }
  const want = useCallback(
    (first: number, last: number) => {
      const current = cache.current
      if (parameters === null) return
      for (let page = Math.floor(first / pageRows); page * pageRows <= last; page += 1) {
        // A page that was not full may have been filled since.
        const isWhole = current.pages.get(page)?.length === pageRows
        if (isWhole || current.requested.get(page) === events) continue
        current.requested.set(page, events)
        const wanted = { ...parameters, from: page * pageRows, limit: pageRows }
        fetchApi('events', wanted).then((result) => {
          if (result._tag !== 'Answered') {
            current.requested.delete(page)
            return
          }
          current.total = result.answer.total
          current.pages.set(page, result.answer.rows)
          forgetOthers(current, page)
          redraw((count) => count + 1)
        })
      }
    },
    [key, events],
  )
  useEffect(() => want(0, 0), [want])
  return {
    total: cache.current.total,
    at: (position) =>
      cache.current.pages.get(Math.floor(position / pageRows))?.[position % pageRows],
    want,
  }
}

const forgetOthers = ({ pages, requested }: PageCache, page: number): void => {
  for (const other of pages.keys()) {
    if (pages.size <= pagesMax) return
    if (other === page) continue
    pages.delete(other)
    requested.delete(other)
  }
}

/** The position of an event in a list; -1 while it is not known, or where it is not in it. */
export const useRowPosition = (
  parameters: QueryParameters | null,
  index: number,
  events: number,
): number => {
  const [found, setFound] = useState(-1)
  const key = parameters === null ? null : queryString(parameters)
  useEffect(() => {
    if (parameters === null || key === '') return
    const leaving = new AbortController()
    fetchApi('events', { ...parameters, near: index, limit: 0 }, leaving.signal).then((result) => {
      if (result._tag === 'Answered') setFound(result.answer.near)
    })
    return () => leaving.abort()
  }, [key, index, events])
  // Without a search the list is the log.
  return key === '' ? index : found
}
