// Keeps a scrolling box at its end, unless the reader has scrolled up.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Nearer to the end than this (pixels) counts as being there: fractions and elastic bands. */
const nearPixels = 48

const isAtEnd = (box: HTMLElement) =>
  box.scrollHeight - box.scrollTop - box.clientHeight <= nearPixels

/**
 * `heard`: how many messages of the partner there are; `own`: how many of one's own, each of
 * which leads to the end. `below` is how many came in that have not been seen.
 */
export const useStickToEnd = (heard: number, own: number) => {
  const box = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const [read, setRead] = useState(heard)

  const toEnd = () => {
    stuck.current = true
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight
    setRead(heard)
  }

  const onScroll = () => {
    if (box.current === null) return
    stuck.current = isAtEnd(box.current)
    if (stuck.current) setRead(heard)
  }

  useLayoutEffect(toEnd, [own])
  useLayoutEffect(() => {
    if (stuck.current) toEnd()
  })

  // The box shrinks when the keyboard opens or the composer grows: what was last seen stays.
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (stuck.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  return { box, onScroll, toEnd, below: Math.max(0, heard - read) }
}
