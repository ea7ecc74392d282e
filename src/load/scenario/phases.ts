// The course of a run: when each visitor comes, and how much is said at each time.

/** A stretch of a run; what it does not name stays as it was before. */
export interface Phase {
  readonly seconds: number
  /** How many visitors have come by its end, evenly over it; never fewer than before. */
  readonly users?: number
  /** What each member of a chat sends a minute at its end; from what it was before in a straight line. */
  readonly messagesPerMinute?: number
}

/** What of a scenario says when things happen. */
export interface Course {
  readonly users: number
  readonly ramp: number
  readonly duration: number
  readonly phases: readonly Phase[]
  readonly messagesPerMinute: number
}

/** A quantity in the course of the phases: a straight line in each, from `from` to `to`. */
interface Line {
  readonly begins: number
  readonly ms: number
  readonly from: number
  readonly to: number
}

const linesOf = (
  phases: readonly Phase[],
  name: 'users' | 'messagesPerMinute',
  first: number,
): readonly Line[] => {
  let [begins, from] = [0, first]
  return phases.map((phase) => {
    const line = { begins, ms: phase.seconds * 1_000, from, to: phase[name] ?? from }
    ;[begins, from] = [begins + line.ms, line.to]
    return line
  })
}

const hasArrivals = ({ phases }: Course): boolean => phases.some(({ users }) => users !== undefined)

/** How long visitors come and play, in seconds. */
export const secondsOf = ({ users, ramp, duration, phases }: Course): number =>
  phases.length === 0
    ? users / ramp + duration
    : phases.reduce((sum, { seconds }) => sum + seconds, 0)

/** When visitors stop beginning anything: milliseconds since the first of all came. */
export const endOf = (course: Course): number =>
  course.phases.length === 0
    ? ((course.users - 1) / course.ramp + course.duration) * 1_000
    : secondsOf(course) * 1_000

/** When visitor `number` comes: milliseconds since the first of all did. */
export const arrivalsOf = (course: Course): ((number: number) => number) => {
  if (!hasArrivals(course)) return (number) => (number * 1_000) / course.ramp
  const lines = linesOf(course.phases, 'users', 0)
  return (number) => {
    const line = lines.find(({ to }) => number < to)
    if (line === undefined) return endOf(course)
    return line.begins + (line.ms * (number - line.from)) / (line.to - line.from)
  }
}

/**
 * When the next message is due after `previous`, in milliseconds since the beginning: once as much
 * has been due as `amount`, which is 1 on average. Infinity where that never comes.
 */
export const speechOf = (course: Course): ((previous: number, amount: number) => number) => {
  const lines = linesOf(course.phases, 'messagesPerMinute', course.messagesPerMinute)
  const end = lines.at(-1)
  const afterwards = {
    begins: end === undefined ? 0 : end.begins + end.ms,
    ms: Number.POSITIVE_INFINITY,
  }
  const rate = end?.to ?? course.messagesPerMinute
  const all: readonly Line[] = [...lines, { ...afterwards, from: rate, to: rate }]
  return (previous, amount) => {
    let left = amount * 60_000
    for (const line of all) {
      const from = Math.max(0, previous - line.begins)
      if (from >= line.ms) continue
      const within = timeFor(line, from, left)
      if (within !== null) return line.begins + within
      left -= said(line, line.ms) - said(line, from)
    }
    return Number.POSITIVE_INFINITY
  }
}

const slopeOf = ({ from, to, ms }: Line): number =>
  ms === Number.POSITIVE_INFINITY ? 0 : (to - from) / ms

/** What a line adds up to from its beginning on. */
const said = (line: Line, ms: number): number => line.from * ms + (slopeOf(line) * ms * ms) / 2

/** How far into the line it adds up to `amount` more than at `from`; null where it does not. */
const timeFor = (line: Line, from: number, amount: number): number | null => {
  const slope = slopeOf(line)
  const rate = line.from + slope * from
  const root = rate * rate + 2 * slope * amount
  if (root < 0) return null
  // The form of the solution that stays exact where the slope is next to nothing.
  const divisor = rate + Math.sqrt(root)
  const within = divisor === 0 ? Number.POSITIVE_INFINITY : from + (2 * amount) / divisor
  return within < line.ms ? within : null
}
