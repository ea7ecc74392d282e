// What an event says of blocks, reports and what comes of them, on one line and without words.
import type { DataOf, LogEvent } from '../../events/event.ts'
import type { Suspension } from '../../events/fields.ts'
import { shortId } from '../../events/limits.ts'

type TimeWords = (at: number) => string

/** What the event says beyond its name, if it is about any of that. */
export const safetyWords = (event: LogEvent, time: TimeWords): string => {
  switch (event.type) {
    case 'session.block':
    case 'session.reported':
      return shortId(event.data.room)
    case 'session.suspended':
      return suspensionWords(event.data, time)
    case 'matchmaker.day_began':
      return `${event.data.day}, until ${time(event.data.until)}`
    case 'matchmaker.day_ended':
      return event.data.day
    case 'matchmaker.blocked':
      return `${shortId(event.data.person.id)} never wants ${shortId(event.data.other.id)} again`
    case 'matchmaker.reported':
      return reportWords(event.data, time)
    case 'matchmaker.report_closed':
      return `${shortId(event.data.report)}: ${event.data.why}`
    case 'matchmaker.cooled_down':
    case 'matchmaker.suspended':
      return `${shortId(event.data.person.id)} until ${time(event.data.until)}`
    case 'matchmaker.decided':
      return decisionWords(event.data, time)
    default:
      return ''
  }
}

/** `in a cool-down until +900.000s`. */
export const suspensionWords = ({ until, by }: Suspension, time: TimeWords): string =>
  `${by === 'reports' ? 'in a cool-down' : 'suspended by a moderator'} until ${time(until)}`

const reportWords = (data: DataOf<'matchmaker.reported'>, time: TimeWords): string => {
  const { session, partner, room, reason, proven, counted, report, until } = data
  const about = `${shortId(session)} of ${shortId(partner)} in ${shortId(room)}`
  const worth = `${proven ? 'proven' : 'not proven'}, ${counted ? 'counted' : 'not counted'}`
  const kept =
    report === undefined ? '' : `; kept as ${shortId(report)} until ${time(until as number)}`
  // What a report is comes first: on a narrow line its many ids would push it off the end.
  return `${reason === undefined ? '' : `${reason}, `}${worth}: ${about}${kept}`
}

const decisionWords = (data: DataOf<'matchmaker.decided'>, time: TimeWords): string => {
  const { report, decision, person, until } = data
  const whom = decision === 'dismiss' ? '' : ` ${shortId(person.id)}`
  return `${shortId(report)}: ${decision}${whom}${until === undefined ? '' : ` until ${time(until)}`}`
}
