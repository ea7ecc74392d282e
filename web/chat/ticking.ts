// The time of day, told anew every second to whoever shows it.
import { useEffect, useState } from 'preact/hooks'

/** Milliseconds since the epoch, at most a second old. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
