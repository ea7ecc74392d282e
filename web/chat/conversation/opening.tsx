// The first lines of a conversation: why these two, and what holds here.
import type { ConversationState } from '../../session/context.ts'
import { words } from '../../words/words.ts'
import { Sentence } from '../sentence.tsx'

export interface OpeningProps {
  readonly conversation: ConversationState
  /** Whether the visitor had named interests. */
  readonly hasInterests: boolean
}

const Reason = ({ conversation: { shared, partner, isAgain }, hasInterests }: OpeningProps) => {
  if (isAgain) return words.chat.again.both
  if (shared !== null && shared.length > 0)
    return <Sentence of={(...both) => words.chat.opening.shared(both)} spoken={shared} />
  return shared !== null && hasInterests ? (
    words.chat.opening.noneShared
  ) : (
    <Sentence of={words.chat.opening.hello} spoken={[partner.username]} />
  )
}

export const Opening = (props: OpeningProps) => (
  <div class="opening">
    <p class="opening-reason">
      <Reason {...props} />
    </p>
    <p>{words.chat.opening.rules}</p>
  </div>
)
