// How times and numbers are written on the page.
const padded = (number: number, digits = 2): string => String(number).padStart(digits, '0')

/** `11:29:03.262`, in the time zone of whoever looks. */
export const timeOfDay = (at: number): string => {
  const date = new Date(at)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => padded(part))
  return `${parts.join(':')}.${padded(date.getMilliseconds(), 3)}`
}

/** `26 Nov` */
const dayOf = (at: number): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })

const isSameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString()

/** `11:29:03.262`; of another day than the time `began` is of: `26 Nov 11:29:03.262`. */
export const moment = (at: number, began: number): string =>
  isSameDay(at, began) ? timeOfDay(at) : `${dayOf(at)} ${timeOfDay(at)}`

/** To the minute, the second, a tenth, a hundredth, a thousandth. */
const timeCharacters = [5, 8, 10, 11, 12]

/** How times along an axis are written. */
export interface AxisLook {
  readonly charactersMin: number
  /** Where there are several days, at which label the day stands: at each, or where it is another than before. */
  readonly days: 'each' | 'new'
}

/** Times along an axis: as short as tells them apart. */
export const axisLabels = (
  ats: readonly number[],
  { charactersMin, days }: AxisLook = { charactersMin: 8, days: 'each' },
): string[] => {
  const [first = 0, last = 0] = [ats[0], ats.at(-1)]
  const isOneDay = isSameDay(first, last)
  const labelsOf = (characters: number) =>
    ats.map((at, place) => {
      const isAnother = place === 0 || !isSameDay(at, ats[place - 1] as number)
      const isNamed = !isOneDay && (days === 'each' || isAnother)
      return `${isNamed ? `${dayOf(at)} ` : ''}${timeOfDay(at).slice(0, characters)}`
    })
  const tellsApart = (labels: readonly string[]) =>
    labels.every((label, place) => label !== labels[place + 1] || ats[place] === ats[place + 1])
  const fitting = timeCharacters.filter((characters) => characters >= charactersMin).map(labelsOf)
  return fitting.find(tellsApart) ?? (fitting.at(-1) as string[])
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

/** Made once: to make one takes as long as to draw a dozen rows. */
const counts = new Intl.NumberFormat('en-GB')

export const formatCount = (number: number): string => counts.format(number)

/** `1 room`, `2,000 rooms` */
export const counted = (number: number, thing: string): string =>
  `${formatCount(number)} ${thing}${number === 1 ? '' : 's'}`

/** Whether a number is a time in milliseconds of Unix time: those of the debugger's logs all lie after 1973. */
export const isTimestamp = (value: unknown): value is number =>
  typeof value === 'number' && value > 1e11
