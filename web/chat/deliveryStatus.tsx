// Whether one's own message arrived, for those who listen: told only where it took long.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ConversationState } from '../session/context.ts'

/** A message that is on its way for longer than this is worth a word. */
const slowMs = 6_000

const slowSentence = 'Your message is still on its way.'
const arrivedSentence = 'Your message has arrived.'

/** That one was refused is read out where it stands, in the log. */
export const DeliveryStatus = ({ conversation }: { conversation: ConversationState | null }) => {
  const [sentence, setSentence] = useState('')
  const told = useRef<string | null>(null)
  const oldest = conversation?.pending.find(({ state }) => state !== 'refused')?.id ?? null
  useEffect(() => {
    const hasArrived = conversation?.transcript.some(({ id }) => id === told.current)
    if (told.current !== null && told.current !== oldest) {
      setSentence(hasArrived ? arrivedSentence : '')
      told.current = null
    }
    if (oldest === null) return
    const timer = setTimeout(() => {
      told.current = oldest
      setSentence(slowSentence)
    }, slowMs)
    return () => clearTimeout(timer)
  }, [oldest])
  return (
    <p class="unseen" role="status">
      {sentence}
    </p>
  )
}
