// Whether one's own message arrived, for those who listen: told only where it took long.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConversationState } from '../session/context.ts'
import { words } from '../words/words.ts'

/** A message that is on its way for longer than this is worth a word. */
const slowMs = 6_000

/** That one was refused is read out where it stands, in the log. */
export const DeliveryStatus = ({ conversation }: { conversation: ConversationState | null }) => {
  const [sentence, setSentence] = useState('')
  const told = useRef<string | null>(null)
  const oldest = conversation?.pending.find(({ state }) => state !== 'refused')?.id ?? null
  useEffect(() => {
    const hasArrived = conversation?.transcript.some(({ id }) => id === told.current)
    if (told.current !== null && told.current !== oldest) {
      setSentence(hasArrived ? words.chat.status.arrived : '')
      told.current = null
    }
    if (oldest === null) return
    const timer = setTimeout(() => {
      told.current = oldest
      setSentence(words.chat.status.slow)
    }, slowMs)
    return () => clearTimeout(timer)
  }, [oldest])
  return (
    <p class="unseen" role="status">
      {sentence}
    </p>
  )
}
