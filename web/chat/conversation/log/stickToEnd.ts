// Keeps a scrolling box at its end, unless the reader has scrolled up.
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Nearer to the end than this (pixels) counts as being there: fractions and elastic bands. */
const nearPixels = 48

const isAtEnd = (box: HTMLElement) =>
  box.scrollHeight - box.scrollTop - box.clientHeight <= nearPixels

/** `led` is where it has been led to: an event of scrolling that tells of this is not the reader's. */
const lead = (box: HTMLElement, led: RefObject<number>) => {
  box.scrollTop = box.scrollHeight
  led.current = box.scrollTop
}

export interface Said {
  /** How many messages of the partner there are. */
  readonly heard: number
  /** How many of one's own, each of which leads to the end. */
  readonly own: number
  /** What the box shows; another object whenever that changes. */
  readonly content: unknown
}

/** `below` is how many of the partner's messages came in that have not been seen. */
export const useStickToEnd = (
  box: RefObject<HTMLElement | null>,
  stuck: RefObject<boolean>,
  { heard, own, content }: Said,
) => {
  const [read, setRead] = useState(heard)
  const led = useRef(0)

  const scrollToEnd = () => {
    stuck.current = true
    if (box.current !== null) lead(box.current, led)
  }
  const toEnd = () => {
    scrollToEnd()
    setRead(heard)
  }
  const letGo = () => {
    if (stuck.current) setRead(heard)
    stuck.current = false
  }
  const onScroll = () => {
    if (box.current === null) return
    const isUp = !isAtEnd(box.current)
    // Where it was led to is no longer the end when the box has become lower once more.
    if (isUp && box.current.scrollTop < led.current) letGo()
    if (isUp || stuck.current) return
    stuck.current = true
    setRead(heard)
  }

  useLayoutEffect(scrollToEnd, [own])
  useLayoutEffect(() => {
    if (stuck.current) scrollToEnd()
  }, [content])

  // The box shrinks when the keyboard opens or the composer grows: what was last seen stays.
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (stuck.current) lead(element, led)
    })
    observer.observe(element)
    // A tall message grows once more when it is folded.
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild)
    return () => observer.disconnect()
  }, [])

  return { onScroll, toEnd, letGo, below: stuck.current ? 0 : Math.max(0, heard - read) }
}
