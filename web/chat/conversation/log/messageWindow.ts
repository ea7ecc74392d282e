// Which of a conversation's messages are in the page: the newest, and what was called up.
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Messages in the page at first, and added by each press on "earlier": some screenfuls. */
export const messagesShown = 100

/** So few above the window are worth no button. */
const worthCalling = 10

/** Where a window begins that is to begin about here. */
const beginningNear = (index: number): number => (index <= worthCalling ? 0 : index)

/** Notes where something stands in a box; what it gives scrolls until it stands there again. */
export const placeIn = (box: HTMLElement, element: Element): (() => void) => {
  const { top } = element.getBoundingClientRect()
  return () => {
    box.scrollTop += element.getBoundingClientRect().top - top
  }
}

/** The uppermost message that is seen. */
const firstSeen = (box: HTMLElement): Element | undefined => {
  const { top } = box.getBoundingClientRect()
  return [...box.querySelectorAll('.message')].find(
    (message) => message.getBoundingClientRect().bottom > top,
  )
}

/** Somebody has the focus or a selection among the words: nothing is taken from under them. */
const isHeld = (box: HTMLElement): boolean => {
  const { activeElement } = document
  const selection = getSelection()
  const isSelected = selection?.isCollapsed === false && box.contains(selection.anchorNode)
  return isSelected || (activeElement !== box && box.contains(activeElement))
}

/**
 * The messages from number `first` on (counted from 0) are in the page; those below `silentBelow`
 * are no news, and not to be read out when they appear. Whoever reads at the end has the newest
 * alone: what lies far above them is taken away again.
 */
export const useMessageWindow = (
  total: number,
  wasSaidBefore: number,
  box: RefObject<HTMLElement | null>,
  stuck: RefObject<boolean>,
) => {
  const [first, setFirst] = useState(() => beginningNear(total - messagesShown))
  const silentBelow = useRef(0)
  const restore = useRef<(() => void) | null>(null)

  silentBelow.current = Math.max(silentBelow.current, wasSaidBefore)
  const isFar = total - first > 2 * messagesShown
  const isTrimmed = isFar && stuck.current && (box.current === null || !isHeld(box.current))
  const shownFrom = isTrimmed ? total - messagesShown : first
  if (isTrimmed) {
    silentBelow.current = Math.max(silentBelow.current, shownFrom)
    setFirst(shownFrom)
  }

  useLayoutEffect(() => {
    restore.current?.()
    restore.current = null
  }, [first])

  const showEarlier = () => {
    const anchor = box.current && firstSeen(box.current)
    if (box.current && anchor) restore.current = placeIn(box.current, anchor)
    setFirst(beginningNear(first - messagesShown))
  }
  return { first: shownFrom, silentBelow: silentBelow.current, showEarlier }
}
