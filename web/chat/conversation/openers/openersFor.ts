// The first lines that are offered to two who have said nothing yet.
import type { Profile, RoomId } from '../../../../src/events/fields.ts'
import { interestCharactersMax } from '../../../../src/events/limits.ts'
import { charactersIn, isBlank } from '../../../characters.ts'
import type { Opener, Openers } from '../../../words/openers/openers.ts'
import { bioTopics } from './bioTopics.ts'

/** More would be a list to read before one has said hello. */
export const openersOffered = 3

/** What is asked of somebody whose bio is long is not all of it. */
const writtenMax = 2

/** A first line, and what it is about: that stands in its chip as it was written. */
export interface OfferedOpener extends Opener {
  readonly topic: string | null
}

/** The same number for the same text, and another for another (FNV-1a). */
const numberOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** The list from some place on, and then from its beginning. */
const turned = <T>(list: readonly T[], by: number): readonly T[] => {
  const at = list.length === 0 ? 0 : by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}

/** What stands in braces there would be taken for a place of ours. */
const canBeAsked = (topic: string) =>
  !isBlank(topic) && !/[{}]/.test(topic) && charactersIn(topic) <= interestCharactersMax

const questionAbout = (topic: string, { questions }: Openers, turn: number): string => {
  const whole = topic.toLowerCase()
  const known = [whole, ...whole.split(' ')].find((word) => Object.hasOwn(questions.about, word))
  const own = known === undefined ? undefined : questions.about[known]
  return own ?? turned(questions.anything, turn)[0] ?? ''
}

/** `leads` say where the topic comes from. */
const about = (
  topics: readonly string[],
  leads: readonly string[],
  openers: Openers,
  turn: number,
): readonly OfferedOpener[] =>
  topics.filter(canBeAsked).map((topic, n) => {
    const [lead = ''] = turned(leads, turn + n)
    const draft = lead.replace(/\{(interest|question)\}/g, (_, place) =>
      place === 'interest' ? topic : questionAbout(topic, openers, turn + n),
    )
    return { topic, chip: openers.chip, draft }
  })

export interface Acquaintance {
  readonly room: RoomId
  readonly partner: Profile
  /** The interests that both named; null where nobody told. */
  readonly shared: readonly string[] | null
}

/** Always the same for a room, so that a refresh changes nothing; elsewhere it may be others. */
export const openersFor = (
  { room, partner, shared }: Acquaintance,
  openers: Openers,
): readonly OfferedOpener[] => {
  const turn = numberOf(room)
  const common = about(turned(shared ?? [], turn), openers.shared, openers, turn)
  const named = new Set(common.map(({ topic }) => topic?.toLowerCase()))
  const topics = bioTopics(partner.bio, openers, writtenMax + named.size)
    .filter((topic) => !named.has(topic.toLowerCase()))
    .slice(0, writtenMax)
  const written = about(topics, openers.written, openers, turn + 1)
  const general = turned(openers.general, turn).map((opener) => ({ ...opener, topic: null }))
  return [
    ...common.slice(0, 1),
    ...written.slice(0, 1),
    ...common.slice(1),
    ...written.slice(1),
    ...general,
  ].slice(0, openersOffered)
}
