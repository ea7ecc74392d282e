// What just changed, for those who listen instead of look.
import type { ClientSnapshot } from '../session/clientMachine.ts'
import { connectionLoss } from '../session/context.ts'
import { words } from '../words/words.ts'
import { disconnectSentence } from './line/disconnectSentence.ts'

/** One sentence on where the visitor is now; it is read out whenever it changes. */
export const statusOf = (snapshot: ClientSnapshot, isConfirming: boolean): string => {
  const { conversation, ending } = snapshot.context
  const loss = connectionLoss(snapshot.context)
  const name = conversation?.partner.username ?? words.chat.partner.unnamed
  if (isConfirming) return words.chat.status.confirming
  if (snapshot.matches({ connection: 'replaced' })) return words.chat.status.replaced
  if (snapshot.matches({ connection: 'otherVisit' })) return words.chat.status.otherVisit
  if (loss !== null) return disconnectSentence(loss)
  if (snapshot.matches({ phase: 'waiting' })) return words.chat.status.waiting
  if (snapshot.matches({ phase: { chatting: 'away' } })) return words.chat.status.away(name)
  if (snapshot.matches({ phase: 'chatting' }))
    return `${words.chat.status.chatting(name)} ${conversation?.shared?.length ? words.chat.opening.shared(conversation.shared) : ''}`
  if (snapshot.matches({ phase: 'ended' })) return `${words.chat.ended[ending](name).heading}.`
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
