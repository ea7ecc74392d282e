// Where somebody who types a number or a time wants to go.

/** A seq, a time in milliseconds of Unix time, or one as the terminal takes it, which is not read yet. */
export type JumpTarget =
  | { readonly seq: number }
  | { readonly at: number }
  | { readonly time: string }

/** What a field to jump takes. */
export const jumpWords =
  'a seq, a time such as 11:29:03, +20s from the start, -5s before the end, or an ISO date'

/**
 * What was typed in; null where it is none of these. A time of day is of the day on which the log
 * begins, or of the next.
 */
export const jumpTargetOf = (
  text: string,
  { firstAt, lastAt }: { readonly firstAt: number; readonly lastAt: number },
): JumpTarget | null => {
  const typed = text.trim().replace(/^#/, '')
  if (/^\d{1,11}$/.test(typed)) return { seq: Number(typed) }
  if (/^\d{12,15}$/.test(typed)) return { at: Number(typed) }
  if (/^[+-]\d|^\d{4}-\d\d-\d\d/.test(typed)) return { time: typed }
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?$/.exec(typed)
  if (time === null) return null
  const [, hours, minutes, seconds = '0', fraction = ''] = time
  if (Number(hours) >= 24 || Number(minutes) >= 60 || Number(seconds) >= 60) return null
  const midnight = new Date(firstAt).setHours(0, 0, 0, 0)
  // Without a fraction the whole second, or minute, is meant: to its end.
  const milliseconds = fraction === '' ? 0 : Number(fraction.padEnd(3, '0'))
  const at =
    midnight +
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 +
    milliseconds
  const dayMs = 86_400_000
  return { at: at < firstAt && at + dayMs <= lastAt ? at + dayMs : at }
}
