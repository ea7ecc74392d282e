// A conversation that is opened in its midst, until all that was said before is here.
import { useState } from 'preact/hooks'
import type { ConversationState } from '../../../session/context.ts'

/**
 * A long conversation comes in pages, one right after the other: the first is shown at once, the
 * rest as one, or the page would draw its way through all of it. From then on all is shown as it
 * comes. `wasSaidBefore` counts the messages that are no news.
 */
export const useCaughtUp = ({ transcript, saidBefore }: ConversationState) => {
  const [shown] = useState(transcript)
  const isCaughtUp = (transcript.at(-1)?.seq ?? 0) >= saidBefore
  return {
    transcript: isCaughtUp ? transcript : shown,
    wasSaidBefore: Math.min(saidBefore, transcript.length),
    isCaughtUp,
  }
}
