// The first lines of a conversation: why these two, and what holds here.
import type { ConversationState } from '../../session/context.ts'
import { sharedInterestsSentence } from './sentences.ts'

const reasonFor = ({ shared, partner }: ConversationState, hasInterests: boolean): string => {
  if (shared === null) return `Say hello to ${partner.username}.`
  if (shared.length > 0) return sharedInterestsSentence(shared)
  return hasInterests
    ? 'Nobody with your interests came by in time, so we looked further. You may still click.'
    : `Say hello to ${partner.username}.`
}

export const Opening = ({
  conversation,
  hasInterests,
}: {
  conversation: ConversationState
  hasInterests: boolean
}) => (
  <div class="opening">
    <p class="opening-reason">{reasonFor(conversation, hasInterests)}</p>
    <p>
      Nothing said here outlives the conversation. Keep your address and your money to yourself.
    </p>
  </div>
)
