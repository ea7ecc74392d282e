// Where somebody who types a number or a time wants to go.

/** A seq or a time of day that was typed in; the time is of the day on which the log begins. */
export const jumpTargetOf = (
  text: string,
  { firstAt, lastAt }: { readonly firstAt: number; readonly lastAt: number },
): { readonly seq: number } | { readonly at: number } | null => {
  const typed = text.trim().replace(/^#/, '')
  if (/^\d{1,11}$/.test(typed)) return { seq: Number(typed) }
  if (/^\d{12,15}$/.test(typed)) return { at: Number(typed) }
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?$/.exec(typed)
  if (time === null) return null
  const [, hours, minutes, seconds = '0', fraction = ''] = time
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
