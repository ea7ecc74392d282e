// An act that takes two presses, so that nobody does it by accident.
import { useEffect, useRef, useState } from 'preact/hooks'

/** The second press must come within this. */
const armedMs = 4_000

/** `press` knows the press before it at once, not only after the next drawing. */
export const useTwice = (act: () => void) => {
  const [armed, setArmed] = useState(false)
  const before = useRef(false)
  const arm = (wish: boolean) => {
    before.current = wish
    setArmed(wish)
  }
  useEffect(() => {
    if (!armed) return
    const timer = setTimeout(() => arm(false), armedMs)
    return () => clearTimeout(timer)
  }, [armed])
  const press = () => {
    const isSecond = before.current
    arm(!isSecond)
    if (isSecond) act()
  }
  return { armed, press }
}
