// An event on one line.
import { type DataOf, type LogEvent, shapes } from '../../events/event.ts'
import { shortId } from '../../events/limits.ts'
import { formatOffset } from '../text/format.ts'
import type { TextStyle } from '../text/textStyle.ts'
import type { History } from '../timeline/history.ts'
import { safetyWords } from './safetyWords.ts'

export const headLine = (style: TextStyle): string =>
  style.dim(columns('seq', 'cause', 'time', 'actor', 'event').trimEnd())

/** `     17      ←16    +12.345s  s_AbCdEf    matched      r_XyZ123 with s_GhIjKl`. */
export const eventLine = (history: History, index: number, style: TextStyle): string => {
  const event = history.event(index)
  const [began, { cause }] = [history.at(0), event]
  const said = eventWords(event, (at) => formatOffset(at, began))
  const name = shapes.get(event.type)?.name as string
  const row = columns(
    String(event.seq),
    cause === null ? '' : `←${cause}`,
    formatOffset(event.at, began),
    shortId(event.actor),
    name,
  )
  return said === '' ? row.trimEnd() : `${row} ${style.dim(said)}`
}

const columns = (seq: string, cause: string, time: string, actor: string, event: string): string =>
  [
    seq.padStart(7),
    cause.padStart(8),
    time.padStart(11),
    ` ${actor.padEnd(10)}`,
    event.padEnd(12),
  ].join(' ')

/** What matters of the event beyond its name, as the terminal and the page say it; `time` tells when. */
export const eventWords = (event: LogEvent, time: (at: number) => string): string => {
  switch (event.type) {
    case 'session.join':
      return `${event.data.gender} seeks ${event.data.seeks}, ${named(event.data.interests)}${asPerson(event.data)}`
    case 'session.disconnect':
    case 'session.restart':
      return `may come back until ${time(event.data.until)}`
    case 'session.find_match':
      return `${event.data.seeks === undefined ? '' : `seeks ${event.data.seeks}; `}relaxes ${time(event.data.relaxAt)}`
    case 'session.matched':
      return `with ${shortId(event.data.partner)}${againIn(event.data)}, shared ${event.data.shared.length}`
    case 'session.chat_ended':
      return `${shortId(event.data.room)}: ${event.data.reason}`
    case 'session.again':
      return `as in ${shortId(event.data.room)}`
    case 'room.opened':
      return event.data.members.map(shortId).join(' and ')
    case 'room.send_message':
      return `${shortId(event.data.by)} ${event.data.text}`
    case 'room.away':
      return `${shortId(event.data.by)} until ${time(event.data.until)}`
    case 'room.back':
      return shortId(event.data.by)
    case 'room.leave_chat':
      return `${shortId(event.data.by)}: ${event.data.reason}${leavingWords(event.data)}`
    case 'matchmaker.find_match':
      return `${shortId(event.data.session)} ${event.data.gender} seeks ${event.data.seeks}`
    case 'matchmaker.leave_chat':
    case 'matchmaker.relax':
    case 'matchmaker.withdraw':
      return shortId(event.data.session)
    case 'matchmaker.again':
      return `${shortId(event.data.session)} with ${shortId(event.data.partner)}, as in ${shortId(event.data.room)}`
    case 'matchmaker.matched':
      return `${shortId(event.data.room)}: ${event.data.members.map(shortId).join(', ')}${againIn(event.data)}`
    case 'matchmaker.closed':
      return shortId(event.data.room)
    case 'matchmaker.faulted':
      return shortId(event.data.actor)
    case 'matchmaker.attested': {
      const { digest, moved } = event.data
      return moved === undefined ? digest : `${Object.keys(moved).length} moved, ${digest}`
    }
    default:
      return safetyWords(event, time)
  }
}

/** Whether two who had parted met again. */
const againIn = ({ again }: { readonly again?: true }): string => (again ? ' again' : '')

/** Whose pass a session came with. */
const asPerson = ({ person }: DataOf<'session.join'>): string =>
  person === undefined ? '' : `, person ${shortId(person.id)}`

const leavingWords = ({ blocks, suspended }: DataOf<'room.leave_chat'>): string =>
  `${blocks ? ', which blocks the other' : ''}${suspended ? ', which a moderator suspended' : ''}`

const named = (interests: readonly string[]): string =>
  interests.length === 1 ? '1 interest' : `${interests.length || 'no'} interests`
