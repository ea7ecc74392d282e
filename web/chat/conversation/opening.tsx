// The first lines of a conversation: why these two, and what holds here.
import type { ConversationState } from '../../session/context.ts'
import { words } from '../../words/words.ts'

const reasonFor = (
  { shared, partner, isAgain }: ConversationState,
  hasInterests: boolean,
): string => {
  if (isAgain) return words.chat.again.both
  if (shared === null) return words.chat.opening.hello(partner.username)
  if (shared.length > 0) return words.chat.opening.shared(shared)
  return hasInterests ? words.chat.opening.noneShared : words.chat.opening.hello(partner.username)
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
    <p>{words.chat.opening.rules}</p>
  </div>
)
