// Times and spans as people write and read them.

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds from a span such as `90s` or `1.5m`; null if the text is none. */
export const parseSpan = (text: string): number | null => {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  return count === undefined ? null : Number(count) * unitMs[unit as keyof typeof unitMs]
}

/**
 * A time (ms of Unix time) from an ISO date, milliseconds, or a span from the beginning of the
 * log such as `+90s`, or one before its end such as `-5m`; null if the text is none of these.
 */
export const parseTime = (text: string, began: number, ended = began): number | null => {
  const span = /^[+-]/.test(text) ? parseSpan(text.slice(1)) : null
  if (span !== null) return text.startsWith('+') ? began + span : ended - span
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

/** Since the beginning of the log: `+12.345s`; `--from` takes the same. */
export const formatOffset = (at: number, began: number): string =>
  `+${((at - began) / 1_000).toFixed(3)}s`

/** `11:29:03.262`, in the time zone of this machine. */
export const formatTimeOfDay = (at: number): string => {
  const date = new Date(at)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()]
  const fraction = String(date.getMilliseconds()).padStart(3, '0')
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${fraction}`
}

/** `26 Nov 11:29:03.262`; without the day where `began` is of the same. */
export const formatMoment = (at: number, began: number): string => {
  const isSameDay = new Date(at).toDateString() === new Date(began).toDateString()
  if (isSameDay) return formatTimeOfDay(at)
  const day = new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return `${day} ${formatTimeOfDay(at)}`
}

/** A span in words: `6 s`, `3 min 20 s`, `2 h 05 min`. */
export const formatDuration = (ms: number): string => {
  if (ms < 10_000) return `${Number((ms / 1_000).toFixed(1))} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** 12,345 */
export const formatCount = (count: number): string => count.toLocaleString('en-US')

/** `1 session`, `2 sessions`. */
export const plural = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
