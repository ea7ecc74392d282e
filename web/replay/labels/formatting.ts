// How times and numbers are written on the page.
const padded = (number: number, digits = 2): string => String(number).padStart(digits, '0')

/** `11:29:03.262`, in the time zone of whoever looks. */
export const timeOfDay = (at: number): string => {
  const date = new Date(at)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => padded(part))
  return `${parts.join(':')}.${padded(date.getMilliseconds(), 3)}`
}

/** `25 Nov 2026` */
export const formatDate = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** `850 ms`, `12.4 s`, `3 min 20 s`, `5 h 12 min` */
export const formatDuration = (ms: number): string => {
  if (ms < 1_000) return `${ms} ms`
  const seconds = ms / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const formatCount = (number: number): string => number.toLocaleString('en-GB')

/** `1 room`, `2,000 rooms` */
export const counted = (number: number, thing: string): string =>
  `${formatCount(number)} ${thing}${number === 1 ? '' : 's'}`

/** Whether a number is a time in milliseconds of Unix time: those of the debugger's logs all lie after 1973. */
export const isTimestamp = (value: unknown): value is number =>
  typeof value === 'number' && value > 1e11
