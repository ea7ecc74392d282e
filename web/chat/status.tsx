// What just changed, for those who listen instead of look.
import type { ClientSnapshot } from '../session/clientMachine.ts'
import { connectionLoss } from '../session/context.ts'
import {
  disconnectSentences,
  endingText,
  sharedInterestsSentence,
} from './conversation/sentences.ts'

/** One sentence on where the visitor is now; it is read out whenever it changes. */
export const statusOf = (snapshot: ClientSnapshot, isConfirming: boolean): string => {
  const { conversation, ending } = snapshot.context
  const loss = connectionLoss(snapshot.context)
  const name = conversation?.partner.username ?? 'Your partner'
  if (isConfirming) return 'Press once more to end the chat.'
  if (snapshot.matches({ connection: 'replaced' })) return 'This visit goes on in another tab.'
  if (loss !== null) return disconnectSentences[loss]
  if (snapshot.matches({ phase: 'waiting' })) return 'Looking for someone.'
  if (snapshot.matches({ phase: { chatting: 'away' } }))
    return `${name} lost the connection and may come back.`
  if (snapshot.matches({ phase: 'chatting' }))
    return `You are talking with ${name}. ${conversation?.shared?.length ? sharedInterestsSentence(conversation.shared) : ''}`
  if (snapshot.matches({ phase: 'ended' })) return `${endingText(ending, name).heading}.`
  return ''
}

export const Status = ({
  snapshot,
  isConfirming,
}: {
  snapshot: ClientSnapshot
  isConfirming: boolean
}) => (
  <p class="unseen" role="status">
    {statusOf(snapshot, isConfirming)}
  </p>
)
