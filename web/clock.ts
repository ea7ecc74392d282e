// Time as the pages show it.
import { useEffect, useState } from 'preact/hooks'

/** Milliseconds of Unix time, told anew every second to whoever shows it. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** 75,000 ms → "1:15"; never below zero. */
export const minutesAndSeconds = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
