// web/chat/twice.ts — an act that takes two presses, so that nobody does it by accident.
import { useEffect, useState } from 'preact/hooks'

/** The second press must come within this. */
const armedMs = 4_000

export const useTwice = (act: () => void) => {
  const [armed, setArmed] = useState(false)
  useEffect(() => {
    if (!armed) return
    const timer = setTimeout(() => setArmed(false), armedMs)
    return () => clearTimeout(timer)
  }, [armed])
  const press = () => {
    setArmed(!armed)
    if (armed) act()
  }
  return { armed, press }
}
