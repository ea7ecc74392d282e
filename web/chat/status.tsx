// What just changed, for those who listen instead of look.
import { useEffect, useRef, useState } from 'preact/hooks'
import { type ClientSnapshot, isNextMeant } from '../session/clientMachine.ts'
import { connectionLoss, farewellOf } from '../session/context.ts'
import { undoMs } from '../session/parting/leaving.ts'
import { isCutOff } from '../session/safety/shielding.ts'
import { words } from '../words/words.ts'
import { DeliveryStatus } from './deliveryStatus.tsx'
import { disconnectSentence } from './line/disconnectSentence.ts'
import { waitingSentence } from './meeting/waitingStatus.ts'

type Situation = 'alone' | 'waiting' | 'lost' | 'away' | 'talking' | 'leaving' | 'ended'

/** Where the visitor is, as far as the status tells of it. */
const situationOf = (snapshot: ClientSnapshot): Situation => {
  const { conversation, leaving } = snapshot.context
  if (snapshot.matches({ connection: 'replaced' })) return 'alone'
  if (snapshot.matches({ connection: 'otherVisit' })) return 'alone'
  if (conversation === null)
    return snapshot.matches({ phase: 'waiting' }) && connectionLoss(snapshot.context) === null
      ? 'waiting'
      : 'alone'
  if (snapshot.matches({ phase: 'ended' })) return 'ended'
  if (!snapshot.matches({ phase: 'chatting' })) return 'alone'
  if (leaving !== null) return 'leaving'
  if (connectionLoss(snapshot.context) !== null) return 'lost'
  return snapshot.matches({ phase: { chatting: 'away' } }) ? 'away' : 'talking'
}

/** The partner came back while the visitor, who walked on, may still do so. */
const isBackMeanwhile = (before: ClientSnapshot | null, now: ClientSnapshot): boolean =>
  before?.matches({ phase: { chatting: 'away' } }) === true &&
  now.matches({ phase: { chatting: { present: 'back' } } }) &&
  situationOf(before) === situationOf(now)

const partnerNameIn = ({ context: { conversation } }: ClientSnapshot) =>
  conversation?.partner.username ?? words.chat.partner.unnamed

const roomIn = ({ context: { conversation } }: ClientSnapshot) => conversation?.room

/** Who came back, or to whom; with whom the visitor talks is said once a conversation. */
const talkingSentence = (before: ClientSnapshot | null, now: ClientSnapshot): string => {
  const name = partnerNameIn(now)
  if (before !== null && roomIn(before) === roomIn(now))
    switch (situationOf(before)) {
      case 'lost':
        return words.chat.status.connected
      case 'away':
        return words.chat.status.back(name)
      case 'leaving':
        return words.chat.status.stayed
      default:
        return ''
    }
  const shared = now.context.conversation?.shared ?? []
  return [
    words.chat.status.chatting(name),
    ...(now.context.conversation?.isAgain ? [words.chat.again.both] : []),
    ...(shared.length > 0 ? [words.chat.opening.shared(shared)] : []),
  ].join(' ')
}

/**
 * That the partner knows, or will; nothing in the moment until the server has heard, nor where
 * nothing but a leaving is told: what came of that is said where it stands.
 */
const farewellSentence = (now: ClientSnapshot): string => {
  if (isCutOff(now.context)) return ''
  const farewell = farewellOf(now.context)
  if (farewell === 'telling') return ''
  return farewell === 'told'
    ? words.chat.status.told(partnerNameIn(now))
    : words.chat.leaving.later(partnerNameIn(now))
}

const isNewsOfFarewell = (before: ClientSnapshot | null, now: ClientSnapshot): boolean =>
  before !== null && farewellOf(before.context) !== farewellOf(now.context)

const withNext = (sentence: string, now: ClientSnapshot): string =>
  isNextMeant(now) ? `${sentence} ${words.chat.leaving.thenNext}` : sentence

/** A heading that appears is read because it takes the focus: only one that changes is told. */
const endedSentence = (before: ClientSnapshot | null, now: ClientSnapshot): string => {
  const was = before === null ? 'alone' : situationOf(before)
  const { ending } = now.context
  const { heading } = words.chat.ended[ending](partnerNameIn(now))
  if (was === 'leaving' || isNewsOfFarewell(before, now))
    return ending === 'you' ? farewellSentence(now) : withNext(`${heading}.`, now)
  return was === 'ended' ? `${heading}.` : ''
}

/** What there is to say of a change; null where nothing changed of which the status tells. */
export const announcement = (before: ClientSnapshot | null, now: ClientSnapshot): string | null => {
  const situation = situationOf(now)
  const loss = connectionLoss(now.context)
  const isSame = before !== null && situationOf(before) === situation
  if (situation === 'waiting')
    return waitingSentence(isSame ? before.context : null, now.context) ?? (isSame ? null : '')
  if (isSame && situation === 'leaving' && isNextMeant(before) !== isNextMeant(now))
    return words.chat.leaving.thenNext
  if (isBackMeanwhile(before, now)) return words.chat.status.back(partnerNameIn(now))
  if (
    isSame &&
    roomIn(before) === roomIn(now) &&
    (situation !== 'lost' || connectionLoss(before.context) === loss) &&
    (situation !== 'ended' ||
      (before.context.ending === now.context.ending && !isNewsOfFarewell(before, now)))
  )
    return null
  switch (situation) {
    case 'alone':
      return ''
    case 'lost':
      return loss === null ? '' : disconnectSentence(loss)
    case 'away':
      return words.chat.status.away(partnerNameIn(now))
    case 'talking':
      return talkingSentence(before, now)
    case 'leaving':
      return withNext(words.chat.status.undo(undoMs / 1_000), now)
    case 'ended':
      return endedSentence(before, now)
  }
}

/** One sentence; it is read out whenever it changes. */
export const Status = ({ snapshot }: { snapshot: ClientSnapshot }) => {
  const before = useRef<ClientSnapshot | null>(null)
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    const told = announcement(before.current, snapshot)
    before.current = snapshot
    if (told !== null) setSentence(told)
  }, [snapshot])
  return (
    <>
      <p class="unseen" role="status">
        {sentence}
      </p>
      <DeliveryStatus conversation={snapshot.context.conversation} />
    </>
  )
}
