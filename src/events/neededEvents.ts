// Which events of a log its living still need: a fold of these alone gives the states of all of them.
import type { DataOf, EventType, LogEvent, Owner } from './event.ts'
import type { Person, ReportId, RoomId } from './fields.ts'

/** The types of events that may be needed though no session and no room that lives had begun by then. */
export const neededBeyondActors: readonly EventType[] = [
  'matchmaker.day_began',
  'matchmaker.blocked',
  'matchmaker.cooled_down',
  'matchmaker.suspended',
  'matchmaker.reported',
  'matchmaker.decided',
  'matchmaker.report_closed',
]

/**
 * Tells, event by event from the beginning of a log on, whether the living need it. What made a
 * session or a room is its own events. The matchmaker is made of those that name somebody who
 * lives, by session or by the day of a person, or a report that is open; and what was opened for
 * one of them must also be seen to close.
 */
export const neededBy = (lives: (owner: Owner) => boolean): ((event: LogEvent) => boolean) => {
  /** The rooms and the reports that a fold of the needed events opens. */
  const opened = new Set<RoomId | ReportId>()
  const opening = (isNeeded: boolean, owner?: RoomId | ReportId): boolean => {
    if (isNeeded && owner !== undefined) opened.add(owner)
    return isNeeded
  }
  const isKnown = ({ day }: Person): boolean => lives(day)
  const isReportNeeded = ({ person, other, report }: DataOf<'matchmaker.reported'>): boolean =>
    isKnown(person) || isKnown(other) || (report !== undefined && lives(report))

  return (event) => {
    switch (event.type) {
      case 'matchmaker.find_match':
      case 'matchmaker.leave_chat':
      case 'matchmaker.relax':
      case 'matchmaker.again':
      case 'matchmaker.withdraw':
        return lives(event.data.session)
      case 'matchmaker.matched':
        return opening(event.data.members.some(lives), event.data.room)
      case 'matchmaker.closed':
        return opened.has(event.data.room)
      case 'matchmaker.faulted':
        return opened.has(event.data.actor)
      case 'matchmaker.day_began':
        return lives(event.data.day)
      case 'matchmaker.blocked':
        return isKnown(event.data.person) || isKnown(event.data.other)
      case 'matchmaker.cooled_down':
      case 'matchmaker.suspended':
        return isKnown(event.data.person)
      case 'matchmaker.reported':
        return opening(isReportNeeded(event.data), event.data.report)
      case 'matchmaker.decided':
      case 'matchmaker.report_closed':
        return opened.has(event.data.report)
      // Nothing is remembered of the persons of a day that a fold does not see begin.
      case 'matchmaker.day_ended':
      case 'matchmaker.attested':
        return false
      default:
        return lives(event.actor)
    }
  }
}
