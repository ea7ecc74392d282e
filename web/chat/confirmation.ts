// An action that takes two presses, so that nobody takes it by accident.
import { useEffect, useRef, useState } from 'preact/hooks'

/** The second press must come within this. */
const confirmationMs = 4_000

/**
 * `isConfirming`: the first press was made. `press` knows the press before it at once, not only
 * after the next drawing.
 */
export const useConfirmation = (action: () => void) => {
  const [isConfirming, setConfirming] = useState(false)
  const isSecondNext = useRef(false)
  const expectSecond = (isExpected: boolean) => {
    isSecondNext.current = isExpected
    setConfirming(isExpected)
  }
  useEffect(() => {
    if (!isConfirming) return
    const timer = setTimeout(() => expectSecond(false), confirmationMs)
    return () => clearTimeout(timer)
  }, [isConfirming])
  const press = () => {
    const isSecond = isSecondNext.current
    expectSecond(!isSecond)
    if (isSecond) action()
  }
  return { isConfirming, press }
}
