// The first lines of a conversation: why these two, and what holds here.
import type { Talk } from '../../session/context.ts'
import { sharedWords } from '../../words.ts'

const reasonFor = ({ shared, partner }: Talk, hoped: boolean): string => {
  if (shared === null) return `Say hello to ${partner.username}.`
  if (shared.length > 0) return sharedWords(shared)
  return hoped
    ? 'Nobody with your interests came by in time, so we looked further. You may still click.'
    : `Say hello to ${partner.username}.`
}

export const Opening = ({ talk, hoped }: { talk: Talk; hoped: boolean }) => (
  <div class="opening">
    <p class="opening-reason">{reasonFor(talk, hoped)}</p>
    <p>
      Nothing said here outlives the conversation. Keep your address and your money to yourself.
    </p>
  </div>
)
